"""Compare a day with the register, and keep what came of it.

The one idea: equal days cost one comparison of 32 bytes a pharmacy. Only where those differ are ids asked for, in an
order that deliveries under way cannot upset (`comparing.py`).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sceau.relay.delivery.register import Register
from sceau.relay.intake.checks import AHEAD_DAYS, OLDEST_DAYS
from sceau.relay.reconciliation import books, summary
from sceau.relay.reconciliation.books import Own, Theirs
from sceau.relay.reconciliation.comparing import Difference, compare
from sceau.relay.reconciliation.summary import Line
from sceau.web.clock import day_of
from sceau.web.database import Pool

RECENT: Final = timedelta(minutes=5)
"""How old the comparison of a day may be on which something moves."""
OLDER: Final = timedelta(hours=24)
"""The same for every other day that may still be asked about."""
LISTED: Final = 500
"""Pharmacies of a day whose ids are asked for in one pass; the others keep what the last pass found."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A day, compared: its lines, and the ids that differ, by pharmacy."""

    day: int
    lines: tuple[Line, ...]
    differences: dict[bytes, dict[bytes, Difference]]


def reconcile_next(pool: Pool, register: Register, now: datetime) -> bool:
    """Compare the day whose turn it is; False when none's is. Raises Unavailable or Broken."""
    with pool.connection() as connection:
        day = summary.next_day(
            connection, today=day_of(now), last=OLDEST_DAYS, ahead=AHEAD_DAYS, recent=now - RECENT, older=now - OLDER
        )
    if day is None:
        return False
    reconcile_day(pool, register, day, now)
    return True


def reconcile_day(pool: Pool, register: Register, day: int, now: datetime) -> Compared:
    """Compare this day now, and keep what came of it. Raises Unavailable or Broken."""
    theirs = books.their_day(register, day)  # first: what it has, we had before
    with pool.connection() as connection:
        boards = books.board_day(connection, day)
        own = books.own_day(connection, day)
    pharmacies = sorted(own.keys() | theirs.keys() | boards.keys())
    unequal = [one for one in pharmacies if not agree(own.get(one, Own()), theirs.get(one, Theirs()))]
    differences = {one: _differences(pool, register, day, one) for one in unequal[:LISTED]}
    lines = tuple(
        Line.of(one, own.get(one, Own()), theirs.get(one, Theirs()), boards.get(one), len(differences.get(one, ())))
        for one in pharmacies
        if one not in unequal[LISTED:]
    )
    compared = Compared(day, lines, {one: found for one, found in differences.items() if found})
    with pool.connection() as connection:
        summary.keep(connection, day, lines, compared.differences, present=pharmacies, now=now)
    return compared


def agree(own: Own, theirs: Theirs) -> bool:
    """Nothing accepted is nowhere, and what was delivered is, id by id, what was registered."""
    return own.nowhere == 0 and own.digest == theirs.digest


def _differences(pool: Pool, register: Register, day: int, pharmacy: bytes) -> dict[bytes, Difference]:
    before = books.their_pharmacy(register, day, pharmacy)
    with pool.connection() as connection:
        own = books.own_pharmacy(connection, day, pharmacy)
    return compare(own, before, books.their_pharmacy(register, day, pharmacy))
