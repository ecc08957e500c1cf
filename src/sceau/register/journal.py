"""What the register's journal says (`sceau.web.journal`): who, and the actions there are."""

from datetime import datetime
from enum import StrEnum
from typing import Final

from sceau.ledger.append import Batch
from sceau.web import journal
from sceau.web.database import Database

OPERATOR: Final = "operator"


class Action(StrEnum):
    """What can be done here, in the past tense."""

    ENVELOPES_REGISTERED = "envelopes-registered"
    RECORD_READ = "record-read"
    LOGS_EXTENDED = "logs-extended"
    DOMAIN_BEGUN = "domain-begun"
    SIGNER_AUTHORISED = "signer-authorised"
    STATEMENT_REVOKED = "statement-revoked"
    KEYS_PUBLISHED = "keys-published"
    KEY_ROTATED = "key-rotated"
    NOTIFIER_KEY_PUBLISHED = "notifier-key-published"
    KEYS_DESTROYED = "keys-destroyed"
    MONTHS_CLOSED = "months-closed"
    SOFTWARE_SET = "software-set"
    CLIENT_ADDED = "client-added"
    ENROLMENT_GIVEN = "enrolment-given"
    OFFICER_ADDED = "officer-added"


def officer(name: bytes) -> str:
    """How the journal names an officer: by the name of the kit's key."""
    return f"officer-{name.hex()}"


def write(
    database: Database, action: Action, *, now: datetime, actor: str = OPERATOR, count: int = 1, detail: str = ""
) -> None:
    """Note `action` in the transaction that does it."""
    journal.write(database, [journal.Entry(now, actor, action.value, count, detail)])


def write_reading(database: Database, *, pharmacy: bytes, envelope: bytes, now: datetime, actor: str) -> None:
    """Note that an officer reads one record, so that the person it is about can be told."""
    action = Action.RECORD_READ.value
    journal.write(database, [journal.Entry(now, actor, action, pharmacy=pharmacy, id=envelope)])


def registered(now: datetime, *, actor: str, count: int) -> journal.Entry:
    """What intake notes of a batch; its leaf goes into the ledger with the batch's (`write_registered`)."""
    return journal.Entry(now, actor, Action.ENVELOPES_REGISTERED.value, count)


def write_registered(database: Database, entry: journal.Entry, batch: Batch, *, place: int) -> None:
    """Keep intake's entry, whose leaf is number `place` of the batch."""
    journal.write_placed(database, entry, batch.first + place)
