"""A register that takes nothing is asked by one small batch at a time, at a rhythm that is asserted exactly."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from sceau.relay.delivery.breaker import PROBE, Breaker, State

BATCH = 200


@dataclass
class SetClock:
    """Shows the time it is set to."""

    time: datetime = datetime(2026, 1, 10, 12, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time


class Always(Random):
    """A die that shows one face."""

    def __init__(self, face: float) -> None:
        super().__init__()
        self.face = face

    def random(self) -> float:
        return self.face


class Tried:
    """A breaker, and a clock to turn."""

    def __init__(self, face: float = 1.0) -> None:
        self.clock = SetClock()
        self.breaker = Breaker(self.clock, Always(face))

    def admitted(self) -> int:
        with self.breaker.admit(BATCH) as admission:
            return admission.limit

    def fail(self, times: int = 1, *, retry_after: timedelta | None = None) -> None:
        """Fail so many passes, each once the breaker lets it through."""
        for _ in range(times):
            self.clock.time += self.breaker.remaining()
            with self.breaker.admit(BATCH) as admission:
                assert admission.limit
                self.breaker.failed(retry_after)

    def waits(self, times: int) -> list[float]:
        found = []
        for _ in range(times):
            self.fail()
            found.append(self.breaker.remaining().total_seconds())
        return found


def test_a_register_that_answers_gets_whole_batches() -> None:
    tried = Tried()
    tried.fail(2)
    assert (tried.admitted(), tried.breaker.state) == (BATCH, State.CLOSED)


def test_three_failures_in_a_row_open_it() -> None:
    tried = Tried()
    tried.fail(3)
    assert (tried.admitted(), tried.breaker.state) == (0, State.OPEN)


def test_an_answer_in_between_begins_the_count_again() -> None:
    tried = Tried()
    tried.fail(2)
    tried.breaker.succeeded()
    tried.fail(2)
    assert tried.breaker.state is State.CLOSED


@pytest.mark.parametrize(("face", "waits"), [(1.0, [5, 10, 20, 40, 60, 60, 60]), (0.0, [2.5, 5, 10, 20, 30, 30, 30])])
def test_the_waits_of_an_outage_double_to_a_minute_and_half_of_each_is_chance(face: float, waits: list[float]) -> None:
    tried = Tried(face)
    tried.fail(2)
    assert tried.waits(7) == waits


def test_an_outage_of_weeks_is_still_asked_every_minute() -> None:
    tried = Tried()
    tried.fail(30_000)
    assert tried.breaker.remaining() == timedelta(minutes=1)


def test_one_retry_after_opens_it_for_exactly_that_long() -> None:
    tried = Tried()
    tried.fail(retry_after=timedelta(hours=3))
    tried.clock.time += timedelta(hours=3) - timedelta(microseconds=1)
    assert tried.admitted() == 0
    tried.clock.time += timedelta(microseconds=1)
    assert tried.admitted() == PROBE


def test_a_retry_after_shorter_than_its_own_wait_shortens_nothing() -> None:
    tried = Tried()
    tried.fail(retry_after=timedelta(seconds=1))
    assert tried.breaker.remaining() == timedelta(seconds=5)


def test_a_thread_that_had_begun_before_can_lengthen_the_wait_and_never_shorten_it() -> None:
    tried = Tried()
    tried.fail(retry_after=timedelta(minutes=5))
    tried.breaker.failed()
    tried.breaker.failed(timedelta(minutes=2))
    assert tried.breaker.remaining() == timedelta(minutes=5)
    tried.breaker.failed(timedelta(minutes=9))
    assert tried.breaker.remaining() == timedelta(minutes=9)


def test_one_probe_at_a_time_goes_when_the_wait_is_over() -> None:
    tried = Tried()
    tried.fail(3)
    tried.clock.time += timedelta(seconds=5)
    with tried.breaker.admit(BATCH) as probe:
        assert (probe.limit, probe.is_probe, tried.breaker.state) == (PROBE, True, State.HALF_OPEN)
        assert tried.admitted() == 0


def test_a_probe_that_is_answered_lets_everything_through() -> None:
    tried = Tried()
    tried.fail(9)
    tried.clock.time += timedelta(minutes=1)
    with tried.breaker.admit(BATCH):
        tried.breaker.succeeded()
    assert (tried.admitted(), tried.breaker.state) == (BATCH, State.CLOSED)
    assert tried.waits(3)[-1] == 5


def test_a_probe_that_learnt_nothing_makes_room_for_the_next() -> None:
    tried = Tried()
    tried.fail(3)
    tried.clock.time += timedelta(seconds=5)
    with pytest.raises(ConnectionError), tried.breaker.admit(BATCH):
        raise ConnectionError
    assert tried.breaker.state is State.OPEN
    assert tried.admitted() == PROBE


def test_a_clock_that_is_set_back_keeps_nothing_waiting() -> None:
    tried = Tried()
    tried.fail(3)
    tried.clock.time -= timedelta(days=3)
    assert tried.admitted() == PROBE
