"""The time, which passes when the simulation says so, and services' clocks, which may be wrong."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

BEGUN: Final = datetime(2026, 8, 20, 7, 30, tzinfo=UTC)
"""When the services were begun."""
OPENS: Final = datetime(2026, 9, 1, 7, 30, tzinfo=UTC)
"""When every simulation begins, and the day its envelopes are sealed."""


@dataclass(slots=True)
class Time:
    """What time it truly is."""

    moment: datetime = OPENS

    def now(self) -> datetime:
        return self.moment

    def seconds(self) -> float:
        return self.moment.timestamp()

    def passes(self, pause: timedelta) -> None:
        self.moment += pause


@dataclass(slots=True)
class SkewedClock:
    """A machine's clock: all processes of the machine share it."""

    time: Time
    skew: timedelta = field(default_factory=timedelta)

    def now(self) -> datetime:
        return self.time.now() + self.skew
