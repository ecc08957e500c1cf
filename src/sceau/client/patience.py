"""How long to wait before asking a relay again.

Full jitter (a wait drawn between nothing and a doubling bound): a thousand pharmacies cut off together do not come
back together. A relay that says `Retry-After` is obeyed, for a day at most: a wrong date must keep nothing for ever.
"""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sceau.client.errors import RelayRefused, RelayUnreachable

Answer = TypeVar("Answer")
LONGEST_ASKED = 24 * 3600.0
"""Seconds: whatever the relay asks, as the relay itself does with the register."""
_TRY_AGAIN = frozenset({429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Patience:
    """`attempts` in all; waits of at most `first` seconds, doubling up to `longest`. Clock and chance may be given."""

    attempts: int = 6
    first: float = 1.0
    longest: float = 60.0
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random

    def __call__(self, ask: Callable[[], Answer]) -> Answer:
        """Ask until answered; RelayUnreachable once patience is over, RelayRefused when asking again mends nothing."""
        for attempt in range(self.attempts - 1):
            try:
                return ask()
            except RelayUnreachable:
                self.sleep(self.wait(attempt))
            except RelayRefused as refused:
                self.sleep(self._asked_wait(refused, attempt))
        try:
            return ask()
        except RelayRefused as refused:
            if refused.status in _TRY_AGAIN:
                raise RelayUnreachable("relay-busy", refused.place) from refused
            raise

    def _asked_wait(self, refused: RelayRefused, attempt: int) -> float:
        if refused.status not in _TRY_AGAIN:
            raise refused
        return self.wait(attempt) if refused.retry_after is None else min(refused.retry_after, LONGEST_ASKED)

    def wait(self, attempt: int) -> float:
        """Seconds before attempt `attempt` + 2, counted from 0."""
        return self.chance() * min(self.first * 2.0**attempt, self.longest)
