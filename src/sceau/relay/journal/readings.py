"""Readings at the register's desk, brought here so that a ticket's page can tell of them.

Nothing is believed here: the page that shows an entry checks it against the register's ledger itself. But what cannot
be true is refused alone: an entry beyond what the register's ledger is signed to hold neither comes in nor counts as
the last one known, or it would be the last for ever.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Final

import structlog

from sceau.envelope import cbor
from sceau.envelope.errors import EnvelopeError
from sceau.envelope.fields import UNSIGNED, Field, exactly, take, text
from sceau.envelope.kdf import sha256
from sceau.ledger.checkpoint import open_checkpoint
from sceau.ledger.keys import Verifier
from sceau.ledger.leaf import leaf_entry
from sceau.ledger.proof import LedgerProof
from sceau.relay.delivery.register import Register
from sceau.relay.mirror.prove import Mirror
from sceau.web import journal
from sceau.web.database import Database, Pool

MOST: Final = 1000
"""What the register answers at most."""

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Reading:
    """One entry; `at` is when it was made."""

    index: int
    at: datetime
    pharmacy: bytes
    id: bytes
    entry: bytes
    nonce: bytes


def bring(pool: Pool, register: Register, verifiers: Sequence[Verifier], now: datetime) -> bool:
    """Bring the entries past the last; whether there may be more.

    `verifiers` are the keys of the register's ledger. Raises Unavailable or Broken, EnvelopeError, LedgerError.
    """
    with pool.connection() as connection:
        ((first,),) = connection.execute("SELECT coalesce(max(next), 0) FROM reading_cursor").fetchall()
    items = register.ask(f"/readings/{first}")
    if not items:
        return False
    size = open_checkpoint(register.read("/ledger/checkpoint"), verifiers).size
    told = list(_possible(items, range(first, size), now))
    if len(told) < len(items):
        _log.error("readings_refused", count=len(items) - len(told), size=size)
    if told:
        _keep(pool, told, now)
    return len(items) >= MOST and bool(told)


def forget(connection: Database, now: datetime) -> None:
    """A year after they were made. The caller commits."""
    connection.execute("DELETE FROM reading WHERE at < %s", (now - journal.KEPT,))


def _keep(pool: Pool, told: Sequence[_Reading], now: datetime) -> None:
    """Those of the last year; the others are known to have been."""
    oldest = now - journal.KEPT
    with pool.connection() as connection:
        connection.cursor().executemany(_KEEP, [asdict(one) for one in told if one.at >= oldest])
        connection.execute(_MOVE, (max(one.index for one in told) + 1,))


def _possible(items: Sequence[bytes], places: range, now: datetime) -> Iterator[_Reading]:
    """The entries that may stand where they say, in `places`."""
    for item in items:
        try:
            one = _parse(item, now)
        except (EnvelopeError, ValueError):
            continue
        if one.index in places:
            yield one


def proof_of(mirror: Mirror | None, index: int, entry: bytes, nonce: bytes) -> LedgerProof | None:
    """That it stands in the register's ledger as far as it is mirrored; None as long as it does not."""
    return None if mirror is None else mirror.proof(index, leaf_entry("journal", sha256(nonce + entry)))


def _parse(item: bytes, now: datetime) -> _Reading:
    """The entry, made no later than now. Raises EnvelopeError, ValueError."""
    told = take(cbor.decode(item, limit=_LIMIT, path="reading"), "reading", _TOLD)
    said = take(cbor.decode(told["entry"], limit=_LIMIT, path="entry"), "entry", _ENTRY)
    made = datetime.strptime(said["at"], "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    return _Reading(told["index"], min(made, now), said["pharmacy"], said["id"], told["entry"], told["nonce"])


_LIMIT: Final = 8192
_TOLD: Final = {"entry": Field(bytes, 1, 4096), "nonce": exactly(32), "index": UNSIGNED}
_ENTRY: Final = {
    "at": text(24, 24),
    "actor": text(256),
    "action": text(64),
    "count": UNSIGNED,
    "detail": text(4096, 0),
    "pharmacy": exactly(16),
    "id": exactly(16),
}
_KEEP: Final = """
INSERT INTO reading (leaf_index, at, pharmacy, id, entry, nonce)
VALUES (%(index)s, %(at)s, %(pharmacy)s, %(id)s, %(entry)s, %(nonce)s) ON CONFLICT DO NOTHING
"""
_MOVE: Final = """
INSERT INTO reading_cursor AS kept (next) VALUES (%s)
ON CONFLICT (is_the_only_row) DO UPDATE SET next = greatest(kept.next, excluded.next)
"""
