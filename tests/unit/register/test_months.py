from datetime import UTC, datetime, timedelta, timezone

import pytest

from sceau.register.months import month_of, months_after


def test_a_month_is_that_of_utc() -> None:
    assert month_of(datetime(2026, 1, 1, 0, 30, tzinfo=timezone(timedelta(hours=1)))) == 202512
    assert month_of(datetime(2026, 1, 1, tzinfo=UTC)) == 202601


@pytest.mark.parametrize(
    ("month", "count", "expected"),
    [(202612, 1, 202701), (202601, -1, 202512), (202603, -15, 202412), (202606, 0, 202606), (202602, 22, 202712)],
)
def test_months_follow_each_other_over_the_year(month: int, count: int, expected: int) -> None:
    assert months_after(month, count) == expected
