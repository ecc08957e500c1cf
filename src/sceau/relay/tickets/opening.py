"""A ticket's state, and its opening by a proof (`spec/ticket.md` §3): five wrong proofs in its lifetime, and it locks.

The one idea: every opening does the same things in the same order (lock the row, read the copies, write the row,
commit), whatever the proof, so that neither the answer's time nor two requests at once say more than the answer. A
ticket that takes no proof any more, as anybody with its link is told, notes none: who knocks on it fills nothing.
"""

import hmac
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final, LiteralString

from sceau.envelope.kdf import sha256
from sceau.envelope.ticket import lookup_of
from sceau.relay.journal.entry import TICKET_HOLDER, Action, write, write_each
from sceau.relay.relay import Relay
from sceau.web.database import Database


class State(StrEnum):
    """What a ticket's page is told. `wrong` answers a proof only."""

    UNKNOWN = "unknown"
    WAITING = "waiting"
    READY = "ready"
    WRONG = "wrong"
    LOCKED = "locked"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Answer:
    """`copies` when a right proof found any, as the specification gives them; `contact` when one must call."""

    state: State
    tries: int = 0
    copies: tuple[dict[str, bytes], ...] = ()
    contact: dict[str, str] | None = None

    def members(self) -> dict[str, object]:
        if self.copies:
            return {"copies": list(self.copies)}
        said: dict[str, object] = {"state": self.state.value, "tries": self.tries}
        return said if self.contact is None else {**said, "pharmacy": self.contact}


@dataclass(frozen=True, slots=True)
class Held:
    """A ticket, as it is kept."""

    lookup: bytes
    pharmacy: bytes
    proof_hash: bytes
    tries: int
    replaced: bool
    ids: list[bytes]
    """Of the envelopes under it."""

    @property
    def state(self) -> State:
        if self.replaced:
            return State.REPLACED
        if self.tries == 0:
            return State.LOCKED
        return State.READY if self.ids else State.WAITING


def state_of(relay: Relay, token: bytes) -> Answer:
    """The state of the ticket whose 32-byte token this is."""
    with relay.pool.connection() as connection:
        ticket = _read(connection, _READ, lookup_of(token))
        if ticket is None:
            return Answer(State.UNKNOWN)
        return _answer(ticket.state, ticket.tries, _contact(relay, connection, ticket.pharmacy))


@dataclass(frozen=True, slots=True)
class Tried:
    """A proof, tried: whether the ticket takes any; whether this one is right too; and what is said when not."""

    ticket: Held
    is_taken: bool
    is_right: bool
    answer: Answer


def open_ticket(relay: Relay, token: bytes, proof: bytes) -> Answer:
    """What the proof opens; a wrong one has cost a try when this returns."""
    with relay.pool.connection() as connection, connection.transaction():
        tried = try_proof(relay, connection, token, proof)
        if tried is None:
            return Answer(State.UNKNOWN)
        copies = _copies(connection, tried.ticket)
        note(connection, relay.clock.now(), tried)
    return replace(tried.answer, copies=copies) if tried.is_right else tried.answer


def try_proof(relay: Relay, connection: Database, token: bytes, proof: bytes) -> Tried | None:
    """Lock the ticket and try the proof, which costs a try when it is wrong; None for a ticket that nobody knows."""
    ticket = _read(connection, _READ_LOCKED, lookup_of(token))
    if ticket is None:
        return None
    right = hmac.compare_digest(sha256(proof), ticket.proof_hash)
    contact = _contact(relay, connection, ticket.pharmacy)
    takes_proofs = ticket.state in (State.WAITING, State.READY)
    lost = int(takes_proofs and not right)
    connection.execute("UPDATE ticket SET tries_left = tries_left - %s WHERE lookup = %s", (lost, ticket.lookup))
    left = ticket.tries - lost
    state = State.WRONG if lost and left else replace(ticket, tries=left).state
    return Tried(ticket, takes_proofs, takes_proofs and right, _answer(state, left, contact))


def note(connection: Database, now: datetime, tried: Tried) -> None:
    """Of each envelope under it, whether it was opened or not: the one takes as long as the other.

    Nothing of a proof that was not taken: it was not even wrong, and the newest lines would hide those that matter.
    """
    if not tried.is_taken:
        return
    ticket = tried.ticket
    action = Action.TICKET_OPENED if tried.is_right else Action.TICKET_REFUSED
    if ticket.ids:
        held = [(ticket.pharmacy, one) for one in ticket.ids]
        write_each(connection, at=now, actor=TICKET_HOLDER, action=action, envelopes=held)
    else:
        write(connection, at=now, actor=TICKET_HOLDER, action=action, pharmacy=ticket.pharmacy)


def _read(connection: Database, query: LiteralString, lookup: bytes) -> Held | None:
    row = connection.execute(query, (lookup,)).fetchone()
    return None if row is None else Held(*row)


def _copies(connection: Database, ticket: Held) -> tuple[dict[str, bytes], ...]:
    rows = connection.execute(_COPIES, (ticket.lookup,)).fetchall()
    return tuple(
        {name: value for name, value in zip(_COPY_FIELDS, row, strict=True) if value is not None}
        for row in rows
        if row[2] is not None  # moved away by a reissue
    )


def _answer(state: State, tries: int, contact: dict[str, str]) -> Answer:
    """Whom to call is told only when there is a reason to: a page that is merely ready names no pharmacy."""
    told = state in (State.WRONG, State.LOCKED, State.REPLACED)
    return Answer(state, tries, contact=contact if told else None)


def _contact(relay: Relay, connection: Database, pharmacy: bytes) -> dict[str, str]:
    ((seq,),) = connection.execute("SELECT seq FROM pharmacy WHERE pharmacy = %s", (pharmacy,)).fetchall()
    log = relay.pharmacies.read(connection, pharmacy, seq=seq, statements=relay.statements.read(connection))
    return {"name": log.name, "phone": log.phone}


_COPY_FIELDS: Final = ("header", "signature", "copy", "reissue", "reissue_signature")
_READ: Final = """
SELECT lookup, pharmacy, proof_hash, tries_left, replaced_by IS NOT NULL, ids
FROM ticket WHERE lookup = %s
"""
_READ_LOCKED: Final = f"{_READ} FOR UPDATE"
_COPIES: Final = """
SELECT e.header, e.signature, coalesce(r.sealed, e.patient_copy), r.body, r.signature
FROM ticket t CROSS JOIN unnest(t.days, t.ids) WITH ORDINALITY AS held (day, id, place)
JOIN envelope e ON e.day = held.day AND e.pharmacy = t.pharmacy AND e.id = held.id
LEFT JOIN reissue r ON r.lookup = t.lookup AND r.day = held.day AND r.id = held.id
WHERE t.lookup = %s ORDER BY held.place
"""
