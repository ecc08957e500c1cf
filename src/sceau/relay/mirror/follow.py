"""Bring what was added to the register's ledger, up to the newest checkpoint that witnesses have cosigned."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Final

from sceau.ledger.checkpoint import Checkpoint, open_checkpoint
from sceau.ledger.errors import LedgerError
from sceau.ledger.keys import Verifier
from sceau.ledger.merkle import verify_consistency, verify_inclusion
from sceau.ledger.tiles import ENTRIES, Tile, changed_tiles
from sceau.ledger.tree import consistency_proof, inclusion_proof
from sceau.relay.delivery.register import Register, Unavailable
from sceau.relay.mirror import contradictions
from sceau.relay.mirror.prove import mirrored, tile_reader
from sceau.web.database import Database, Pool

_AT_ONCE: Final = 200
"""Tiles stored together: 50,000 leaves."""


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
    older = None if last is None else last.checkpoint
    if older is not None and newer.size < older.size:
        return
    for tiles in _in_parts(changed_tiles(0 if older is None else older.size, newer.size)):
        data = [register.read(f"/ledger/{tile.path}") for tile in tiles]
        with pool.connection() as connection:
            rows = [(tile.level, tile.index, one) for tile, one in zip(tiles, data, strict=True)]
            connection.cursor().executemany(_KEEP_TILE, rows)
    with pool.connection() as connection:
        try:
            _check_growth(connection, older, newer)
        except LedgerError:
            contradictions.keep(connection, note, now)
            return
        connection.execute(_KEEP, (newer.size, note))


def _witnessed(register: Register) -> bytes | None:
    try:
        return register.read("/ledger/witnessed")
    except Unavailable as failure:
        if failure.code == "not-found":  # no witness watches it
            return None
        raise


def _check_growth(connection: Database, older: Checkpoint | None, newer: Checkpoint) -> None:
    """Raises a LedgerError unless the tiles lead from the older tree to the newer."""
    read = tile_reader(connection)
    if older is None or older.size == 0:
        if newer.size:
            first = read(0, 0, 1)[:32]
            verify_inclusion(0, newer.size, first, inclusion_proof(0, newer.size, read), newer.root)
        return
    proof = consistency_proof(older.size, newer.size, read)
    verify_consistency(older.size, newer.size, proof, older.root, newer.root)


def _in_parts(tiles: Iterator[Tile]) -> Iterator[list[Tile]]:
    hashes = (tile for tile in tiles if tile.level != ENTRIES)
    while part := list(islice(hashes, _AT_ONCE)):
        yield part


_KEEP_TILE: Final = """
INSERT INTO mirror_tile AS kept (level, index, data) VALUES (%s, %s, %s)
ON CONFLICT (level, index) DO UPDATE SET data = excluded.data WHERE length(excluded.data) >= length(kept.data)
"""
_KEEP: Final = """
INSERT INTO mirror AS kept (size, note) VALUES (%s, %s)
ON CONFLICT (is_the_only_row) DO UPDATE SET size = excluded.size, note = excluded.note
WHERE excluded.size > kept.size OR (excluded.size = kept.size AND length(excluded.note) >= length(kept.note))
"""
