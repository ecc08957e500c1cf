"""What a relay brought of a day: a count and a digest a pharmacy, and the ids of one pharmacy where they differ.

The one idea: two books that agree are told apart from two that do not by 32 bytes, the hash of the ids in order, so
that ids are listed only where somebody must look.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sceau.envelope import cbor
from sceau.web.database import Database


@dataclass(frozen=True, slots=True)
class Arrived:
    """An envelope that was answered for good, and under which day."""

    day: int
    pharmacy: bytes
    id: bytes
    accepted: bool


def note(database: Database, month: int, sender: str, arrived: Sequence[Arrived]) -> None:
    """Note them in the transaction that answers them. The caller commits."""
    columns = {
        "days": [one.day for one in arrived],
        "pharmacies": [one.pharmacy for one in arrived],
        "ids": [one.id for one in arrived],
        "accepted": [one.accepted for one in arrived],
    }
    database.execute(_NOTE, {**columns, "month": month, "sender": sender}, binary=True)


def of_day(database: Database, sender: str, day: int) -> bytes:
    """A CBOR sequence of [pharmacy, accepted, rejected, digest], in order of pharmacy.

    The digest is the SHA-256 of all the ids of that pharmacy and day, in order, one after the other.
    """
    rows = database.execute(_OF_DAY, {"sender": sender, "day": day})
    return b"".join(cbor.encode(list(row)) for row in rows)


def of_pharmacy(database: Database, sender: str, day: int, pharmacy: bytes) -> bytes:
    """A CBOR sequence of [id, accepted], in order of id."""
    rows = database.execute(_OF_PHARMACY, {"sender": sender, "day": day, "pharmacy": pharmacy})
    return b"".join(cbor.encode(list(row)) for row in rows)


_NOTE: Final = """
INSERT INTO arrival (month, day, pharmacy, id, sender, accepted)
SELECT %(month)s, given.day, given.pharmacy, given.id, %(sender)s, given.accepted
FROM unnest(%(days)s::int4[], %(pharmacies)s::bytea[], %(ids)s::bytea[], %(accepted)s::bool[])
    AS given (day, pharmacy, id, accepted)
"""
# An id that was accepted, and came again as a conflict under the same day, is one id: accepted.
_ONCE: Final = """
SELECT pharmacy, id, bool_or(accepted) AS accepted FROM arrival
WHERE day = %(day)s AND sender = %(sender)s GROUP BY pharmacy, id
"""
_OF_DAY: Final = f"""
SELECT pharmacy, count(*) FILTER (WHERE accepted), count(*) FILTER (WHERE NOT accepted),
       sha256(string_agg(id, ''::bytea ORDER BY id))
FROM ({_ONCE}) AS once GROUP BY pharmacy ORDER BY pharmacy
"""  # noqa: S608 (both parts are constants)
_OF_PHARMACY: Final = """
SELECT id, bool_or(accepted) FROM arrival
WHERE day = %(day)s AND pharmacy = %(pharmacy)s AND sender = %(sender)s GROUP BY id ORDER BY id
"""
