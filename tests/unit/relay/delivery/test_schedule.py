"""The schedule is asserted exactly: a peer's 41 hours once became 41 minutes unseen, its test only said "later"."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from sceau.relay.delivery.schedule import next_attempt

NOW = datetime(2026, 1, 10, 12, 0, tzinfo=UTC)


class Always(Random):
    """A die that shows one face."""

    def __init__(self, face: float) -> None:
        super().__init__()
        self.face = face

    def random(self) -> float:
        return self.face


@pytest.mark.parametrize(
    ("attempts", "delay"),
    [
        (1, timedelta(seconds=10)),
        (2, timedelta(minutes=1)),
        (3, timedelta(minutes=10)),
        (4, timedelta(hours=1)),
        (5, timedelta(hours=4)),
    ],
)
def test_the_first_five_delays_are_exact(attempts: int, delay: timedelta) -> None:
    assert next_attempt(attempts, NOW, Always(0.5)) == NOW + delay


@pytest.mark.parametrize(
    ("face", "delay"), [(0.0, timedelta()), (0.25, timedelta(hours=1)), (0.999, timedelta(hours=3.996))]
)
def test_from_the_sixth_on_any_moment_of_the_next_four_hours(face: float, delay: timedelta) -> None:
    assert next_attempt(6, NOW, Always(face)) == NOW + delay
    assert next_attempt(32_767, NOW, Always(face)) == NOW + delay


def test_sixty_days_of_failures_are_five_exact_steps_and_then_one_every_two_hours_on_average() -> None:
    moment, failures = NOW, 0
    while moment < NOW + timedelta(days=60):
        failures += 1
        moment = next_attempt(failures, moment, Always(0.5))
    assert failures == 5 + 718
