"""Months, the unit of retention: written YYYYMM, in UTC, so that they sort, name partitions and key files."""

from collections.abc import Iterable
from datetime import UTC, datetime

from sceau.web.database import Pool


def month_of(moment: datetime) -> int:
    """The UTC month of an aware moment: 202608."""
    moment = moment.astimezone(UTC)
    return moment.year * 100 + moment.month


def months_after(month: int, count: int) -> int:
    """`count` months later; earlier when negative."""
    total = month // 100 * 12 + month % 100 - 1 + count
    return total // 12 * 100 + total % 12 + 1


class OpenMonths:
    """Months whose partitions this process knows to exist: they are made once, before the first row."""

    def __init__(self) -> None:
        self._open: set[int] = set()

    def require(self, pool: Pool, months: Iterable[int]) -> None:
        """Make the partitions that are missing, in a transaction of their own."""
        for month in set(months) - self._open:
            with pool.connection() as database:
                database.execute("SELECT open_month(%s)", [month])
            self._open.add(month)
