"""Changes of a pharmacy's counter, numbered without a gap, and told to whoever shows its board.

The one idea: one row a pharmacy counts, and stays locked until the commit. So changes are visible in their order, and a
browser that has change N misses nothing when it asks for what came after. Take the number before any other lock.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self

from sceau.web.database import Database

CHANNEL: Final = "sceau_counter"


class What(StrEnum):
    """What changed: all that the live board says, besides the number."""

    ITEMS = "items"
    SHELF = "shelf"
    PREFILLS = "prefills"
    KEYS = "keys"


@dataclass(frozen=True, slots=True)
class Change:
    """A notification, as it travels from PostgreSQL to the live process."""

    pharmacy: bytes
    number: int
    what: What

    @classmethod
    def parse(cls, payload: str) -> Self:
        """ValueError for what is none."""
        pharmacy, number, what = payload.split(" ")
        return cls(bytes.fromhex(pharmacy), int(number), What(what))


def next_change(connection: Database, pharmacy: bytes, what: What) -> int:
    """Number of the change that this transaction makes; the commit tells. Others of the pharmacy wait until then."""
    ((change,),) = connection.execute(_NEXT, (pharmacy, CHANNEL, what.value)).fetchall()
    return int(change)


def last_change(connection: Database, pharmacy: bytes) -> int:
    """Number of the last change; 0 before the first. Read it before what it counts."""
    row = connection.execute("SELECT change FROM counter_change WHERE pharmacy = %s", (pharmacy,)).fetchone()
    return 0 if row is None else int(row[0])


_NEXT: Final = """
WITH next AS (
    INSERT INTO counter_change AS row (pharmacy, change) VALUES (%s, 1)
    ON CONFLICT (pharmacy) DO UPDATE SET change = row.change + 1 RETURNING pharmacy, change
), told AS (SELECT change, pg_notify(%s, encode(pharmacy, 'hex') || ' ' || change || ' ' || %s) FROM next)
SELECT change FROM told WHERE pg_notify IS NOT NULL
"""
