"""What a witness remembers: the last checkpoint of each ledger, and notes that prove one told two stories, or may.

The one idea: comparing and remembering are one transaction that excludes every other, on the disk before anything is
answered: two requests at once, or a power cut, cannot roll a ledger back.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sceau.ledger.checkpoint import Checkpoint, parse_checkpoint
from sceau.ledger.note import parse_note
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
        """Keep what is remembered, and last the note that contradicts it: the two are the proof."""
        origin, size = checkpoint.origin, checkpoint.size
        with closing(self._connect()) as database, database:
            database.execute(_KEEP_REMEMBERED, (origin,))
            database.execute("INSERT OR IGNORE INTO evidence VALUES (?, ?, ?)", (origin, size, note))

    def newest(self, origin: str) -> bytes | None:
        """The last checkpoint cosigned, with our cosignatures."""
        with closing(self._connect()) as database:
            row = database.execute("SELECT note FROM ledger WHERE origin = ?", (origin,)).fetchone()
            return bytes(row[0]) if row else None

    def keep_suspect(self, checkpoint: Checkpoint, note: bytes) -> None:
        """Keep a note that came with no path from what was cosigned: for those who compare. Only the last hundred.

        Two of one size with different roots prove each other: they are kept as evidence, for good.
        """
        row = (checkpoint.origin, checkpoint.size, note)
        with closing(self._connect()) as database, database:
            others = database.execute("SELECT note FROM suspect WHERE origin = ? AND size = ?", row[:2]).fetchall()
            contrary = [bytes(other) for (other,) in others if _root(other) != checkpoint.root]
            pairs = [(*row[:2], one) for one in (*contrary, note)] if contrary else []
            database.executemany("INSERT OR IGNORE INTO evidence VALUES (?, ?, ?)", pairs)
            database.execute("INSERT OR IGNORE INTO suspect VALUES (?, ?, ?)", row)
            database.execute(_FORGET_SUSPECTS, (checkpoint.origin, checkpoint.origin))

    def questioned(self, origin: str) -> bytes | None:
        """The last note by which this ledger contradicted itself, else the last that may have."""
        with closing(self._connect()) as database:
            row = database.execute(_QUESTIONED, (origin, origin)).fetchone()
            return bytes(row[0]) if row else None

    def evidence(self) -> list[tuple[str, int, bytes]]:
        """(origin, size, note) of every misbehaviour seen."""
        with closing(self._connect()) as database:
            return database.execute("SELECT origin, size, note FROM evidence ORDER BY origin, size").fetchall()

    def suspects(self) -> list[tuple[str, int, bytes]]:
        """The same of notes that prove nothing alone."""
        with closing(self._connect()) as database:
            return database.execute("SELECT origin, size, note FROM suspect ORDER BY origin, size").fetchall()

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


def _root(note: bytes) -> bytes:
    return parse_checkpoint(parse_note(note).text).root


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
CREATE TABLE IF NOT EXISTS suspect (
    origin TEXT NOT NULL,
    size INTEGER NOT NULL,
    note BLOB NOT NULL,
    PRIMARY KEY (origin, size, note)
) STRICT;
"""
_KEEP_REMEMBERED = "INSERT OR IGNORE INTO evidence SELECT origin, size, note FROM ledger WHERE origin = ?"
_FORGET_SUSPECTS = """
DELETE FROM suspect WHERE origin = ? AND rowid NOT IN (
    SELECT rowid FROM suspect WHERE origin = ? ORDER BY rowid DESC LIMIT 100)
"""
_QUESTIONED = """
SELECT note FROM (
    SELECT note, 1 AS proven, rowid AS seen FROM evidence WHERE origin = ?
    UNION ALL SELECT note, 0, rowid FROM suspect WHERE origin = ?)
ORDER BY proven DESC, seen DESC LIMIT 1
"""
