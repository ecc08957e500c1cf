"""The journal of a service: who did what and when, in the transaction that does it, each entry a leaf of its ledger.

The one idea: the leaf is a hash with a secret nonce. The public ledger proves that an entry was written, and how many
were; what it says is known to whoever is shown the entry and its nonce, and then cannot be another (`spec/journal.md`).
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from sceau.envelope import cbor
from sceau.envelope.kdf import sha256
from sceau.ledger.leaf import leaf_entry
from sceau.web.database import Database

KEPT: Final = timedelta(days=365)
"""How long an entry stays at least; it goes with its month."""
_KIND: Final = "journal"
_AHEAD: Final = timedelta(days=62)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: `actor` did `action` to `count` things; never a person's name, never what a record says.

    `detail` is what is public: a FINESS number, a contract's hash, a role, a membership's random number. `pharmacy`
    (16 bytes) says whose it was, `id` (16 bytes) which envelope, where it was one.
    """

    at: datetime
    actor: str
    action: str
    count: int = 1
    detail: str = ""
    pharmacy: bytes | None = None
    id: bytes | None = None
    nonce: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    def members(self) -> dict[str, str | int | bytes]:
        """What is hashed, by name."""
        told: dict[str, str | int | bytes] = {
            "at": written_time(self.at),
            "actor": self.actor,
            "action": self.action,
            "count": self.count,
            "detail": self.detail,
        }
        subject = {"pharmacy": self.pharmacy, "id": self.id}
        return told | {name: value for name, value in subject.items() if value is not None}

    def encode(self) -> bytes:
        """Its one encoding."""
        return cbor.encode(self.members())

    def leaf(self) -> bytes:
        """The ledger's entry about it."""
        return leaf_entry(_KIND, sha256(self.nonce + self.encode()))


def written_time(at: datetime) -> str:
    """`2026-11-22T10:08:07.123Z`: always 24 characters."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def write(connection: Database, entries: Sequence[Entry]) -> None:
    """Note the entries and queue their leaves, in the transaction of what they are about."""
    rows = [(*_row(entry), entry.leaf()) for entry in entries]
    if len(rows) == 1:  # as nearly always; a pipeline for one costs half as much again
        connection.execute(_WRITE, rows[0])
    else:
        connection.cursor().executemany(_WRITE, rows)


def write_placed(connection: Database, entry: Entry, index: int) -> None:
    """Note an entry whose leaf was appended in this very transaction, as number `index` of the ledger."""
    connection.execute(_WRITE_PLACED, (*_row(entry), index))


def place(connection: Database, placed: Sequence[tuple[datetime, int, int]]) -> None:
    """Tell rows (`at`, `number`) where in the ledger their leaves stand (the third). The sequencer's, nobody else's."""
    times, numbers, indexes = ([one[column] for one in placed] for column in range(3))
    connection.execute(_PLACE, {"times": times, "numbers": numbers, "indexes": indexes})


def make_room(connection: Database, now: datetime) -> None:
    """Make the partitions of this month and the two after. The caller commits, soon: it shuts others out."""
    connection.execute("SELECT open_journal(%s, %s)", (now, now + _AHEAD))


def forget(connection: Database, now: datetime) -> int:
    """Drop months whose every day is a year ago; how many. The caller commits, soon."""
    ((dropped,),) = connection.execute("SELECT forget_journal(%s)", (now - KEPT,)).fetchall()
    return int(dropped)


def _row(entry: Entry) -> tuple[object, ...]:
    milliseconds = entry.at.replace(microsecond=entry.at.microsecond // 1000 * 1000)
    return (
        milliseconds,
        entry.actor,
        entry.action,
        entry.count,
        entry.detail,
        entry.pharmacy,
        entry.id,
        entry.nonce,
    )


_WRITE: Final = """
WITH noted AS (
    INSERT INTO journal (at, actor, action, count, detail, pharmacy, id, nonce)
    VALUES (%b, %b, %b, %b, %b, %b, %b, %b) RETURNING at, number
)
INSERT INTO leaf_queue (entry, journal_at, journal_number) SELECT %b, at, number FROM noted
"""
_WRITE_PLACED: Final = """
INSERT INTO journal (at, actor, action, count, detail, pharmacy, id, nonce, leaf_index)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_PLACE: Final = """
UPDATE journal SET leaf_index = one.index
FROM unnest(%(times)s::timestamptz[], %(numbers)s::bigint[], %(indexes)s::bigint[]) AS one (at, number, index)
WHERE (journal.at, journal.number) = (one.at, one.number)
"""
