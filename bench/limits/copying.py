"""The limit of a batch accept: COPY of the same bytes into the same columns, and one signature check each.

Two processes, one connection each; the rows are in memory before the clock starts, and each thousand is committed.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import psycopg

from bench.sealing import Pharmacy, sealed
from bench.timing import together
from sceau.envelope.header import Role
from sceau.envelope.kdf import sha256
from sceau.envelope.wire import Envelope, check_signature, parse_envelope

_COMMIT_EVERY: Final = 1000
_ENVELOPE: Final = (
    "COPY envelope (day, pharmacy, id, header_hash, commit, header, signature, pharmacy_copy, patient_copy,"
    " lookup, accepted_at) FROM STDIN (FORMAT BINARY)"
)
_ENVELOPE_TYPES: Final = ["int4", *["bytea"] * 9, "timestamptz"]
_OUTBOX: Final = "COPY outbox (day, pharmacy, id, kid, register_copy, due_at) FROM STDIN (FORMAT BINARY)"
_OUTBOX_TYPES: Final = ["int4", *["bytea"] * 4, "timestamptz"]


def copy_and_check(database: str, pharmacies: Sequence[Pharmacy], count: int) -> float:
    """Seconds for `count` envelopes."""
    each = count // len(pharmacies)
    return together(_prepare, [(database, pharmacies[one::2], each) for one in range(2)]).seconds


def _prepare(database: str, pharmacies: Sequence[Pharmacy], each: int) -> Callable[[], None]:
    envelopes = [parse_envelope(data) for one in pharmacies for data in sealed(one)[:each]]
    now = datetime.now(UTC)
    rows = [(one, _envelope_row(one, now), _outbox_row(one, now)) for one in envelopes]
    connection = psycopg.connect(database)

    def act() -> None:
        for at in range(0, len(rows), _COMMIT_EVERY):
            part = rows[at : at + _COMMIT_EVERY]
            for envelope, _, _ in part:
                check_signature(envelope.header, envelope.header_bytes, envelope.signature)
            _copy(connection, _ENVELOPE, _ENVELOPE_TYPES, [row for _, row, _ in part])
            _copy(connection, _OUTBOX, _OUTBOX_TYPES, [row for _, _, row in part])
            connection.commit()

    return act


def _copy(
    connection: "psycopg.Connection[Any]", statement: str, types: list[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    with connection.cursor().copy(statement.encode()) as copy:
        copy.set_types(types)
        for row in rows:
            copy.write_row(row)


def _envelope_row(envelope: Envelope, now: datetime) -> tuple[Any, ...]:
    header, ticket = envelope.header, envelope.routing.ticket
    return (
        header.day,
        header.pharmacy,
        header.id,
        sha256(envelope.header_bytes),
        header.commit,
        envelope.header_bytes,
        envelope.signature,
        *(envelope.sealed(role) for role in (Role.PHARMACY, Role.PATIENT)),
        ticket.lookup if ticket else None,
        now,
    )


def _outbox_row(envelope: Envelope, now: datetime) -> tuple[Any, ...]:
    header = envelope.header
    kid = header.copy(Role.REGISTER).kid
    return header.day, header.pharmacy, header.id, kid, envelope.sealed(Role.REGISTER), now
