"""Finding entries of the journal, as lines that whoever has the ledger can check (`spec/journal.md` §2).

The one idea: pages by the place of the last line, so that a year is read as a stream, and nothing waits for its end.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

import psycopg
from psycopg.sql import SQL

from sceau.web.database import Database
from sceau.web.journal import Entry

PAGE: Final = 1000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; None is whatever it is. `since` is the first moment wanted, `until` the first not wanted."""

    since: datetime | None = None
    until: datetime | None = None
    actor: str | None = None
    action: str | None = None
    pharmacies: list[bytes] | None = None
    id: bytes | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """An entry and the place of its leaf in the service's ledger; None until it has one."""

    entry: Entry
    index: int | None

    def members(self) -> dict[str, str | int]:
        """As JSON has it: bytes in hexadecimal."""
        told = {**self.entry.members(), "nonce": self.entry.nonce}
        placed = {} if self.index is None else {"index": self.index}
        return {name: one.hex() if isinstance(one, bytes) else one for name, one in told.items()} | placed


def search(url: str, wanted: Wanted) -> Iterator[Line]:
    """Every line of the service whose database this is, the oldest first; never more than a page in memory."""
    with psycopg.connect(url) as database:
        yield from find(database, wanted)


def find(database: Database, wanted: Wanted, *, page: int = PAGE) -> Iterator[Line]:
    """The same on a connection."""
    values = {name: one for name, one in asdict(wanted).items() if one is not None}
    while True:
        conditions = SQL(" AND ").join([SQL("true"), *(_CONDITIONS[name] for name in values)])
        rows = database.execute(_FIND.format(conditions=conditions), {**values, "page": page}).fetchall()
        yield from (_line(row) for row in rows)
        if len(rows) < page:
            return
        values |= {"last_at": rows[-1][0], "last_number": rows[-1][-1]}


def _line(row: tuple[Any, ...]) -> Line:
    at, actor, action, count, detail, pharmacy, one, nonce, index, _ = row
    return Line(Entry(at, actor, action, count, detail, pharmacy, one, nonce), index)


_CONDITIONS: Final = {
    "since": SQL("at >= %(since)s"),
    "until": SQL("at < %(until)s"),
    "actor": SQL("actor = %(actor)s"),
    "action": SQL("action = %(action)s"),
    "pharmacies": SQL("pharmacy = ANY(%(pharmacies)s)"),
    "id": SQL("id = %(id)s"),
    "last_at": SQL("at >= %(last_at)s"),
    "last_number": SQL("(at, number) > (%(last_at)s, %(last_number)s)"),
}
_FIND: Final = SQL("""
SELECT at, actor, action, count, detail, pharmacy, id, nonce, leaf_index, number FROM journal
WHERE {conditions} ORDER BY at, number LIMIT %(page)s
""")
