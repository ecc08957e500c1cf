"""The time, asked of somebody: so that a test may be the one who answers."""

from datetime import UTC, date, datetime
from typing import Protocol

_EPOCH = date(1970, 1, 1)


class Clock(Protocol):
    """Says what time it is, with a zone."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's clock, in UTC."""

    def now(self) -> datetime:
        return datetime.now(UTC)


def day_of(moment: datetime) -> int:
    """UTC days since 1970-01-01 (`spec/envelope.md` §1)."""
    return day_of_date(moment.astimezone(UTC).date())


def day_of_date(written: date) -> int:
    """The same of a date in UTC."""
    return (written - _EPOCH).days
