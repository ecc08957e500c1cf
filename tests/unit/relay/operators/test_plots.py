"""What a plot's height means is said in numbers."""

import pytest

from sceau.relay.operators.overview import DayTotal
from sceau.relay.operators.plots import HEIGHT, bars, highest_day


def days(*counts: tuple[int, int]) -> list[DayTotal]:
    return [DayTotal(20_000 + at, accepted, registered, 0, 0, 0) for at, (accepted, registered) in enumerate(counts)]


@pytest.mark.parametrize(
    ("totals", "most"), [(days((40, 40), (72, 70)), 72), (days((5, 9), (8, 8)), 9), (days((0, 0)), 1)]
)
def test_the_number_beside_the_bars_is_that_of_their_top(totals: list[DayTotal], most: int) -> None:
    assert highest_day(totals) == most
    assert [bar.accepted_height for bar in bars(totals)] == [round(HEIGHT * one.accepted / most, 1) for one in totals]
