"""Sealed envelopes on their way: on the disk before anything is sent, until the register has answered for each.

One SQLite file, because it is what stays whole when a machine stops at any instant. It holds sealed bytes, the key of
the register's answer until that answer is read (it opens reasons, never a record), which envelope corrects which, and
nothing else about the record: no name, no file name, no ticket (only a hash that recognises its link). An id enters
once; the same bytes are sent until the relay has them.

    sealed ──► accepted ──► registered
                   │   └──► rejected      the register's reasons were read; the pharmacy mends and sends a new one
    refused                               the relay will never take it: same
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sceau.client.durable import private_folder

SCHEMA = """
CREATE TABLE IF NOT EXISTS envelope (
    id       BLOB PRIMARY KEY,  -- 16 bytes
    day      INTEGER NOT NULL,  -- days since 1970 UTC, as in the header
    state    TEXT NOT NULL,     -- a State
    hash     BLOB NOT NULL,     -- SHA-256 of the header: what an acknowledgement must name
    sealed   BLOB,              -- the envelope, until the relay has it durably
    reply    BLOB,              -- key of the register's answer, until that answer is read
    code     TEXT,              -- why it was refused or rejected
    problems TEXT               -- the register's reasons, JSON of codes and paths, never values
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS moved (
    id   BLOB PRIMARY KEY,  -- of an envelope whose ticket was replaced
    hash BLOB NOT NULL      -- SHA-256 of the patient's copy as it is now: what the next replacement must name
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS correction (
    id     BLOB PRIMARY KEY,  -- of an envelope that takes another's place
    target BLOB NOT NULL      -- id of that other, which may not be here
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS ticketed (
    id   BLOB PRIMARY KEY,  -- of an envelope sealed to a ticket
    mark BLOB NOT NULL      -- SHA-256 of the ticket's lookup and the id: knows the link again, joins no two envelopes
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS corrected ON correction (target);
CREATE INDEX IF NOT EXISTS unfinished ON envelope (state) WHERE state IN ('sealed', 'accepted');
"""


class State(StrEnum):
    SEALED = "sealed"
    ACCEPTED = "accepted"
    REGISTERED = "registered"
    REJECTED = "rejected"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Spooled:
    """One envelope's row, without its bytes. `reply` is empty once the answer was read."""

    id: bytes
    day: int
    state: State
    hash: bytes
    reply: bytes
    code: str
    problems: str


@dataclass(frozen=True, slots=True)
class New:
    """An envelope just sealed: `sealed` its bytes, `hash` of its header, `reply` the key of its answer.

    `corrects` is the id of the envelope whose place it takes, `mark` what knows its ticket's link again; or empty.
    """

    id: bytes
    day: int
    hash: bytes
    sealed: bytes
    reply: bytes
    corrects: bytes = b""
    mark: bytes = b""


@dataclass(frozen=True, slots=True)
class End:
    """The last state of an envelope, why, and the register's reasons as JSON."""

    id: bytes
    state: State
    code: str = ""
    problems: str = "[]"


class Spool:
    """`folder` is made if absent. Every method returns once its change is on the disk."""

    def __init__(self, folder: Path) -> None:
        self._path = private_folder(folder) / "spool.sqlite3"
        self._path.touch(mode=0o600)
        with self._transaction() as database:
            # With WAL the agent's threads may read while one writes.
            database.executescript(f"PRAGMA journal_mode=WAL; {SCHEMA}")

    def add(self, envelopes: Iterable[New]) -> None:
        """Take envelopes in, all or none.

        An id that is already here keeps its first bytes, unless the relay refused them: then nobody has them.
        """
        given = list(envelopes)
        rows = [(new.id, new.day, State.SEALED, new.hash, new.sealed, new.reply) for new in given]
        with self._transaction() as database:
            database.executemany(_CORRECT, [(new.id, new.corrects, new.id) for new in given if new.corrects])
            database.executemany(_MARK, [(new.id, new.mark, new.id) for new in given if new.mark])
            database.executemany(
                "INSERT INTO envelope (id, day, state, hash, sealed, reply) VALUES (?, ?, ?, ?, ?, ?) "
                "ON CONFLICT (id) DO UPDATE SET day = excluded.day, state = excluded.state, hash = excluded.hash, "
                "sealed = excluded.sealed, reply = excluded.reply, code = NULL WHERE envelope.state = 'refused'",
                rows,
            )

    def known(self, ids: Iterable[bytes]) -> dict[bytes, Spooled]:
        """Those of the ids that are here."""
        with self._transaction() as database:
            found = (database.execute(f"{_SELECT} WHERE id = ?", (one,)).fetchone() for one in ids)
            return {row[0]: _spooled(row) for row in found if row is not None}

    def waiting(self, *, most: int) -> list[tuple[bytes, bytes]]:
        """Some (id, sealed envelope) that the relay has not taken yet."""
        with self._transaction() as database:
            return database.execute(
                "SELECT id, sealed FROM envelope WHERE state = 'sealed' LIMIT ?", (most,)
            ).fetchall()

    def unanswered(self) -> list[Spooled]:
        """Those the relay has and the register has not answered yet."""
        with self._transaction() as database:
            return [_spooled(row) for row in database.execute(f"{_SELECT} WHERE state = 'accepted'")]

    def accepted(self, ids: Iterable[bytes]) -> None:
        """Note that the relay has them durably, and forget their bytes."""
        with self._transaction() as database:
            database.executemany(
                "UPDATE envelope SET state = 'accepted', sealed = NULL WHERE id = ? AND state = 'sealed'",
                [(one,) for one in ids],
            )

    def finish(self, ends: Iterable[End]) -> None:
        """Note the last state of envelopes, and forget the keys of their answers."""
        with self._transaction() as database:
            database.executemany(
                "UPDATE envelope SET state = ?, code = ?, problems = ?, sealed = NULL, reply = NULL WHERE id = ?",
                [(end.state, end.code, end.problems, end.id) for end in ends],
            )

    def doubt(self, one: bytes, code: str) -> None:
        """Note why what came back for an envelope was not believed; it stays where it is."""
        with self._transaction() as database:
            database.execute("UPDATE envelope SET code = ? WHERE id = ? AND state = 'accepted'", (code, one))

    def moved(self, one: bytes) -> bytes | None:
        """Hash of the patient's copy of an envelope whose ticket was replaced; None when it never was."""
        with self._transaction() as database:
            row = database.execute("SELECT hash FROM moved WHERE id = ?", (one,)).fetchone()
        return row[0] if row else None

    def note_moved(self, hashes: Mapping[bytes, bytes], marks: Mapping[bytes, bytes]) -> None:
        """Note patients' copies (id to hash) that now lie under a new ticket, and what knows its link (id to mark)."""
        with self._transaction() as database:
            database.executemany("INSERT OR REPLACE INTO moved (id, hash) VALUES (?, ?)", hashes.items())
            database.executemany("INSERT OR REPLACE INTO ticketed (id, mark) VALUES (?, ?)", marks.items())

    def mark(self, one: bytes) -> bytes:
        """What knows the link of an envelope's ticket again; empty when it has no ticket, or is not here."""
        with self._transaction() as database:
            row = database.execute("SELECT mark FROM ticketed WHERE id = ?", (one,)).fetchone()
        return row[0] if row else b""

    def line(self, one: bytes) -> list[bytes]:
        """An envelope, its correction, the correction of that, up to the newest; none that the relay refused."""
        with self._transaction() as database:
            return [row[0] for row in database.execute(_LINE, (one,))]

    def target(self, one: bytes) -> bytes:
        """The id of what an envelope corrects; empty when it corrects nothing."""
        with self._transaction() as database:
            row = database.execute("SELECT target FROM correction WHERE id = ?", (one,)).fetchone()
        return row[0] if row else b""

    def counts(self) -> dict[State, int]:
        with self._transaction() as database:
            rows = database.execute("SELECT state, count(*) FROM envelope GROUP BY state").fetchall()
        return {State(state): count for state, count in rows}

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        # A connection each time: the agent's threads share the spool, and opening costs less than a flush.
        with closing(sqlite3.connect(self._path, timeout=30)) as database:
            database.execute("PRAGMA synchronous=FULL")
            with database:
                yield database


# What stands beside an envelope is written when the envelope is: not for an id that keeps its first bytes.
_WRITTEN = "SELECT ?, ? WHERE NOT EXISTS (SELECT 1 FROM envelope WHERE id = ? AND state <> 'refused')"
_CORRECT = f"INSERT OR REPLACE INTO correction (id, target) {_WRITTEN}"
_MARK = f"INSERT OR REPLACE INTO ticketed (id, mark) {_WRITTEN}"
_LINE = """
WITH RECURSIVE line (id, place) AS (
    VALUES (?, 0)
    UNION ALL
    SELECT envelope.id, place + 1
    FROM line JOIN correction ON target = line.id JOIN envelope ON envelope.id = correction.id
    WHERE state <> 'refused'
)
SELECT id FROM line ORDER BY place
"""
_SELECT = "SELECT id, day, state, hash, reply, code, problems FROM envelope"


def _spooled(row: tuple[bytes, int, str, bytes, bytes | None, str | None, str | None]) -> Spooled:
    one, day, state, digest, reply, code, problems = row
    return Spooled(one, day, State(state), digest, reply or b"", code or "", problems or "")
