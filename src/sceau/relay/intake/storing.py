"""The statements of an accept: each takes arrays, and does nothing for what is there already."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sceau.envelope.header import Role
from sceau.envelope.kdf import labelled, sha256
from sceau.envelope.wire import Envelope
from sceau.relay.journal.entry import Action, write
from sceau.web.database import Database

Key = tuple[int, bytes]
"""(day, id): an envelope within its pharmacy."""
KEEP_SLIPS: Final = timedelta(days=7)
"""How long a slip waits for the notifier to send it."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What is kept of an envelope that came before."""

    commit: bytes
    header: bytes


def key_of(envelope: Envelope) -> Key:
    return envelope.header.day, envelope.header.id


def insert_envelopes(
    connection: Database, pharmacy: bytes, envelopes: Sequence[Envelope], *, now: datetime, by: str
) -> set[Key]:
    """Store what is new, queue what is to be done with it, and note how many; their keys. No key comes twice."""
    columns = [list(column) for column in zip(*map(_row, envelopes), strict=True)]
    named = {
        "pharmacy": pharmacy,
        "now": now,
        "slips_until": now + KEEP_SLIPS,
        "leaf": labelled("sceau/leaf/envelope/v1"),
    }
    arrays = {f"c{number}": column for number, column in enumerate(columns)}
    stored: set[Key] = set(connection.execute(_INSERT, {**named, **arrays}).fetchall())
    if stored:
        accepted = Action.ENVELOPES_ACCEPTED
        write(connection, at=now, actor=by, action=accepted, count=len(stored), pharmacy=pharmacy)
    return stored


def find_envelopes(connection: Database, pharmacy: bytes, keys: Sequence[Key]) -> dict[Key, Stored]:
    """Those of `keys` that are stored, those of this transaction included."""
    days, ids = [day for day, _ in keys], [one for _, one in keys]
    rows = connection.execute(_FIND, {"pharmacy": pharmacy, "days": days, "ids": ids})
    return {(day, one): Stored(commit, header) for day, one, commit, header in rows}


def insert_corrections(connection: Database, pharmacy: bytes, envelopes: Sequence[Envelope]) -> set[Key]:
    """Note what each envelope corrects; returns the keys of those whose target has another successor."""
    refused = set()
    for envelope in envelopes:
        if envelope.header.corrects is not None:
            successor = (pharmacy, *envelope.header.corrects, *key_of(envelope))
            row = connection.execute(_CORRECT, successor).fetchone()
            if row is None:
                refused.add(key_of(envelope))
    return refused


def insert_tickets(connection: Database, pharmacy: bytes, envelopes: Sequence[Envelope]) -> dict[Key, str]:
    """Put each envelope under its ticket; returns a code for those whose ticket is another pharmacy's, or replaced.

    The first envelope's proof replaces the announced one, and a correction's the one before: the birth date may have
    been the mistake.
    """
    refused: dict[Key, str] = {}
    for wave in _waves(envelopes):
        tickets = [(envelope, envelope.routing.ticket) for envelope in wave]
        arrays = {
            "lookups": [ticket.lookup for _, ticket in tickets if ticket],
            "proofs": [ticket.proof for _, ticket in tickets if ticket],
            "days": [envelope.header.day for envelope in wave],
            "ids": [envelope.header.id for envelope in wave],
            "correct": [envelope.header.corrects is not None for envelope in wave],
        }
        written = {lookup for (lookup,) in connection.execute(_TICKETS, {"pharmacy": pharmacy, **arrays})}
        for envelope, ticket in tickets:
            if ticket and ticket.lookup not in written:
                row = connection.execute(_IS_OURS, (pharmacy, ticket.lookup)).fetchone()
                refused[key_of(envelope)] = "ticket-moved" if row == (True,) else "wrong-tenant"
    return refused


def _waves(envelopes: Sequence[Envelope]) -> list[list[Envelope]]:
    """Envelopes with a ticket, in order, no ticket twice in a wave: one statement cannot change a row twice."""
    waves: list[dict[bytes, Envelope]] = []
    for envelope in envelopes:
        if envelope.routing.ticket is not None:
            lookup = envelope.routing.ticket.lookup
            wave = next((wave for wave in waves if lookup not in wave), None)
            if wave is None:
                waves.append({lookup: envelope})
            else:
                wave[lookup] = envelope
    return [list(wave.values()) for wave in waves]


def _row(envelope: Envelope) -> tuple[Any, ...]:
    header, copies = (
        envelope.header,
        dict(zip((copy.role for copy in envelope.header.copies), envelope.copies, strict=True)),
    )
    return (
        header.day,
        header.id,
        sha256(envelope.header_bytes),
        header.commit,
        envelope.header_bytes,
        envelope.signature,
        copies[Role.PHARMACY],
        copies.get(Role.PATIENT),
        copies.get(Role.NOTIFIER),
        envelope.routing.ticket.lookup if envelope.routing.ticket else None,
        header.copies[0].kid,
        copies[Role.REGISTER],
    )


_INSERT: Final = """
WITH given AS (
    SELECT * FROM unnest(
        %(c0)b::integer[], %(c1)b::bytea[], %(c2)b::bytea[], %(c3)b::bytea[], %(c4)b::bytea[], %(c5)b::bytea[],
        %(c6)b::bytea[], %(c7)b::bytea[], %(c8)b::bytea[], %(c9)b::bytea[], %(c10)b::bytea[], %(c11)b::bytea[]
    ) AS one (day, id, header_hash, commit, header, signature, pharmacy_copy, patient_copy, slip, lookup,
              kid, register_copy)
), stored AS (
    INSERT INTO envelope (day, pharmacy, id, header_hash, commit, header, signature,
                          pharmacy_copy, patient_copy, lookup, accepted_at)
    SELECT day, %(pharmacy)b, id, header_hash, commit, header, signature,
           pharmacy_copy, patient_copy, lookup, %(now)b FROM given
    ON CONFLICT (day, pharmacy, id) DO NOTHING
    RETURNING day, id
), queued AS (
    INSERT INTO outbox (day, pharmacy, id, kid, register_copy, due_at)
    SELECT day, %(pharmacy)b, id, kid, register_copy, %(now)b FROM given JOIN stored USING (day, id)
), told AS (
    INSERT INTO notice (day, pharmacy, id, slip, due_at, delete_after)
    SELECT day, %(pharmacy)b, id, slip, %(now)b, %(slips_until)b FROM given JOIN stored USING (day, id)
    WHERE slip IS NOT NULL
), proven AS (
    INSERT INTO leaf_queue (entry) SELECT %(leaf)b || header_hash FROM given JOIN stored USING (day, id)
)
SELECT day, id FROM stored
"""
_FIND: Final = """
SELECT day, id, commit, header FROM envelope JOIN unnest(%(days)b::integer[], %(ids)b::bytea[]) AS one (day, id)
USING (day, id) WHERE pharmacy = %(pharmacy)b
"""
# Writing the row it finds over itself is what makes a repeated correction answer like the first.
_CORRECT: Final = """
INSERT INTO correction AS first (pharmacy, target_day, target_id, day, id) VALUES (%b, %b, %b, %b, %b)
ON CONFLICT (pharmacy, target_day, target_id) DO UPDATE SET id = first.id
WHERE (first.day, first.id) = (excluded.day, excluded.id) RETURNING 1
"""
_TICKETS: Final = """
WITH given AS (
    SELECT * FROM unnest(%(lookups)b::bytea[], %(proofs)b::bytea[], %(days)b::integer[], %(ids)b::bytea[],
                         %(correct)b::boolean[]) AS one (lookup, proof_hash, day, id, correct)
), written AS (
    INSERT INTO ticket AS first (lookup, pharmacy, proof_hash, last_day, days, ids)
    SELECT lookup, %(pharmacy)b, proof_hash, day, ARRAY[day], ARRAY[id] FROM given
    ON CONFLICT (lookup) DO UPDATE SET
        days = first.days || excluded.days, ids = first.ids || excluded.ids,
        last_day = greatest(first.last_day, excluded.last_day),
        proof_hash = CASE WHEN cardinality(first.ids) = 0
                               OR (SELECT correct FROM given WHERE given.lookup = excluded.lookup)
                          THEN excluded.proof_hash ELSE first.proof_hash END
    WHERE first.pharmacy = excluded.pharmacy AND first.replaced_by IS NULL
    RETURNING lookup
)
SELECT lookup FROM written
"""
_IS_OURS: Final = "SELECT pharmacy = %b FROM ticket WHERE lookup = %b"
