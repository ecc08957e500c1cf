"""What a witness remembers: the last checkpoint of each ledger, and notes that prove one told two stories, or may.

The one idea: comparing and remembering are one transaction that excludes every other, on the disk before anything is
answered: two requests at once, or a power cut, cannot roll a ledger back.

What a ledger's key can sign is endless, so what is kept of it has an end, and what was kept first stays: whoever holds
the key can fill the room that is left, and take nothing out of it.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sceau.ledger.checkpoint import Checkpoint, parse_checkpoint
from sceau.ledger.note import parse_note
from sceau.witness.judging import Refused, Seen

EVIDENCE: Final = 100
"""Sizes of a ledger with two roots that are kept: one convicts it."""
SUSPECTS: Final = 10_000
"""Of a ledger: some 4 MB."""


@dataclass(frozen=True, slots=True)
class Memory:
    """A file of SQLite. Any number of threads and processes may use it."""

    path: Path

    def begin(self) -> None:
        """Make the file's tables, unless they are there."""
        with closing(self._connect()) as database:
            database.executescript(_TABLES)

    def is_empty(self) -> bool:
        """Whether no checkpoint of any ledger is remembered: so it is once, before the first."""
        with closing(self._connect()) as database:
            return database.execute("SELECT 1 FROM ledger LIMIT 1").fetchone() is None

    @contextmanager
    def remembering(self, origin: str) -> Iterator["Remembered"]:
        """What is remembered of this ledger, held until the block ends; kept if that ends well, or in Refused."""
        with closing(self._connect()) as database:
            database.execute("BEGIN IMMEDIATE")
            row = database.execute("SELECT size, root FROM ledger WHERE origin = ?", (origin,)).fetchone()
            try:
                yield Remembered(database, Seen(*row) if row else Seen())
            except Refused:
                database.commit()  # what was kept of the one refused
                raise
            database.commit()

    def newest(self, origin: str) -> bytes | None:
        """The last checkpoint cosigned, with our cosignatures."""
        with closing(self._connect()) as database:
            row = database.execute("SELECT note FROM ledger WHERE origin = ?", (origin,)).fetchone()
            return bytes(row[0]) if row else None

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

    def suspects_of(self, origin: str) -> list[bytes]:
        """Those of one ledger, the first that came first."""
        with closing(self._connect()) as database:
            found = database.execute("SELECT note FROM suspect WHERE origin = ? ORDER BY rowid", (origin,))
            return [bytes(note) for (note,) in found]

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

    def replace(self, checkpoint: Checkpoint, note: bytes) -> bool:
        """From now on this is what was cosigned last. Whether it proves a suspect of its size to be a second story."""
        self.database.execute(
            "INSERT INTO ledger VALUES (?, ?, ?, ?)"
            " ON CONFLICT (origin) DO UPDATE SET size = excluded.size, root = excluded.root, note = excluded.note",
            (checkpoint.origin, checkpoint.size, checkpoint.root, note),
        )
        contrary = self._contrary(checkpoint)
        if contrary:
            self._prove(checkpoint, [*contrary, note])
        self.database.execute(_CLEAR_SUSPECT, (checkpoint.origin, checkpoint.size))
        return bool(contrary)

    def keep_evidence(self, checkpoint: Checkpoint, note: bytes) -> None:
        """Keep what is remembered, and the note that contradicts it: the two are the proof."""
        kept = self.database.execute("SELECT note FROM ledger WHERE origin = ?", (checkpoint.origin,))
        self._prove(checkpoint, [*(bytes(one) for (one,) in kept), note])

    def keep_suspect(self, checkpoint: Checkpoint, note: bytes) -> bool:
        """Keep a note that came with no path from what was cosigned, for those who compare; whether there was room.

        Two of one size with different roots prove each other: they are evidence, and the first stays a suspect too.
        """
        kept = self.database.execute(_SUSPECTS_OF_SIZE, (checkpoint.origin, checkpoint.size)).fetchone()
        if kept is None:
            row = (checkpoint.origin, checkpoint.size, note)
            return self.database.execute(_KEEP_SUSPECT, (*row, checkpoint.origin, SUSPECTS)).rowcount > 0
        contrary = self._contrary(checkpoint)
        if contrary:
            self._prove(checkpoint, [*contrary, note])
        return True

    def _contrary(self, checkpoint: Checkpoint) -> list[bytes]:
        """The suspects of its size that have another root."""
        found = self.database.execute(_SUSPECTS_OF_SIZE, (checkpoint.origin, checkpoint.size)).fetchall()
        return [bytes(note) for (note,) in found if _root(note) != checkpoint.root]

    def _prove(self, checkpoint: Checkpoint, notes: list[bytes]) -> None:
        """Two roots of one size are all that a proof needs: no third is kept, nor more than EVIDENCE sizes."""
        of_size = (checkpoint.origin, checkpoint.size)
        if self.database.execute(_PROVEN, (*of_size, checkpoint.origin, EVIDENCE)).fetchone() is None:
            rows = [(*of_size, note) for note in (notes[0], notes[-1])]
            self.database.executemany("INSERT INTO evidence VALUES (?, ?, ?)", rows)


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
_SUSPECTS_OF_SIZE = "SELECT note FROM suspect WHERE origin = ? AND size = ?"
_CLEAR_SUSPECT = "DELETE FROM suspect WHERE origin = ? AND size = ?"
_KEEP_SUSPECT = """
INSERT INTO suspect SELECT ?, ?, ? WHERE (SELECT count(*) FROM suspect WHERE origin = ?) < ?
"""
_PROVEN = """
SELECT 1 FROM evidence WHERE origin = ? AND size = ?
UNION ALL SELECT 1 WHERE (SELECT count(DISTINCT size) FROM evidence WHERE origin = ?) >= ?
"""
_QUESTIONED = """
SELECT note FROM (
    SELECT note, 1 AS proven, rowid AS seen FROM evidence WHERE origin = ?
    UNION ALL SELECT note, 0, rowid FROM suspect WHERE origin = ?)
ORDER BY proven DESC, seen DESC LIMIT 1
"""
