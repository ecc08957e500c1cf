"""A ledger as static files, of the paths that it is served under: any web server or cache can then answer for it.

The one idea: the checkpoint is written last, each file whole or not at all. Whoever reads while this writes, or after
it was killed, finds every tile that the checkpoint calls for.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sceau.ledger.checkpoint import Checkpoint, parse_checkpoint
from sceau.ledger.note import parse_note
from sceau.ledger.tiles import TILE_WIDTH, Tile, changed_tiles, row_length
from sceau.web import cosigning, ledger_store
from sceau.web.database import Pool

_CHECKPOINT: Final = "checkpoint"


class ShorterLedgerError(Exception):
    """The ledger has fewer entries than were exported, or is another: `sizes` are those of the files and its own."""

    def __init__(self, exported: int, now: int) -> None:
        super().__init__(f"the files have {exported} entries, the ledger {now}: keep both, this is no ordinary growth")
        self.sizes = exported, now


def export_ledger(pool: Pool, folder: Path) -> int:
    """Write what was added since the last export; returns how many tiles. Raises ShorterLedgerError, BadTileError."""
    with pool.connection() as connection:
        note, witnessed = ledger_store.read_checkpoint(connection), cosigning.read_witnessed(connection)
    last, checkpoint, written = _exported(folder), _parse(note), 0
    if last is not None and (last.size > checkpoint.size or last.origin != checkpoint.origin):
        raise ShorterLedgerError(last.size, checkpoint.size)
    before = 0 if last is None else last.size
    for tile in changed_tiles(before, checkpoint.size):
        with pool.connection() as connection:
            _write(folder / tile.path, ledger_store.read_tile_at(connection, tile.path))
        _forget_narrower(folder, tile, before)
        written += 1
    for name, text in (("witnessed", witnessed), (_CHECKPOINT, note)):
        if text is not None and _parse(text).size <= checkpoint.size:
            _write(folder / name, text)
    return written


def _exported(folder: Path) -> Checkpoint | None:
    path = folder / _CHECKPOINT
    return _parse(path.read_bytes()) if path.exists() else None


def _parse(note: bytes) -> Checkpoint:
    return parse_checkpoint(parse_note(note).text)


def _forget_narrower(folder: Path, tile: Tile, before: int) -> None:
    """Remove partial tiles of this place, but those of this checkpoint and of the one before, which is still read."""
    kept = {str(tile.width), str(row_length(tile.level, before) - tile.index * TILE_WIDTH)}
    for path in _partial(folder / Tile(tile.level, tile.index, TILE_WIDTH).path):
        if path.name not in kept:
            path.unlink()


def _partial(full: Path) -> Iterator[Path]:
    narrower = full.with_name(f"{full.name}.p")
    return narrower.iterdir() if narrower.is_dir() else iter(())


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    with beside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
