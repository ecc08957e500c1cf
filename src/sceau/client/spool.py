"""Sealed envelopes on their way: on the disk before anything is sent, until the register has answered for each.

One SQLite file, because it is what stays whole when a machine stops at any instant. It holds sealed bytes, the key of
the register's answer until that answer is read (it opens reasons, never a record), which envelope corrects which, and
nothing else about the record: no name, no file name, no ticket (only a hash that recognises its link). An id enters
once; the same bytes are sent until the relay has them, and again should it lose them: a relay that returns from an
older backup has lost what it took since, so the bytes are *held* for some days
(docs/adr/0014-sealed-bytes-are-held.md).

    sealed ──► accepted ──► registered
                   │   └──► rejected      the register's reasons were read; the pharmacy mends and sends a new one
    refused                               the relay will never take it: same
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from sceau.client.durable import private_folder

SCHEMA = """
CREATE TABLE IF NOT EXISTS envelope (
    id       BLOB PRIMARY KEY,  -- 16 bytes
    day      INTEGER NOT NULL,  -- days since 1970 UTC, as in the header
    state    TEXT NOT NULL,     -- a State
    hash     BLOB NOT NULL,     -- SHA-256 of the header: what an acknowledgement must name
    sealed   BLOB,              -- the envelope, until it was answered and its days of being held are over
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
CREATE TABLE IF NOT EXISTS lost (
    id BLOB PRIMARY KEY  -- of an envelope that the relay took and no longer has: to be sent again
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS look (
    one    INTEGER PRIMARY KEY CHECK (one = 1),
    newest BLOB,                       -- id of what the relay took last: the first that an older backup lacks
    whole  INTEGER NOT NULL DEFAULT 0  -- when all that is held was last asked about, seconds since 1970
);
CREATE INDEX IF NOT EXISTS with_bytes ON envelope (day) WHERE sealed IS NOT NULL;
CREATE VIEW IF NOT EXISTS held AS
    SELECT * FROM envelope WHERE sealed IS NOT NULL AND state IN ('accepted', 'registered', 'rejected');
CREATE VIEW IF NOT EXISTS waiting AS
    SELECT id, sealed FROM envelope WHERE state = 'sealed'
    UNION ALL SELECT id, sealed FROM held JOIN lost USING (id);
CREATE INDEX IF NOT EXISTS corrected ON correction (target);
CREATE INDEX IF NOT EXISTS unfinished ON envelope (state) WHERE state IN ('sealed', 'accepted');
"""


GIVEN_UP = "undelivered"
"""Code of what the relay gave up delivering: not the register's word, so it may be delivered yet."""


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

    def sealed(self, one: bytes) -> bytes | None:
        """An envelope's bytes, as they go to the relay; None once they are no longer held."""
        with self._transaction() as database:
            row = database.execute("SELECT sealed FROM envelope WHERE id = ?", (one,)).fetchone()
        return row[0] if row else None

    def waiting(self, *, most: int) -> list[tuple[bytes, bytes]]:
        """Some (id, sealed envelope) that the relay has not taken yet, or has lost."""
        with self._transaction() as database:
            return database.execute("SELECT id, sealed FROM waiting LIMIT ?", (most,)).fetchall()

    def waiting_count(self) -> int:
        with self._transaction() as database:
            [count] = database.execute("SELECT count(*) FROM waiting").fetchone()
        return int(count)

    def unanswered(self) -> list[Spooled]:
        """Those the relay has and the register has not answered yet."""
        with self._transaction() as database:
            return [_spooled(row) for row in database.execute(f"{_SELECT} WHERE state = 'accepted'")]

    def given_up(self) -> list[Spooled]:
        """Those that the relay gave up delivering: its operator may have them delivered again."""
        with self._transaction() as database:
            rows = database.execute(f"{_SELECT} WHERE state = 'rejected' AND code = ?", (GIVEN_UP,))
            return [_spooled(row) for row in rows]

    def accepted(self, ids: Iterable[bytes]) -> None:
        """Note that the relay has them durably, in the order given."""
        given = [(one,) for one in ids]
        with self._transaction() as database:
            database.executemany(
                "UPDATE envelope SET state = 'accepted' WHERE id = ? AND state = 'sealed'",
                given,
            )
            database.executemany("DELETE FROM lost WHERE id = ?", given)
            database.executemany(_NEWEST, given[-1:])

    def finish(self, ends: Iterable[End]) -> None:
        """Note the last state of envelopes, and forget the keys of their answers; not of what was given up.

        The relay's refusal ends nothing that the register has answered: of what is sent again, it says only that the
        relay will not have it back.
        """
        given = list(ends)
        with self._transaction() as database:
            database.executemany("DELETE FROM lost WHERE id = ?", _ids(given))
            database.executemany(_FINISH, [{**asdict(end), "given_up": GIVEN_UP} for end in given])
            database.executemany("UPDATE envelope SET sealed = NULL WHERE id = ? AND state = 'refused'", _ids(given))

    def newest(self) -> Spooled | None:
        """What the relay took last, while its bytes are held."""
        with self._transaction() as database:
            row = database.execute(_SELECT_NEWEST).fetchone()
        return _spooled(row) if row else None

    def held(self) -> list[Spooled]:
        """All that the relay took and whose bytes are here still."""
        with self._transaction() as database:
            return [_spooled(row) for row in database.execute(_SELECT_HELD)]

    def lost(self, ids: Iterable[bytes]) -> None:
        """Note that the relay no longer has what it took: what is held goes again, and all that is held is due a look.

        An answer stays an answer.
        """
        given = [(one,) for one in ids]
        with self._transaction() as database:
            database.executemany("INSERT OR IGNORE INTO lost (id) SELECT id FROM held WHERE id = ?", given)
            if given:
                database.execute(_WHOLE_LOOK, (0,))

    def whole_look(self) -> int:
        """When all that is held was last asked about, seconds since 1970; 0 when it never was."""
        with self._transaction() as database:
            row = database.execute("SELECT whole FROM look").fetchone()
        return int(row[0]) if row else 0

    def note_whole_look(self, now: int, *, forget_before: int) -> None:
        """Note when all that is held was asked about; forget the bytes of what was answered, of days before a day."""
        with self._transaction() as database:
            database.execute(_WHOLE_LOOK, (now,))
            database.execute(_FORGET, (forget_before,))

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


_FINISH = """
UPDATE envelope SET state = :state, code = :code, problems = :problems,
    reply = CASE WHEN :code = :given_up THEN reply END
WHERE id = :id AND (:state <> 'refused' OR state IN ('sealed', 'accepted'))
"""
_NEWEST = "INSERT INTO look (one, newest) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET newest = excluded.newest"
_WHOLE_LOOK = "INSERT INTO look (one, whole) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET whole = excluded.whole"
_FORGET = """
UPDATE envelope SET sealed = NULL
WHERE sealed IS NOT NULL AND day < ? AND state IN ('registered', 'rejected') AND id NOT IN (SELECT id FROM lost)
"""
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
_COLUMNS = "SELECT id, day, state, hash, reply, code, problems"
_SELECT, _SELECT_HELD = f"{_COLUMNS} FROM envelope", f"{_COLUMNS} FROM held"
_SELECT_NEWEST = f"{_COLUMNS} FROM held JOIN look ON newest = id"


def _ids(ends: Iterable[End]) -> list[tuple[bytes]]:
    return [(end.id,) for end in ends]


def _spooled(row: tuple[bytes, int, str, bytes, bytes | None, str | None, str | None]) -> Spooled:
    one, day, state, digest, reply, code, problems = row
    return Spooled(one, day, State(state), digest, reply or b"", code or "", problems or "")
