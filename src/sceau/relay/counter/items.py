"""Rows of the board: read as they stand, written on the version they were made from (`spec/counter.md` §1).

The one idea: nobody overwrites what they have not seen. A write that comes again, because its answer was lost, is
answered as the first time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sceau.relay.counter.acting import Counter
from sceau.relay.counter.changes import What, last_change, next_change
from sceau.relay.intake.checks import outside_days
from sceau.relay.journal.entry import Action
from sceau.web.clock import day_of
from sceau.web.problems import Refusal

OPEN_DAYS: Final = 62
"""How long a row that is not finished stays on the board."""
PAGE: Final = 960
"""Rows an answer has at most: of the largest they fill 16 MiB."""
SEALED_SIZES: Final = frozenset({4096, 8192, 16384})
NUMBERS: Final = range(1, 10_000)


class State(StrEnum):
    WAITING = "waiting"
    SAMPLED = "sampled"
    READ = "read"
    SENT = "sent"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Writing:
    """A row as it shall be. `version` is the one it was made from: 0 for a new row."""

    version: int
    state: State
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Written:
    version: int
    change: int


class Stale(Exception):
    """Somebody else wrote it first; `present` is what it is now, as it is answered."""

    code = "stale-item"

    def __init__(self, present: Mapping[str, object]) -> None:
        super().__init__(self.code)
        self.present = present


def board(counter: Counter, *, past: tuple[int, int]) -> dict[str, object]:
    """Rows of today, and of earlier days those not finished, in order of day and number, after the place `past`."""
    today = day_of(counter.now)
    return _noted(
        counter,
        _page(counter, _BOARD, {"today": today, "oldest": today - OPEN_DAYS, "day": past[0], "number": past[1]}),
    )


def of_days(counter: Counter, *, past: tuple[int, int], last: int) -> dict[str, object]:
    """All rows after the place `past` up to day `last`, in the same order."""
    return _noted(counter, _page(counter, _DAYS, {"day": past[0], "number": past[1], "last": last}))


def changed_since(counter: Counter, change: int) -> dict[str, object]:
    """Rows of whatever day that changed after `change`, in their order.

    Of an answer with `more`, `change` is the last row's: ask again from there.
    """
    answer = _page(counter, _CHANGED, {"after": change})
    items: Any = answer["items"]
    return {**answer, "change": items[-1]["change"]} if "more" in answer else answer


def write_item(counter: Counter, day: int, number: int, writing: Writing) -> Written:
    """Write a row; Stale when it has changed since, Refusal `bad-length` for a day at which none can begin."""
    change = next_change(counter.connection, counter.pharmacy, What.ITEMS)
    place = {"pharmacy": counter.pharmacy, "day": day, "number": number}
    row = counter.connection.execute(_ONE, {**place, "open": True}).fetchone()
    if row is None:
        _require_beginning(writing, day, today=day_of(counter.now))
    elif _is_repeated(found := _row(row), writing):
        return Written(found["version"], found["change"])
    elif writing.version != found["version"]:
        raise Stale(found)
    values = {"version": writing.version + 1, "change": change, "state": writing.state.value, "sealed": writing.sealed}
    counter.connection.execute(_WRITE, {**place, **values})
    counter.note(Action.ITEM_WRITTEN)
    return Written(writing.version + 1, change)


def _page(counter: Counter, query: str, values: Mapping[str, object]) -> dict[str, object]:
    change = last_change(counter.connection, counter.pharmacy)
    given = {"pharmacy": counter.pharmacy, "open": not counter.member.locked, "limit": PAGE + 1, **values}
    rows = counter.connection.execute(query, given).fetchall()
    items = [_row(row) for row in rows[:PAGE]]
    return {"change": change, "items": items, **({"more": True} if len(rows) > PAGE else {})}


def _is_repeated(found: Mapping[str, Any], writing: Writing) -> bool:
    there = (found["version"], found["state"], found["sealed"])
    return there == (writing.version + 1, writing.state.value, writing.sealed)


def _noted(counter: Counter, answer: dict[str, object]) -> dict[str, object]:
    """A browser opens a board or past days: once for all of it. What changes there later is not a line each time."""
    items: Any = answer["items"]
    if items and not counter.member.locked:
        counter.note(Action.ITEMS_READ, count=len(items))
    return answer


def _require_beginning(writing: Writing, day: int, *, today: int) -> None:
    """A row that is not there can only be begun, on a day near ours."""
    if writing.version:
        raise Refusal("not-found")
    if outside_days(day, today=today) is not None:
        raise Refusal("bad-length", "day")


def _row(row: Sequence[Any]) -> dict[str, Any]:
    """As it is answered; without what is sealed when that was not asked for."""
    return {name: value for name, value in zip(_COLUMNS, row, strict=True) if value is not None}


_COLUMNS: Final = ("day", "number", "state", "version", "change", "sealed")
_SELECT: Final = "SELECT day, number, state, version, change, CASE WHEN %(open)s THEN sealed END FROM item"
_ONE: Final = f"{_SELECT} WHERE (pharmacy, day, number) = (%(pharmacy)s, %(day)s, %(number)s)"
_PAST: Final = f"{_SELECT} WHERE pharmacy = %(pharmacy)s AND (day, number) > (%(day)s, %(number)s)"
_IN_ORDER: Final = "ORDER BY day, number LIMIT %(limit)s"
_DAYS: Final = f"{_PAST} AND day <= %(last)s {_IN_ORDER}"
_BOARD: Final = f"""
({_PAST} AND day BETWEEN %(oldest)s AND %(today)s - 1 AND state IN ('waiting', 'sampled', 'read') {_IN_ORDER})
UNION ALL ({_PAST} AND day >= %(today)s {_IN_ORDER})
{_IN_ORDER}
"""
_CHANGED: Final = f"{_SELECT} WHERE pharmacy = %(pharmacy)s AND change > %(after)s ORDER BY change LIMIT %(limit)s"
_WRITE: Final = """
INSERT INTO item (pharmacy, day, number, state, version, change, sealed)
VALUES (%(pharmacy)s, %(day)s, %(number)s, %(state)s, %(version)s, %(change)s, %(sealed)s)
ON CONFLICT (pharmacy, day, number) DO UPDATE
SET state = excluded.state, version = excluded.version, change = excluded.change, sealed = excluded.sealed
"""
