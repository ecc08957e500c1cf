"""Months, the unit of retention: written YYYYMM, in UTC, so that they sort, name partitions and key files."""

from datetime import UTC, datetime


def month_of(moment: datetime) -> int:
    """The UTC month of an aware moment: 202608."""
    moment = moment.astimezone(UTC)
    return moment.year * 100 + moment.month


def months_after(month: int, count: int) -> int:
    """`count` months later; earlier when negative."""
    total = month // 100 * 12 + month % 100 - 1 + count
    return total // 12 * 100 + total % 12 + 1
