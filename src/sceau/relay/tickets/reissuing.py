"""A new ticket for the same results (`spec/ticket.md` §5): every copy moves, or none does.

The one idea: the request must name exactly the envelopes that are under the old ticket now, and the very copies that
are there; so a result that arrived in between is never left behind under a link that says “replaced”.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sceau.envelope import cbor
from sceau.envelope.announce import Reissue, parse_reissue
from sceau.envelope.errors import EnvelopeError
from sceau.envelope.fields import Field, array, exactly, take
from sceau.envelope.header import TicketReference
from sceau.envelope.kdf import sha256
from sceau.envelope.signature import leaf
from sceau.envelope.wire import COPY_LENGTHS
from sceau.relay.clients.standing import standing
from sceau.relay.intake.checks import check_device
from sceau.relay.journal.entry import Action, write_each
from sceau.relay.relay import Relay
from sceau.web import ledger_store
from sceau.web.database import Database
from sceau.web.smart import Access

REISSUE_LIMIT: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class _Move:
    """One reissue as received, parsed and its signature verified."""

    reissue: Reissue
    body: bytes
    signature: bytes
    sealed: bytes

    @property
    def key(self) -> tuple[int, bytes]:
        return self.reissue.day, self.reissue.id


def reissue(relay: Relay, access: Access, body: bytes) -> None:
    """Do what `body` (CBOR array of `{body, signature, sealed}`) asks; again, nothing changes. EnvelopeError."""
    moves = [_parse(item) for item in array(cbor.decode(body, limit=REISSUE_LIMIT, path="body"), "body", 1, 100)]
    ticket = moves[0].reissue.ticket
    if any(move.reissue.ticket != ticket for move in moves) or len({move.key for move in moves}) != len(moves):
        raise EnvelopeError("incomplete-reissue", "reissue.ticket")
    with relay.pool.connection() as connection, connection.transaction():
        caller = standing(relay, connection, access)
        for move in moves:
            check_device(move.reissue.pharmacy, move.reissue.sender, caller)
        old = _ticket_of(connection, caller.pharmacy, moves[0])
        if old == ticket.lookup:
            _check_repeated(connection, old, moves)
            return
        _check_complete(connection, caller.pharmacy, old, moves)
        _move(connection, caller.pharmacy, old, ticket, moves)
        ledger_store.queue(connection, [leaf("reissue", move.body) for move in moves])
        moved, at = [(caller.pharmacy, move.reissue.id) for move in moves], relay.clock.now()
        write_each(connection, at=at, actor=caller.client_id, action=Action.TICKET_REISSUED, envelopes=moved)


def _parse(item: object) -> _Move:
    fields = take(item, "body", _SIGNED)
    parsed = parse_reissue(fields["body"], fields["signature"])
    sealed = fields["sealed"]
    if len(sealed) not in COPY_LENGTHS:
        raise EnvelopeError("bad-copies", "reissue.sealed")
    if sha256(sealed) != parsed.hash:
        raise EnvelopeError("bad-hash", "reissue.sealed")
    return _Move(parsed, fields["body"], fields["signature"], sealed)


def _ticket_of(connection: Database, pharmacy: bytes, move: _Move) -> bytes:
    """The ticket that the envelope is under now, locked."""
    row = connection.execute(_NEWEST_OF_ENVELOPE, (move.reissue.day, pharmacy, move.reissue.id)).fetchone()
    if row is None:
        raise EnvelopeError("incomplete-reissue", "reissue.id")
    lookup: bytes = row[0]
    still = connection.execute(
        "SELECT replaced_by IS NULL FROM ticket WHERE lookup = %s FOR UPDATE", (lookup,)
    ).fetchone()
    if still != (True,):  # another reissue came first
        raise EnvelopeError("incomplete-reissue", "reissue.old")
    return lookup


def _check_repeated(connection: Database, lookup: bytes, moves: Sequence[_Move]) -> None:
    """The same request once more, its answer lost the first time: harmless when it is the same to the byte."""
    rows = connection.execute("SELECT body FROM reissue WHERE lookup = %s", (lookup,)).fetchall()
    if {body for (body,) in rows} != {move.body for move in moves}:
        raise EnvelopeError("incomplete-reissue", "reissue.ticket")


def _check_complete(connection: Database, pharmacy: bytes, old: bytes, moves: Sequence[_Move]) -> None:
    rows = connection.execute(_HELD, {"lookup": old, "pharmacy": pharmacy}).fetchall()
    held = {(day, one): sealed for day, one, sealed in rows}
    if held.keys() != {move.key for move in moves}:
        raise EnvelopeError("incomplete-reissue", "reissue")
    for move in moves:
        sealed = held[move.key]
        if sha256(sealed) != move.reissue.old or len(sealed) != len(move.sealed):
            raise EnvelopeError("incomplete-reissue", "reissue.old")


def _move(connection: Database, pharmacy: bytes, old: bytes, ticket: TicketReference, moves: Sequence[_Move]) -> None:
    named: dict[str, Any] = {"old": old, "new": ticket.lookup, "proof": ticket.proof, "pharmacy": pharmacy}
    if connection.execute(_NEW_TICKET, named).fetchone() is None:
        raise EnvelopeError("conflict", "reissue.ticket")
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO reissue (lookup, day, id, sealed, body, signature) VALUES (%s, %s, %s, %s, %s, %s)",
            [(ticket.lookup, *move.key, move.sealed, move.body, move.signature) for move in moves],
        )
        cursor.executemany(
            "UPDATE envelope SET patient_copy = NULL WHERE day = %s AND pharmacy = %s AND id = %s",
            [(move.reissue.day, pharmacy, move.reissue.id) for move in moves],
        )
    connection.execute("DELETE FROM reissue WHERE lookup = %(old)s", named)
    connection.execute("UPDATE ticket SET replaced_by = %(new)s, days = '{}', ids = '{}' WHERE lookup = %(old)s", named)


_SIGNED: Final = {"body": Field(bytes, 1, 1024), "signature": exactly(64), "sealed": Field(bytes, 1, max(COPY_LENGTHS))}
NEWEST_TICKET: Final = """
WITH RECURSIVE chain AS (
    SELECT lookup, replaced_by FROM ticket WHERE lookup = {first}
    UNION
    SELECT ticket.lookup, ticket.replaced_by FROM ticket JOIN chain ON ticket.lookup = chain.replaced_by
)
SELECT lookup FROM chain WHERE replaced_by IS NULL
"""
"""The ticket that holds now: a reissue leaves an envelope its `first`, and names the next."""
_NEWEST_OF_ENVELOPE: Final = NEWEST_TICKET.format(
    first="(SELECT lookup FROM envelope WHERE day = %s AND pharmacy = %s AND id = %s)"
).encode()
_HELD: Final = """
SELECT e.day, e.id, coalesce(r.sealed, e.patient_copy)
FROM ticket t CROSS JOIN unnest(t.days, t.ids) AS held (day, id)
JOIN envelope e ON e.day = held.day AND e.pharmacy = %(pharmacy)s AND e.id = held.id
LEFT JOIN reissue r ON r.lookup = t.lookup AND r.day = held.day AND r.id = held.id
WHERE t.lookup = %(lookup)s
"""
_NEW_TICKET: Final = """
INSERT INTO ticket (lookup, pharmacy, proof_hash, last_day, days, ids)
SELECT %(new)s, pharmacy, %(proof)s, last_day, days, ids FROM ticket WHERE lookup = %(old)s
ON CONFLICT (lookup) DO NOTHING RETURNING 1
"""
