"""Readings at the register's desk, brought here so that a ticket's page can tell of them.

Nothing is believed here: the page that shows an entry checks it against the register's ledger itself.
"""

from datetime import datetime
from typing import Final

from sceau.envelope import cbor
from sceau.envelope.fields import UNSIGNED, Field, exactly, take, text
from sceau.envelope.kdf import sha256
from sceau.ledger.leaf import leaf_entry
from sceau.ledger.proof import LedgerProof
from sceau.relay.delivery.register import Register
from sceau.relay.mirror.prove import Mirror
from sceau.web import journal
from sceau.web.database import Database, Pool

MOST: Final = 1000
"""What the register answers at most."""


def bring(pool: Pool, register: Register, now: datetime) -> bool:
    """Bring the entries past the last; whether there may be more. Raises Unavailable or Broken, EnvelopeError."""
    with pool.connection() as connection:
        ((first,),) = connection.execute("SELECT coalesce(max(leaf_index) + 1, 0) FROM reading").fetchall()
    told = [_parse(item) for item in register.ask(f"/readings/{first}")]
    with pool.connection() as connection:
        rows = [{**one, "at": now} for one in told]
        connection.cursor().executemany(_KEEP, rows)
    return len(told) == MOST


def forget(connection: Database, now: datetime) -> None:
    """A year after they came. The caller commits."""
    connection.execute("DELETE FROM reading WHERE at < %s", (now - journal.KEPT,))


def proof_of(mirror: Mirror | None, index: int, entry: bytes, nonce: bytes) -> LedgerProof | None:
    """That it stands in the register's ledger as far as it is mirrored; None as long as it does not."""
    return None if mirror is None else mirror.proof(index, leaf_entry("journal", sha256(nonce + entry)))


def _parse(item: bytes) -> dict[str, object]:
    told = take(cbor.decode(item, limit=_LIMIT, path="reading"), "reading", _TOLD)
    said = take(cbor.decode(told["entry"], limit=_LIMIT, path="entry"), "entry", _ENTRY)
    return {**told, "pharmacy": said["pharmacy"], "id": said["id"]}


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
