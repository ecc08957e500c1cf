"""What the relay's journal says (`sceau.web.journal`): who, and the actions there are.

An actor is a client, a membership (a random number), the operator, the worker, or one of many (`ticket-holder`,
`applicant`): never a person's name. `detail` is what is public: a FINESS number, a contract's hash, a role.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sceau.web import journal
from sceau.web.database import Database

OPERATOR = "operator"
TICKET_HOLDER = "ticket-holder"
VISITOR = "visitor"
APPLICANT = "applicant"
WORKER = "worker"
WATCH = "watch"


class Action(StrEnum):
    """What can be done here, in the past tense."""

    ENVELOPES_ACCEPTED = "envelopes-accepted"
    ENVELOPES_IN_CONFLICT = "envelopes-in-conflict"
    ENVELOPES_MENDED = "envelopes-mended"
    ENVELOPES_GIVEN_UP = "envelopes-given-up"
    ENVELOPE_REPLAYED = "envelope-replayed"
    ENVELOPES_AGEING = "envelopes-ageing"
    DEAD_LETTERS_FORGOTTEN = "dead-letters-forgotten"
    INTAKE_CLOSED = "intake-closed"
    INTAKE_OPENED = "intake-opened"
    CLIENT_REGISTERED = "client-registered"
    CLIENT_SUSPENDED = "client-suspended"
    CLIENT_RESUMED = "client-resumed"
    LOG_EXTENDED = "log-extended"
    STATEMENTS_MIRRORED = "statements-mirrored"
    ENROLMENTS_MIRRORED = "enrolments-mirrored"
    TICKET_ANNOUNCED = "ticket-announced"
    TICKET_OPENED = "ticket-opened"
    TICKET_REFUSED = "ticket-refused"
    TICKET_REISSUED = "ticket-reissued"
    PHARMACY_COPY_READ = "pharmacy-copy-read"
    BUNDLE_LOGGED = "bundle-logged"
    WEEKS_FORGOTTEN = "weeks-forgotten"
    APPLICATION_MADE = "application-made"
    APPLICATION_APPROVED = "application-approved"
    APPLICATION_REFUSED = "application-refused"
    LINK_GIVEN = "link-given"
    LINK_USED = "link-used"
    MEMBER_INVITED = "member-invited"
    INVITATION_WITHDRAWN = "invitation-withdrawn"
    MEMBER_CHANGED = "member-changed"
    MEMBERSHIP_ENDED = "membership-ended"
    PASSKEY_ADDED = "passkey-added"
    PASSKEY_REMOVED = "passkey-removed"
    SIGNED_IN = "signed-in"
    SIGNED_OUT = "signed-out"
    COUNTER_LOCKED = "counter-locked"
    PHARMACY_BEGUN = "pharmacy-begun"
    RECOVERY_BEGUN = "recovery-begun"
    EPOCH_BEGUN = "epoch-begun"
    ACCESS_KEY_ADDED = "access-key-added"
    ACCESS_KEY_REMOVED = "access-key-removed"
    DEVICE_ADDED = "device-added"
    DEVICE_REMOVED = "device-removed"
    KEYS_REQUESTED = "keys-requested"
    BROWSER_HALF_KEPT = "browser-half-kept"
    BROWSER_HALF_GIVEN = "browser-half-given"
    BROWSER_HALF_DELETED = "browser-half-deleted"
    ITEM_WRITTEN = "item-written"
    SHELF_WRITTEN = "shelf-written"
    ITEMS_READ = "items-read"
    PREFILL_LEFT = "prefill-left"
    PREFILLS_READ = "prefills-read"
    PREFILL_DELETED = "prefill-deleted"
    COUNTER_FORGOTTEN = "counter-forgotten"
    NOTIFIER_ADDED = "notifier-added"
    NOTIFIER_SUSPENDED = "notifier-suspended"
    SLIP_GIVEN = "slip-given"
    NOTICES_SENT = "notices-sent"
    NOTICES_UNDELIVERABLE = "notices-undeliverable"
    NOTICES_EXPIRED = "notices-expired"
    OPERATOR_INVITED = "operator-invited"
    OPERATOR_ENDED = "operator-ended"
    OPERATOR_LOOKED = "operator-looked"
    WHEREABOUTS_ASKED = "whereabouts-asked"
    ALARM_RAISED = "alarm-raised"
    ALARM_CLEARED = "alarm-cleared"
    LEDGER_CONTRADICTED = "ledger-contradicted"
    FINDING_SETTLED = "finding-settled"


def write(
    connection: Database,
    *,
    at: datetime,
    actor: str,
    action: Action,
    count: int = 1,
    detail: str = "",
    pharmacy: bytes | None = None,
) -> None:
    """Note `action` in the transaction that does it; `pharmacy` (16 bytes) is whose it was, where it was one's."""
    journal.write(connection, [journal.Entry(at, actor, action.value, count, detail, pharmacy)])


def write_each(
    connection: Database,
    *,
    at: datetime,
    actor: str,
    action: Action,
    envelopes: Sequence[tuple[bytes, bytes]],
    detail: str = "",
) -> None:
    """The same of each envelope (pharmacy, id), so that the person whose result it is can be told."""
    journal.write(
        connection,
        [
            journal.Entry(at, actor, action.value, detail=detail, pharmacy=pharmacy, id=one)
            for pharmacy, one in envelopes
        ],
    )
