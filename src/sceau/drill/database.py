"""A database, as whoever copies it reads it: every row, the files on its disk, its write-ahead log, its backup.

The one idea: the rows are read through PostgreSQL, which opens its own compression and joins what it stores out of
line; the files are read raw, and hold what was deleted and not yet overwritten. Together they are what a stolen
disk, a stolen dump or a stolen replica shows.
"""

import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psycopg
from psycopg import sql

from sceau.drill.files import file_pieces, folder_pieces
from sceau.drill.streams import Piece

_WAL, _LOGS = "pg_wal", "log"
_TABLES: Final = """
SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'm') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' ORDER BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A PostgreSQL that the drill may read: `url` as its owner, `data` its folder, `programs` its `bin`."""

    url: str
    data: Path
    programs: Path

    def row_pieces(self) -> Iterator[Piece]:
        """Every row of every table, one piece a row, and its values one by one."""
        with psycopg.connect(self.url) as connection:
            for schema, table in connection.execute(_TABLES).fetchall():
                query = sql.SQL("SELECT * FROM {}").format(sql.Identifier(schema, table))
                for row in connection.execute(query):
                    yield from values_pieces(f"table {table}", row)

    def disk_pieces(self) -> Iterator[Piece]:
        """Every file of the data folder but write-ahead log and server log, with all changes on the disk."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute("CHECKPOINT")
        yield from folder_pieces(self.data, without=(_WAL, _LOGS))

    def wal_pieces(self) -> Iterator[Piece]:
        """The write-ahead log as it is on the disk: all that changed lately, deleted rows included."""
        yield from folder_pieces(self.data / _WAL)

    def log_pieces(self) -> Iterator[Piece]:
        yield from folder_pieces(self.data / _LOGS)

    def base_backup_pieces(self, folder: Path) -> Iterator[Piece]:
        """A compressed base backup, as an operator takes it every night; made in `folder`."""
        self._run(
            "pg_basebackup",
            f"--dbname={self.url}",
            f"--pgdata={folder}",
            "--format=tar",
            "--gzip",
            "--wal-method=fetch",
            "--checkpoint=fast",
        )
        yield from folder_pieces(folder)

    def dump_pieces(self, file: Path) -> Iterator[Piece]:
        """A compressed dump, as an operator takes it before an upgrade."""
        self._run("pg_dump", f"--dbname={self.url}", f"--file={file}", "--format=plain", "--compress=gzip")
        yield from file_pieces(file, file.name)

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(  # noqa: S603 - PostgreSQL's own programs
            [self.programs / program, *arguments], check=True, stdin=subprocess.DEVNULL, capture_output=True
        )


def values_pieces(place: str, row: Sequence[object]) -> Iterator[Piece]:
    """A row as one piece, and its values one by one."""
    values = [value for cell in row for value in _values(cell)]
    yield Piece(place, b"\n".join(values), row=True)
    yield from (Piece(place, value, whole=True) for value in values)


def _values(cell: object) -> Iterator[bytes]:
    """A cell as bytes: bytes as they are, arrays and JSON part by part, anything else as PostgreSQL shows it."""
    match cell:
        case None:
            return
        case bytes() | bytearray() | memoryview():
            yield bytes(cell)
        case dict():
            yield from (value for pair in cell.items() for one in pair for value in _values(one))
        case list() | tuple():
            yield from (value for one in cell for value in _values(one))
        case _:
            yield str(cell).encode()
