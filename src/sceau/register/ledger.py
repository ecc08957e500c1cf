"""The register's own ledger: its key, its queue, its proofs; storage is `sceau.web.ledger_store`'s.

The one idea: what intake answers is appended in intake's transaction; what has no answer waiting for it (statements,
pharmacies' entries, the journal) is queued by the action and sequenced before the next batch.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sceau.ledger.append import Batch
from sceau.ledger.checkpoint import parse_checkpoint
from sceau.ledger.keys import Signer, Verifier
from sceau.ledger.note import parse_note
from sceau.ledger.tree import inclusion_proof
from sceau.web import ledger_store
from sceau.web.database import Database

_QUEUE_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class LedgerKey:
    """Who signs checkpoints now, and earlier keys of this ledger."""

    signer: Signer
    earlier: tuple[Verifier, ...] = ()


def enqueue(database: Database, entries: Sequence[bytes]) -> None:
    """Leave entries for `sequence_waiting`, in the transaction of the action that they are about."""
    ledger_store.queue(database, entries)


def append(database: Database, entries: Sequence[bytes], key: LedgerKey, now: datetime) -> Batch:
    """Append in the caller's transaction, which holds the ledger until it ends."""
    return ledger_store.append(database, entries, key.signer, now, key.earlier)


def sequence_waiting(database: Database, key: LedgerKey, now: datetime) -> None:
    """Give what was queued its place. The caller commits."""
    if database.execute("SELECT 1 FROM ledger_state").fetchone() is None:
        ledger_store.open_ledger(database, key.signer, now)
    if not _is_waiting(database):
        return
    append(database, (), key, now)  # after a rotation, the newest checkpoint still bears the earlier key: sign it again
    while ledger_store.sequence(database, key.signer, now, limit=_QUEUE_LIMIT):
        pass


def prove(database: Database, indexes: Sequence[int]) -> tuple[bytes, list[tuple[bytes, ...]]]:
    """The newest checkpoint (a signed note) and, for each leaf, the siblings that tie it to that checkpoint."""
    note = ledger_store.read_checkpoint(database)
    size = parse_checkpoint(parse_note(note).text).size
    read = _CachedTiles(database)
    return note, [inclusion_proof(index, size, read) for index in indexes]


def _is_waiting(database: Database) -> bool:
    return database.execute("SELECT 1 FROM leaf_queue LIMIT 1").fetchone() is not None


class _CachedTiles:
    """Tiles read once for many proofs."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._tiles: dict[tuple[int, int], bytes] = {}

    def __call__(self, level: int, index: int, width: int) -> bytes:  # noqa: ARG002 (a stored tile serves every width)
        if (level, index) not in self._tiles:
            row = self._database.execute(
                "SELECT data FROM tile WHERE level = %s AND index = %s", [level, index]
            ).fetchone()
            self._tiles[level, index] = b"" if row is None else row[0]
        return self._tiles[level, index]
