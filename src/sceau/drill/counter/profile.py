"""A browser's profile, as whoever copies the folder reads it: raw, and through its databases.

The one idea: Chromium keeps most things in LevelDB and SQLite. Both are read as what they are, besides every byte of
every file, so that nothing hides in a compressed block, a cut record or an overflowing page.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from sceau.drill import leveldb
from sceau.drill.database import values_pieces
from sceau.drill.files import folder_pieces
from sceau.drill.streams import Piece

_SQLITE: Final = b"SQLite format 3\x00"


def profile_pieces(profile: Path) -> Iterator[Piece]:
    yield from folder_pieces(profile)
    for path in sorted(path for path in profile.rglob("*") if path.is_file() and not path.is_symlink()):
        place, data = str(path.relative_to(profile)), path.read_bytes()
        yield from leveldb.file_pieces(path.name, data, f"{place} (LevelDB)")
        if data.startswith(_SQLITE):
            yield from _sqlite_pieces(path, f"{place} (SQLite)")


def _sqlite_pieces(path: Path, place: str) -> Iterator[Piece]:
    """Every row, of a file that nobody writes any more; as far as it can be read."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as database:
        database.text_factory = bytes
        for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            name = table.decode().replace('"', '""')
            try:
                for row in database.execute(f'SELECT * FROM "{name}"'):  # noqa: S608 - its own name, quoted
                    yield from values_pieces(f"{place} {name}", row)
            except sqlite3.Error:
                continue  # a virtual table, whose module only the browser has: its rows lie in other tables
