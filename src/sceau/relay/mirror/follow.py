"""Bring what was added to the register's ledger, up to the newest checkpoint that witnesses have cosigned.

The one idea: nothing is kept before it is known to be the tree that the register signed, and that to extend the one
mirrored: so a register that forked leaves the mirror as it was.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final

import structlog

from sceau.ledger.checkpoint import Checkpoint, empty_checkpoint, open_checkpoint
from sceau.ledger.errors import BadConsistencyError, BadTileError, LedgerError
from sceau.ledger.keys import Verifier
from sceau.ledger.merkle import HASH_SIZE
from sceau.ledger.tiles import TILE_WIDTH, Tile, row_length
from sceau.relay.alarms import standing
from sceau.relay.delivery.register import Register, Unavailable
from sceau.relay.journal.entry import WORKER
from sceau.relay.mirror import contradictions
from sceau.relay.mirror.growth import Served, SpoiltTileError, check_extends, check_served, checked_tiles
from sceau.relay.mirror.prove import mirrored, tile_reader
from sceau.web.database import Pool

_AT_ONCE: Final = 200
"""Tiles stored together: 50,000 leaves."""
_log = structlog.get_logger()


def follow_ledger(pool: Pool, register: Register, verifiers: Sequence[Verifier], now: datetime) -> None:
    """Bring the mirror up to the register's newest witnessed checkpoint; one that does not extend it is left alone.

    `verifiers` are the keys of the register's ledger. Raises Unavailable or Broken, and LedgerError for what no ledger
    of the register's has signed.
    """
    note = _witnessed(register)
    if note is None:
        return
    newer = open_checkpoint(note, verifiers)
    with pool.connection() as connection:
        last = mirrored(connection)
    older = empty_checkpoint(newer.origin) if last is None else last.checkpoint
    if newer.size < older.size:
        return
    try:
        _Kept(pool, None if last is None else last.note, now).grow(older, newer, note, Served(register, newer.size))
    except (BadConsistencyError, SpoiltTileError) as error:
        keep = contradictions.keep if isinstance(error, BadConsistencyError) else contradictions.doubt
        with pool.connection() as connection:
            keep(connection, note, now)


@dataclass(frozen=True, slots=True)
class _Kept:
    """The mirror as it was found, with `note` its checkpoint."""

    pool: Pool
    note: bytes | None
    now: datetime

    def grow(self, older: Checkpoint, newer: Checkpoint, note: bytes, served: Served) -> None:
        """Raises BadConsistencyError when the newer tree is proven not to extend the older, SpoiltTileError."""
        tiles = checked_tiles(self._first(older, newer, served), newer, served)
        parts = _in_parts(tiles)
        last = next(parts, [])
        for part in parts:
            if not self._store(last):
                return
            last = part
        self._store(last, (newer.size, note))

    def _first(self, older: Checkpoint, newer: Checkpoint, served: Served) -> int:
        """Of how many leaves the tiles need not be brought: none when what is kept of the older tree is damaged."""

        def read(level: int, index: int, width: int) -> bytes:
            if row_length(level, older.size) < index * TILE_WIDTH + width:
                return served.read(level, index)  # though it be here: what is served is what will be kept
            kept = self._read(level, index)
            if len(kept) < width * HASH_SIZE:
                raise BadTileError("a tile of the mirror is missing or cut short")
            return kept

        try:
            check_extends(older, newer, read)
        except LedgerError:
            check_served(older, newer, served)
            _log.warning("mirror_mended", place=newer.origin, size=older.size)
            return 0
        return older.size

    def _read(self, level: int, index: int) -> bytes:
        with self.pool.connection() as connection:
            return tile_reader(connection)(level, index, 0)

    def _store(self, tiles: Iterable[tuple[Tile, bytes]], to: tuple[int, bytes] | None = None) -> bool:
        """Store tiles, and the checkpoint they end with; not when another worker has changed the mirror meanwhile."""
        rows = [(tile.level, tile.index, data) for tile, data in tiles]
        with self.pool.connection() as connection:
            connection.execute("LOCK TABLE mirror IN SHARE ROW EXCLUSIVE MODE")
            found = connection.execute("SELECT note FROM mirror").fetchone()
            if (None if found is None else bytes(found[0])) != self.note:
                return False
            connection.cursor().executemany(_KEEP_TILE, rows)
            if to is not None:
                connection.execute(_KEEP, to)
                standing.settle_finding(connection, contradictions.TILES, now=self.now, actor=WORKER)
        return True


def _witnessed(register: Register) -> bytes | None:
    try:
        return register.read("/ledger/witnessed")
    except Unavailable as failure:
        if failure.code == "not-found":  # no witness watches it
            return None
        raise


def _in_parts(tiles: Iterator[tuple[Tile, bytes]]) -> Iterator[list[tuple[Tile, bytes]]]:
    while part := list(islice(tiles, _AT_ONCE)):
        yield part


_KEEP_TILE: Final = """
INSERT INTO mirror_tile (level, index, data) VALUES (%s, %s, %s)
ON CONFLICT (level, index) DO UPDATE SET data = excluded.data
"""
_KEEP: Final = """
INSERT INTO mirror AS kept (size, note) VALUES (%s, %s)
ON CONFLICT (is_the_only_row) DO UPDATE SET size = excluded.size, note = excluded.note
WHERE excluded.size > kept.size OR (excluded.size = kept.size AND length(excluded.note) >= length(kept.note))
"""
