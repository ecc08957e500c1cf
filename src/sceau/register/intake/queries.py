"""The statements of a batch: each takes arrays, so that a thousand records cost what one costs (`migrations/*.sql`)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, LiteralString

from sceau.register.at_rest import SealedKey
from sceau.web.database import Database

Key = tuple[bytes, bytes]
"""(id, pharmacy)."""
AnswerKey = tuple[int, bytes, bytes, bytes]
"""(month, id, pharmacy, hash of the header)."""


@dataclass(frozen=True, slots=True)
class Registered:
    """A row of `registered`."""

    id: bytes
    pharmacy: bytes
    hash: bytes
    commit: bytes
    month: int
    accepted: bool
    chain: bytes
    standing_id: bytes | None
    standing_month: int | None


@dataclass(frozen=True, slots=True)
class Answered:
    """A stored acknowledgement, and its leaf's index in the ledger."""

    ack: bytes
    signature: bytes
    answer: bytes
    index: int


def find_registered(database: Database, keys: Sequence[Key]) -> dict[Key, Registered]:
    rows = database.execute(
        """
        SELECT r.id, r.pharmacy, r.hash, r.commit, r.month, r.accepted, r.chain, r.standing_id, r.standing_month
          FROM unnest(%b::bytea[], %b::bytea[]) AS wanted (id, pharmacy)
          JOIN registered AS r USING (id, pharmacy)
        """,
        _columns(keys, 2),
        binary=True,
    )
    return {(row[0], row[1]): Registered(*row) for row in rows}


def find_conflicts(
    database: Database, keys: Sequence[tuple[bytes, bytes, bytes]]
) -> dict[tuple[bytes, bytes, bytes], int]:
    """(id, pharmacy, hash) → month, of those refused before."""
    rows = database.execute(
        """
        SELECT c.id, c.pharmacy, c.hash, c.month
          FROM unnest(%b::bytea[], %b::bytea[], %b::bytea[]) AS wanted (id, pharmacy, hash)
          JOIN conflict AS c USING (id, pharmacy, hash)
        """,
        _columns(keys, 3),
        binary=True,
    )
    return {(row[0], row[1], row[2]): row[3] for row in rows}


def find_answers(database: Database, keys: Sequence[AnswerKey]) -> dict[AnswerKey, Answered]:
    """What was answered; absent once its month was dropped."""
    rows = database.execute(
        """
        SELECT a.month, a.id, a.pharmacy, a.hash, a.ack, a.signature, a.answer, b.first_index + a.place
          FROM unnest(%b::int4[], %b::bytea[], %b::bytea[], %b::bytea[]) AS wanted (month, id, pharmacy, hash)
          JOIN acknowledgement AS a USING (month, id, pharmacy, hash)
          JOIN batch AS b ON b.month = a.month AND b.batch = a.batch
        """,
        _columns(keys, 4),
        binary=True,
    )
    return {(row[0], row[1], row[2], row[3]): Answered(*row[4:]) for row in rows}


def take_targets(database: Database, rows: Sequence[tuple[bytes, bytes, bytes]]) -> set[Key]:
    """For rows of (target, pharmacy, id): the keys (id, pharmacy) that are now the one correction of their target."""
    found = database.execute(
        """
        INSERT INTO correction (target, pharmacy, id)
        SELECT * FROM unnest(%b::bytea[], %b::bytea[], %b::bytea[]) AS given (target, pharmacy, id)
         ORDER BY target, pharmacy
            ON CONFLICT DO NOTHING
        RETURNING target, pharmacy, id
        """,
        _columns(rows, 3),
        binary=True,
    )
    return {(row[2], row[1]) for row in found}


def take_tags(database: Database, rows: Sequence[tuple[int, bytes, bytes, bytes]]) -> set[tuple[bytes, bytes]]:
    """Keep the (month, tag, pharmacy, chain) whose tag is new; (pharmacy, chain) of those that another chain had."""
    columns = _columns(rows, 4)
    taken = database.execute(
        """
        INSERT INTO deduplication (month, tag, pharmacy, chain)
        SELECT * FROM unnest(%b::int4[], %b::bytea[], %b::bytea[], %b::bytea[]) AS given (month, tag, pharmacy, chain)
         ORDER BY month, tag
            ON CONFLICT DO NOTHING
        RETURNING month, tag, pharmacy, chain
        """,
        columns,
        binary=True,
    ).fetchall()
    if len(taken) == len(rows):
        return set()
    owners = {(row[0], row[1]): (row[2], row[3]) for row in [*taken, *_owners(database, columns[:2])]}
    return {(pharmacy, chain) for month, tag, pharmacy, chain in rows if owners[month, tag] != (pharmacy, chain)}


def _owners(database: Database, columns: list[list[Any]]) -> list[tuple[Any, ...]]:
    return database.execute(
        """
        SELECT d.month, d.tag, d.pharmacy, d.chain
          FROM unnest(%b::int4[], %b::bytea[]) AS wanted (month, tag)
          JOIN deduplication AS d USING (month, tag)
        """,
        columns,
        binary=True,
    ).fetchall()


def add_registered(database: Database, rows: Sequence[Registered]) -> int:
    """How many were new: fewer than `rows` when another batch has just registered one of them."""
    values = [
        (r.id, r.pharmacy, r.hash, r.commit, r.month, r.accepted, r.chain, r.standing_id, r.standing_month)
        for r in rows
    ]
    return database.execute(
        """
        INSERT INTO registered
        SELECT * FROM unnest(%b::bytea[], %b::bytea[], %b::bytea[], %b::bytea[], %b::int4[], %b::bool[], %b::bytea[],
                             %b::bytea[], %b::int4[]) AS given (id, pharmacy)
         ORDER BY id, pharmacy
            ON CONFLICT DO NOTHING
        """,
        _columns(values, 9),
    ).rowcount


def add_conflicts(database: Database, rows: Sequence[tuple[bytes, bytes, bytes, int]]) -> int:
    """How many of the (id, pharmacy, hash, month) were new."""
    return database.execute(
        """
        INSERT INTO conflict
        SELECT * FROM unnest(%b::bytea[], %b::bytea[], %b::bytea[], %b::int4[]) AS given (id, pharmacy, hash, month)
         ORDER BY id, pharmacy, hash
            ON CONFLICT DO NOTHING
        """,
        _columns(rows, 4),
    ).rowcount


def add_records(database: Database, rows: Iterable[tuple[int, bytes, bytes, bytes, bool, bytes, bytes]]) -> None:
    """(month, id, pharmacy, batch, counted, desk, contribution)."""
    types = ["int4", "bytea", "bytea", "bytea", "bool", "bytea", "bytea"]
    _copy(database, "COPY record FROM STDIN (FORMAT BINARY)", types, rows)


def add_acknowledgements(
    database: Database, rows: Iterable[tuple[int, bytes, bytes, bytes, bytes, int, bytes, bytes, bytes]]
) -> None:
    """(month, id, pharmacy, hash, batch, place, ack, signature, answer)."""
    types = ["int4", "bytea", "bytea", "bytea", "bytea", "int4", "bytea", "bytea", "bytea"]
    _copy(database, "COPY acknowledgement FROM STDIN (FORMAT BINARY)", types, rows)


def add_batch(
    database: Database, *, month: int, batch: bytes, first_index: int, desk: SealedKey, statistics: SealedKey
) -> None:
    database.execute(
        "INSERT INTO batch VALUES (%b, %b, %b, %b, %b, %b, %b)",
        [month, batch, first_index, desk.kid, desk.sealed, statistics.kid, statistics.sealed],
    )


def count_records(database: Database, rows: Sequence[tuple[int, bytes, bytes]]) -> None:
    """Hand the contributions of (month, id, pharmacy) to the counter."""
    database.execute(
        """
        INSERT INTO statistics_event (month, id, pharmacy, weight)
        SELECT *, 1 FROM unnest(%b::int4[], %b::bytea[], %b::bytea[]) AS given (month, id, pharmacy)
        """,
        _columns(rows, 3),
    )


def take_back(database: Database, rows: Sequence[tuple[int, bytes, bytes]]) -> None:
    """Have the contributions of those (month, id, pharmacy) that were counted taken back: they are superseded."""
    database.execute(
        """
        INSERT INTO statistics_event (month, id, pharmacy, weight)
        SELECT r.month, r.id, r.pharmacy, -1
          FROM unnest(%b::int4[], %b::bytea[], %b::bytea[]) AS given (month, id, pharmacy)
          JOIN record AS r USING (month, id, pharmacy)
         WHERE r.counted
        """,
        _columns(rows, 3),
    )


def find_batch_readers(database: Database, month: int) -> tuple[bytes, bytes]:
    """The public keys that a batch's two keys are sealed to: the month's desk, and the counter."""
    row = database.execute(
        """
        SELECT (SELECT public_key FROM desk_key WHERE month = %s),
               (SELECT public_key FROM statistics_key ORDER BY added_at DESC LIMIT 1)
        """,
        [month],
    ).fetchone()
    if row is None or row[0] is None or row[1] is None:
        raise RuntimeError("no desk key for this month, or no statistics key: run `sceau register keys epoch`")
    return row[0], row[1]


def _columns(rows: Sequence[tuple[Any, ...]], count: int) -> list[list[Any]]:
    """Rows as the arrays that `unnest` takes."""
    return [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(count)]


def _copy(database: Database, statement: LiteralString, types: list[str], rows: Iterable[tuple[Any, ...]]) -> None:
    with database.cursor().copy(statement) as copy:
        copy.set_types(types)
        for row in rows:
            copy.write_row(row)
