"""Marks of what was sent, so that nothing is sent a third time (`spec/notice.md` §4).

The one idea: a mark is a keyed hash, so that whoever steals the file has random bytes and days. It is written, durably,
before a message is handed over: what a crash leaves behind is a message begun, which may be begun once more.
"""

import hmac
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from sceau.envelope import cbor

KEPT_DAYS: Final = 90
MOST_TIMES: Final = 2
"""A message of which nobody knows whether it was sent is sent once more."""


class Known(StrEnum):
    """What the marks say of a notice."""

    NEW = "new"
    SENT = "sent"
    DOUBTFUL = "doubtful"


def mark_of(key: bytes, *parts: object) -> bytes:
    """16 bytes that name `parts` (integers, texts, bytes) to whoever has the key."""
    return hmac.digest(key, cbor.encode(list(parts)), "sha256")[:16]


@dataclass(frozen=True, slots=True)
class Memory:
    """The file of marks; several processes may have it open. Days count from 1970."""

    database: sqlite3.Connection

    def known(self, mark: bytes) -> Known:
        row = self.database.execute("SELECT begun, sent FROM mark WHERE mark = ?", (mark,)).fetchone()
        begun, sent = row or (0, 0)
        if sent:
            return Known.SENT
        return Known.DOUBTFUL if begun >= MOST_TIMES else Known.NEW

    def begin(self, mark: bytes, *, today: int) -> None:
        """About to hand the message over; durable when this returns."""
        self.database.execute(_BEGIN, (mark, today))

    def undo(self, mark: bytes) -> None:
        """It is certain that nothing was sent."""
        self.database.execute("UPDATE mark SET begun = begun - 1 WHERE mark = ?", (mark,))

    def sent(self, mark: bytes) -> None:
        self.database.execute("UPDATE mark SET sent = 1 WHERE mark = ?", (mark,))

    def counted(self, pharmacy: bytes, *, today: int) -> int:
        """Messages of a pharmacy (its mark) today."""
        row = self.database.execute(_COUNTED, (pharmacy, today)).fetchone()
        return int(row[0]) if row else 0

    def count(self, pharmacy: bytes, *, today: int) -> None:
        self.database.execute(_COUNT, (pharmacy, today))

    def forget(self, *, today: int) -> None:
        self.database.execute("DELETE FROM mark WHERE day < ?", (today - KEPT_DAYS,))
        self.database.execute("DELETE FROM tally WHERE day < ?", (today,))


@contextmanager
def open_memory(path: Path) -> Iterator[Memory]:
    """The marks in `path`, a file that is made when it is not there. Each change is durable at once."""
    path.touch(mode=0o600)
    database = sqlite3.connect(path, isolation_level=None, timeout=30)
    try:
        database.executescript(_SCHEMA)
        yield Memory(database)
    finally:
        database.close()


_SCHEMA: Final = """
PRAGMA synchronous = FULL;
PRAGMA secure_delete = ON;
CREATE TABLE IF NOT EXISTS mark (
    mark BLOB PRIMARY KEY, day INTEGER NOT NULL, begun INTEGER NOT NULL, sent INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tally (
    pharmacy BLOB NOT NULL, day INTEGER NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (pharmacy, day)
) WITHOUT ROWID;
"""
_BEGIN: Final = """
INSERT INTO mark (mark, day, begun) VALUES (?, ?, 1)
ON CONFLICT (mark) DO UPDATE SET begun = begun + 1, day = excluded.day
"""
_COUNTED: Final = "SELECT count FROM tally WHERE pharmacy = ? AND day = ?"
_COUNT: Final = """
INSERT INTO tally (pharmacy, day, count) VALUES (?, ?, 1) ON CONFLICT (pharmacy, day) DO UPDATE SET count = count + 1
"""
