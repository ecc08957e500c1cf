"""When to try an envelope again: 10 s, 1 min, 10 min, 1 h, 4 h, then every 4 h with full jitter, until retention ends.

An outage is no failure of an envelope's: that rhythm, and the register's `Retry-After`, are the breaker's (`breaker`).
"""

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


def next_attempt(attempts: int, now: datetime, random: Random) -> datetime:
    """When to try again after `attempts` failures; from the sixth on, anywhere within the next four hours."""
    return now + (STEPS[max(attempts, 1) - 1] if attempts <= len(STEPS) else STEPS[-1] * random.random())
