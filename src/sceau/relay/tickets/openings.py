"""Who opened the results under a ticket, told to whoever could open them now (`spec/ticket.md` §7).

The one idea: nothing is told that the page cannot check. Each line is an entry of a journal with its nonce and the
proof that it stands in that service's ledger; this relay's, and the register's as far as it is mirrored.
"""

from collections.abc import Iterable
from typing import Final

from sceau.envelope.statements import KeyRole, ledger_origin
from sceau.ledger.keys import Verifier, parse_verifier
from sceau.ledger.proof import LedgerProof, format_proof
from sceau.relay.journal import readings
from sceau.relay.journal.entry import Action
from sceau.relay.mirror.prove import mirrored
from sceau.relay.relay import Relay
from sceau.relay.tickets.opening import Answer, Held, State, note, try_proof
from sceau.web import ledger_store
from sceau.web.database import Database
from sceau.web.journal import Entry
from sceau.web.ledger_proofs import Prover

MOST: Final = 50
"""Lines of each action that are told, the newest: who opens a ticket a hundred times hides nobody else's reading."""

Line = dict[str, object]


def tell_openings(relay: Relay, token: bytes, proof: bytes) -> dict[str, object]:
    """`{keys, lines}` when the proof is right; else what `open_ticket` would say. A wrong one has cost a try."""
    with relay.pool.connection() as connection, connection.transaction():
        tried = try_proof(relay, connection, token, proof)
        if tried is None:
            return Answer(State.UNKNOWN).members()
        if not tried.is_right:
            note(connection, relay.clock.now(), tried)
            return tried.answer.members()
        key = parse_verifier(ledger_store.read_key(connection))
        lines = [*_own(connection, tried.ticket, key.name), *_registers(relay, connection, tried.ticket)]
        return {"keys": [str(key), *_registers_keys(relay, connection)], "lines": lines}


def _own(connection: Database, ticket: Held, ledger: str) -> Iterable[Line]:
    """Of this relay's journal; without a proof until the leaf has its place, a moment after the act."""
    found = {"ids": ticket.ids, "pharmacy": ticket.pharmacy, "actions": _TOLD, "most": MOST}
    rows = connection.execute(_OWN, found).fetchall()
    prover = Prover.of(connection) if any(index is not None for *_, index in rows) else None
    for *said, index in rows:
        entry = Entry(*said)
        placed = None if prover is None or index is None else prover.prove(index)
        yield _line(ledger, entry.encode(), entry.nonce, placed)


def _registers(relay: Relay, connection: Database, ticket: Held) -> Iterable[Line]:
    """Of the register's, as brought here; without a proof until the mirror has come so far."""
    rows = connection.execute(_READINGS, {"ids": ticket.ids, "pharmacy": ticket.pharmacy, "most": MOST}).fetchall()
    mirror = mirrored(connection) if rows else None
    origin = ledger_origin(relay.statements.read(connection).domain) if rows else ""
    for entry, nonce, index in rows:
        yield _line(origin, entry, nonce, readings.proof_of(mirror, index, entry, nonce))


def _line(ledger: str, entry: bytes, nonce: bytes, proof: LedgerProof | None) -> Line:
    line: Line = {"ledger": ledger, "entry": entry, "nonce": nonce}
    return line if proof is None else {**line, "proof": format_proof(proof).decode()}


def _registers_keys(relay: Relay, connection: Database) -> list[str]:
    """Verifier keys of the register's ledger, as its statements have them."""
    statements = relay.statements.read(connection)
    return [str(Verifier(ledger_origin(statements.domain), one.pk)) for one in statements.usable(KeyRole.LEDGER)]


_TOLD: Final = [
    action.value
    for action in (
        Action.PHARMACY_COPY_READ,
        Action.TICKET_OPENED,
        Action.TICKET_REFUSED,
        Action.TICKET_REISSUED,
        Action.SLIP_GIVEN,
    )
]
_OWN: Final = """
SELECT at, actor, action, count, detail, pharmacy, id, nonce, leaf_index FROM (
    SELECT *, row_number() OVER (PARTITION BY action ORDER BY at DESC, number DESC) AS place FROM journal
    WHERE id = ANY(%(ids)s) AND pharmacy = %(pharmacy)s AND action = ANY(%(actions)s)
) AS newest WHERE place <= %(most)s ORDER BY at DESC, number DESC
"""
_READINGS: Final = """
SELECT entry, nonce, leaf_index FROM reading WHERE id = ANY(%(ids)s) AND pharmacy = %(pharmacy)s
ORDER BY leaf_index DESC LIMIT %(most)s
"""
