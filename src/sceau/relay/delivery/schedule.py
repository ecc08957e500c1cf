"""When to try again: 10 s, 1 min, 10 min, 1 h, 4 h, then every 4 h with full jitter, until retention ends."""

from datetime import datetime, timedelta
from random import Random
from typing import Final

STEPS: Final = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=4),
)
POISON_ATTEMPTS: Final = 8
"""Attempts that failed on this envelope alone while others went through, after which a person must look at it."""


def next_attempt(attempts: int, now: datetime, random: Random, retry_after: timedelta | None = None) -> datetime:
    """When to try again after `attempts` failures, never before what the register asked for.

    From the sixth on, anywhere within the next four hours: what an outage held back does not come back at once.
    """
    delay = STEPS[max(attempts, 1) - 1] if attempts <= len(STEPS) else STEPS[-1] * random.random()
    return now + max(delay, retry_after or timedelta())
