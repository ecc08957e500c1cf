"""A circuit breaker for one destination (`docs/adr/0015-an-outage-is-the-registers.md`).

The one idea: nothing is leased unless the breaker lets it through. While it is open an outage costs no envelope an
attempt and moves no date, so that the backlog keeps its order and goes at full speed once one small probe was answered.

    closed ── FAILURES in a row, or a Retry-After ──► open ── its wait is over ──► half open: one probe
       ▲                                               ▲                              │      │
       │                                               └── the probe failed: longer ──┘      │
       └───────────────────────────── the register answers ───────────────────────────────────┘
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random
from threading import Lock
from typing import Final

from sceau.web.clock import Clock

FAILURES: Final = 3
"""Passes in a row that the register answered with nothing at all."""
PROBE: Final = 10
"""Envelopes a probe takes: more than one, so that one poisonous envelope does not speak for all."""
FIRST: Final = timedelta(seconds=5)
LONGEST: Final = timedelta(minutes=1)
"""Before the first probe, doubling up to the longest; the latter half of each wait is drawn by lot."""


class State(StrEnum):
    CLOSED = "closed"
    HALF_OPEN = "half-open"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Admission:
    """How many envelopes may be sent now, 0 for none; and whether they are a probe, sent to learn whether any may."""

    limit: int
    is_probe: bool = False


class Breaker:
    """Whether the register is worth asking; shared by the threads of a process that deliver to it."""

    def __init__(self, clock: Clock, random: Random) -> None:
        self._clock = clock
        self._random = random
        self._lock = Lock()
        self._state = State.CLOSED
        self._failures = 0
        self._opened_at: datetime = clock.now()
        self._wait = timedelta()

    @property
    def state(self) -> State:
        return self._state

    @contextmanager
    def admit(self, batch: int) -> Iterator[Admission]:
        """Ask before a batch is taken. A probe that ends without having learnt anything makes room for the next."""
        admission = self._begin(batch)
        try:
            yield admission
        finally:
            if admission.is_probe:
                self._end_probe()

    def succeeded(self) -> None:
        """The register answered, whatever it said of the envelopes."""
        with self._lock:
            self._state = State.CLOSED
            self._failures = 0

    def failed(self, retry_after: timedelta | None = None) -> None:
        """The register answered nothing, or asked to be left alone so long."""
        with self._lock:
            self._failures += self._state is not State.OPEN
            if self._state is State.OPEN:  # heard by another thread, that had begun before
                self._lengthen(retry_after)
            elif self._state is State.HALF_OPEN or retry_after or self._failures >= FAILURES:
                self._open(retry_after or timedelta())

    def remaining(self) -> timedelta:
        """Until a probe may go; nothing unless it is open. A clock that was set back ends the wait."""
        since = self._clock.now() - self._opened_at
        if self._state is not State.OPEN or since < timedelta():
            return timedelta()
        return max(self._wait - since, timedelta())

    def _begin(self, batch: int) -> Admission:
        with self._lock:
            if self._state is State.CLOSED:
                return Admission(batch)
            if self._state is State.HALF_OPEN or self.remaining():
                return Admission(0)
            self._state = State.HALF_OPEN
            return Admission(min(PROBE, batch), is_probe=True)

    def _end_probe(self) -> None:
        with self._lock:
            if self._state is State.HALF_OPEN:
                self._state = State.OPEN  # its wait is over: the next probe may go at once

    def _open(self, asked: timedelta) -> None:
        doublings = max(self._failures - FAILURES, 0)
        delay = min(FIRST * 2 ** min(doublings, 16), LONGEST) * (0.5 + self._random.random() / 2)
        self._state = State.OPEN
        self._opened_at = self._clock.now()
        self._wait = max(delay, asked)

    def _lengthen(self, asked: timedelta | None) -> None:
        if asked and asked > self.remaining():
            self._opened_at = self._clock.now()
            self._wait = asked
