"""A figure beside its limit, and what times took."""

from unittest.mock import Mock

import pytest
from ux.figures import Budget, Spread, of_hands
from ux.hands import Hands

BUDGET = Budget(keys=4, seconds=5)


def hands(*, keys: int = 0, decisions: int = 0) -> Hands:
    return Hands(Mock(), keys=keys, decisions=decisions)


def test_a_task_at_its_limit_keeps_it() -> None:
    assert of_hands("result", "result", hands(keys=4, decisions=2), BUDGET).within is True


def test_one_key_too_many_is_over() -> None:
    assert of_hands("result", "result", hands(keys=5), BUDGET).within is False


def test_a_task_of_few_keys_that_lasts_too_long_is_over() -> None:
    assert of_hands("result", "result", hands(decisions=4), BUDGET).within is False


def test_the_limit_is_said_with_the_figure() -> None:
    found = of_hands("result", "result", hands(keys=4, decisions=2), BUDGET)
    assert (found.value, found.limit) == ("4 keys, 3.8 s", "≤ 4 keys, ≤ 5 s")


def test_every_part_of_a_task_is_kept_for_the_file() -> None:
    found = of_hands("result", "result", hands(keys=4, decisions=2), BUDGET)
    assert found.values == {
        "result_keys": 4,
        "result_seconds": 3.82,
        "result_decisions": 2,
        "result_scans": 0,
        "result_waited_seconds": 0.0,
    }


@pytest.mark.parametrize(
    ("times", "spread"),
    [
        ([7.0], Spread(7, 7, 7)),
        ([9.0, 1.0, 2.0], Spread(2, 9, 9)),
        ([4.0, 1.0, 3.0, 2.0], Spread(2.5, 4, 4)),
        ([float(at) for at in range(1, 101)], Spread(50.5, 95, 100)),
    ],
)
def test_a_spread_has_the_middle_the_high_and_the_worst(times: list[float], spread: Spread) -> None:
    assert Spread.of(times) == spread


def test_nothing_has_no_spread() -> None:
    with pytest.raises(ValueError, match="nothing"):
        Spread.of([])
