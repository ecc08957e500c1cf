"""Short numbers of a day, each given once (`spec/counter.md` §1)."""

from typing import Final

from sceau.relay.counter.acting import Counter
from sceau.web.clock import day_of
from sceau.web.problems import Refusal

MOST: Final = 100
"""Numbers given at once: a class has thirty."""
_RESERVE: Final = range(500, 1000)
_GIVEN: Final = (range(1, 500), range(1000, 9000))
_AHEAD: Final = 2


def give_numbers(counter: Counter, *, day: int, count: int, reserve: bool) -> int:
    """The first of `count` numbers that follow each other; Refusal `no-number-left`, `bad-length` for another day."""
    if abs(day - day_of(counter.now)) > _AHEAD:
        raise Refusal("bad-length", "body.day")
    key = (counter.pharmacy, day)
    counter.connection.execute(_MAKE, key)
    ((following, reserved),) = counter.connection.execute(_READ, key).fetchall()
    first = _first(reserved, count, (_RESERVE,)) if reserve else _first(following, count, _GIVEN)
    counter.connection.execute(_RESERVE_UNTIL if reserve else _GIVE_UNTIL, (first + count, *key))
    return first


def _first(following: int, count: int, ranges: tuple[range, ...]) -> int:
    """The first of `count` that are not given yet and lie in one range."""
    for numbers in ranges:
        first = max(following, numbers.start)
        if first + count <= numbers.stop:
            return first
    raise Refusal("no-number-left")


_MAKE: Final = "INSERT INTO day_numbers (pharmacy, day) VALUES (%s, %s) ON CONFLICT DO NOTHING"
_READ: Final = "SELECT next, reserve FROM day_numbers WHERE pharmacy = %s AND day = %s FOR UPDATE"
_GIVE_UNTIL: Final = "UPDATE day_numbers SET next = %s WHERE pharmacy = %s AND day = %s"
_RESERVE_UNTIL: Final = "UPDATE day_numbers SET reserve = %s WHERE pharmacy = %s AND day = %s"
