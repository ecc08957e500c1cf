"""Writing the journal. An actor is a client, the operator, the worker or `ticket-holder`: never a person."""

from datetime import datetime
from enum import StrEnum

from sceau.web.database import Database

OPERATOR = "operator"
TICKET_HOLDER = "ticket-holder"
WORKER = "worker"


class Action(StrEnum):
    """What can be done here, in the past tense."""

    ENVELOPES_ACCEPTED = "envelopes-accepted"
    ENVELOPES_IN_CONFLICT = "envelopes-in-conflict"
    ENVELOPES_GIVEN_UP = "envelopes-given-up"
    CLIENT_REGISTERED = "client-registered"
    LOG_EXTENDED = "log-extended"
    STATEMENTS_MIRRORED = "statements-mirrored"
    ENROLMENTS_MIRRORED = "enrolments-mirrored"
    TICKET_ANNOUNCED = "ticket-announced"
    TICKET_OPENED = "ticket-opened"
    TICKET_REFUSED = "ticket-refused"
    TICKET_REISSUED = "ticket-reissued"
    PHARMACY_COPY_READ = "pharmacy-copy-read"
    WEEKS_FORGOTTEN = "weeks-forgotten"
    NOTIFIER_ADDED = "notifier-added"
    NOTIFIER_SUSPENDED = "notifier-suspended"
    NOTICES_SENT = "notices-sent"
    NOTICES_UNDELIVERABLE = "notices-undeliverable"
    NOTICES_EXPIRED = "notices-expired"


def write(connection: Database, *, at: datetime, actor: str, action: Action, count: int = 1) -> None:
    """Note `action` in the transaction that does it."""
    connection.execute(
        "INSERT INTO journal (at, actor, action, count) VALUES (%s, %s, %s, %s)", (at, actor, action.value, count)
    )
