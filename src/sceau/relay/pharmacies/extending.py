"""Writing a pharmacy's log: what is brought must agree with what is here, and may go on from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sceau.envelope import cbor
from sceau.envelope.errors import EnvelopeError
from sceau.envelope.pharmacy_log import KIND, PharmacyLog
from sceau.envelope.signature import leaf
from sceau.envelope.signed import OBJECT_LIMIT, parse_object
from sceau.envelope.statements import Statements
from sceau.relay.pharmacies.cache import extended, stored_entries
from sceau.web import ledger_store
from sceau.web.database import Database
from sceau.web.problems import Refusal

LOG_LIMIT = 1024 * 1024
"""Bytes of entries in one request."""


@dataclass(frozen=True, slots=True)
class Extension:
    """The log after a request, and how many of its entries were new."""

    log: PharmacyLog
    added: int


def bring_log(connection: Database, entries: Sequence[bytes], *, statements: Statements, now: datetime) -> Extension:
    """A whole log, from its genesis: of a new pharmacy, or of a known one, whose log it repeats and may extend.

    Waits for whoever writes the same log. The caller commits. EnvelopeError of `PharmacyLog`.
    """
    brought = extended(connection, PharmacyLog(), entries, statements)
    if brought.seq < 0:
        raise EnvelopeError("bad-chain", "log")
    connection.execute(_MAKE_ROW, (brought.pharmacy, brought.finess, now))
    known = _locked_entries(connection, brought.pharmacy)
    if not _agree(known, entries):
        raise EnvelopeError("bad-chain", "log")
    return _extend(connection, known, entries[len(known) :], statements, now)


def extend_log(
    connection: Database, pharmacy: bytes, entries: Sequence[bytes], *, statements: Statements, now: datetime
) -> Extension:
    """Entries that follow a known log; those it has already may be repeated. The caller commits."""
    known = _locked_entries(connection, pharmacy)
    repeated = next((count for count in range(len(entries), -1, -1) if _ends_with(known, entries[:count])), 0)
    return _extend(connection, known, entries[repeated:], statements, now)


def _extend(
    connection: Database, known: Sequence[bytes], new: Sequence[bytes], statements: Statements, now: datetime
) -> Extension:
    """The stored log with new entries after it, whose times must be those of now, and store them."""
    before = extended(connection, PharmacyLog(), known, statements)
    log = extended(connection, before, new, statements, now=int(now.timestamp()))
    _store(connection, log, new, first=len(known))
    return Extension(log, len(new))


def _locked_entries(connection: Database, pharmacy: bytes) -> list[bytes]:
    row = connection.execute("SELECT seq FROM pharmacy WHERE pharmacy = %s FOR UPDATE", (pharmacy,)).fetchone()
    if row is None:
        raise Refusal("unknown-pharmacy")
    return stored_entries(connection, pharmacy)


def _agree(known: Sequence[bytes], brought: Sequence[bytes]) -> bool:
    """Whether one begins with the other. Bodies are compared: entries signed twice differ in nothing that matters."""
    return all(_hash(one) == _hash(other) for one, other in zip(known, brought, strict=False))


def _ends_with(known: Sequence[bytes], entries: Sequence[bytes]) -> bool:
    tail = known[len(known) - len(entries) :] if len(entries) <= len(known) else None
    return tail is not None and [_hash(one) for one in tail] == [_hash(one) for one in entries]


def _hash(entry: bytes) -> bytes:
    return parse_object(entry, "entry").hash


def _store(connection: Database, log: PharmacyLog, entries: Sequence[bytes], *, first: int) -> None:
    if not entries:
        return
    _use_enrolments(connection, log.pharmacy, entries)
    new = list(enumerate(entries, first))
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO pharmacy_log (pharmacy, seq, entry) VALUES (%s, %s, %s)",
            [(log.pharmacy, seq, entry) for seq, entry in new],
        )
        cursor.execute("UPDATE pharmacy SET seq = %s WHERE pharmacy = %s", (log.seq, log.pharmacy))
    ledger_store.queue(connection, [leaf(KIND, parse_object(entry).body) for _, entry in new])


def _use_enrolments(connection: Database, pharmacy: bytes, entries: Sequence[bytes]) -> None:
    """A published key serves once, for the genesis or a recovery of one pharmacy. `bad-enrolment` else."""
    bodies: list[Any] = [cbor.decode(parse_object(entry).body, limit=OBJECT_LIMIT) for entry in entries]
    for key in [body["enrolment"] for body in bodies if "enrolment" in body]:
        if connection.execute(_USE_ENROLMENT, (pharmacy, key)).rowcount == 0:
            raise EnvelopeError("bad-enrolment", "entry")


_MAKE_ROW: Final = """
INSERT INTO pharmacy (pharmacy, finess, seq, registered_at) VALUES (%s, %s, -1, %s) ON CONFLICT (pharmacy) DO NOTHING
"""
_USE_ENROLMENT: Final = "UPDATE enrolment SET used_by = %s WHERE pk = %s AND used_by IS NULL"
