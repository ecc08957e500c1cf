"""A result, from reading the cassette to the next one: the number on it, then the key of what it shows.

Numbers of two digits, as on a busy day. A positive result is pressed twice.
"""

from typing import Final

from tests.journeys.counter.till import Till

from ux.figures import Budget, Figure, of_hands
from ux.ground import Ground, at_board, lists_class
from ux.hands import Hands

READING: Final = Budget(keys=4, seconds=5)


def measure(ground: Ground) -> list[Figure]:
    till = ground.shop(ground.stage.till())
    till.opens_box()
    lists_class(till)
    for number in (11, 12):
        till.reads(number, "Enter")
        till.sees_state(number, "running")
    till.passes(minutes=16)
    return [
        of_hands("result entry, negative", "negative", _enters(till, 11, "-"), READING),
        of_hands("result entry, positive", "positive", _enters(till, 12, "++"), READING),
    ]


def _enters(till: Till, number: int, marks: str) -> Hands:
    till.sees_state(number, "due")
    at_board(till)
    hands = Hands(till.page)
    hands.decides()  # the number on the cassette
    hands.types(str(number))
    hands.decides()  # the lines
    hands.types(marks)
    hands.waits_for(f"[data-number='{number}'][data-state=read]")
    return hands
