"""Who is asked again, and after how long."""

from collections.abc import Callable

import pytest

from sceau.client.errors import RelayRefused, RelayUnreachable
from sceau.client.patience import Patience


def refusal(status: int, retry_after: float | None = None) -> RelayRefused:
    return RelayRefused({"code": "made-up"}, status=status, place="here", retry_after=retry_after)


def failing(*errors: Exception) -> Callable[[], str]:
    left = list(errors)

    def ask() -> str:
        if left:
            raise left.pop(0)
        return "answer"

    return ask


def waits(ask: Callable[[], str], attempts: int = 6) -> list[float]:
    slept: list[float] = []
    Patience(attempts=attempts, sleep=slept.append, chance=lambda: 1.0)(ask)
    return slept


def test_the_bound_of_each_wait_is_twice_the_one_before() -> None:
    unreachable = [RelayUnreachable("relay-unreachable") for _ in range(5)]
    assert waits(failing(*unreachable)) == [1.0, 2.0, 4.0, 8.0, 16.0]


def test_a_wait_never_exceeds_the_longest() -> None:
    assert Patience(chance=lambda: 1.0).wait(30) == 60.0


def test_a_wait_is_drawn_below_its_bound() -> None:
    assert Patience(chance=lambda: 0.25).wait(2) == 1.0


def test_retry_after_is_obeyed() -> None:
    assert waits(failing(refusal(503, 17.0), refusal(429, 3.0))) == [17.0, 3.0]


def test_a_busy_relay_that_asks_for_nothing_is_asked_again_ever_later() -> None:
    assert waits(failing(refusal(503), refusal(500), refusal(429))) == [1.0, 2.0, 4.0]


def test_a_relay_that_stays_busy_is_out_of_reach_at_the_place_that_refused() -> None:
    with pytest.raises(RelayUnreachable) as caught:
        waits(failing(refusal(503), refusal(503)), attempts=2)
    assert (caught.value.code, caught.value.place) == ("relay-busy", "here")


def test_a_refusal_at_the_last_attempt_stays_a_refusal() -> None:
    with pytest.raises(RelayRefused):
        waits(failing(refusal(503), refusal(403)), attempts=2)


def test_no_retry_after_holds_for_more_than_a_day() -> None:
    assert waits(failing(refusal(429, 86_400.0), refusal(503, 86_401.0), refusal(503, 1e12))) == [86_400.0] * 3


def test_what_asking_again_cannot_mend_is_not_asked_again() -> None:
    slept: list[float] = []
    with pytest.raises(RelayRefused):
        Patience(sleep=slept.append)(failing(refusal(403)))
    assert slept == []


def test_patience_ends() -> None:
    unreachable = [RelayUnreachable("relay-unreachable") for _ in range(3)]
    with pytest.raises(RelayUnreachable):
        waits(failing(*unreachable), attempts=3)
