"""What a witness remembers: the last checkpoint of each ledger, and every note that proves one rewrote its history.

The one idea: comparing and remembering are one transaction that excludes every other, on the disk before anything is
answered: two requests at once, or a power cut, cannot roll a ledger back.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sceau.ledger.checkpoint import Checkpoint
from sceau.witness.judging import Seen


@dataclass(frozen=True, slots=True)
class Memory:
    """A file of SQLite. Any number of threads and processes may use it."""

    path: Path

    def begin(self) -> None:
        """Make the file's tables, unless they are there."""
        with closing(self._connect()) as database:
            database.executescript(_TABLES)

    @contextmanager
    def remembering(self, origin: str) -> Iterator["Remembered"]:
        """What is remembered of this ledger, held until the block ends; kept only if it ends well."""
        with closing(self._connect()) as database:
            database.execute("BEGIN IMMEDIATE")
            row = database.execute("SELECT size, root FROM ledger WHERE origin = ?", (origin,)).fetchone()
            yield Remembered(database, Seen(*row) if row else Seen())
            database.commit()

    def keep_evidence(self, checkpoint: Checkpoint, note: bytes) -> None:
        """Keep a note that does not extend what this ledger signed before."""
        with closing(self._connect()) as database, database:
            database.execute(
                "INSERT OR IGNORE INTO evidence VALUES (?, ?, ?)", (checkpoint.origin, checkpoint.size, note)
            )

    def newest(self, origin: str) -> bytes | None:
        """The last checkpoint cosigned, with our cosignatures."""
        with closing(self._connect()) as database:
            row = database.execute("SELECT note FROM ledger WHERE origin = ?", (origin,)).fetchone()
            return bytes(row[0]) if row else None

    def evidence_against(self, origin: str) -> bytes | None:
        """The last note by which this ledger contradicted itself."""
        with closing(self._connect()) as database:
            row = database.execute(
                "SELECT note FROM evidence WHERE origin = ? ORDER BY rowid DESC LIMIT 1", (origin,)
            ).fetchone()
            return bytes(row[0]) if row else None

    def evidence(self) -> list[tuple[str, int, bytes]]:
        """(origin, size, note) of every misbehaviour seen."""
        with closing(self._connect()) as database:
            return database.execute("SELECT origin, size, note FROM evidence ORDER BY origin, size").fetchall()

    def _connect(self) -> sqlite3.Connection:
        database = sqlite3.connect(self.path, timeout=10, isolation_level=None)
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")  # on the disk, not merely handed to the system
        return database


@dataclass(frozen=True, slots=True)
class Remembered:
    """One ledger's memory, while nobody else may change it."""

    database: sqlite3.Connection
    seen: Seen

    def replace(self, checkpoint: Checkpoint, note: bytes) -> None:
        """From now on this is what was cosigned last."""
        self.database.execute(
            "INSERT INTO ledger VALUES (?, ?, ?, ?)"
            " ON CONFLICT (origin) DO UPDATE SET size = excluded.size, root = excluded.root, note = excluded.note",
            (checkpoint.origin, checkpoint.size, checkpoint.root, note),
        )


_TABLES = """
CREATE TABLE IF NOT EXISTS ledger (
    origin TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    root BLOB NOT NULL,
    note BLOB NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS evidence (
    origin TEXT NOT NULL,
    size INTEGER NOT NULL,
    note BLOB NOT NULL,
    PRIMARY KEY (origin, size, note)
) STRICT;
"""
