from datetime import datetime, timedelta, timezone

import pytest

from sceau.web.clock import day_of


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(1970, 1, 1, 23, 59, tzinfo=timezone.utc), 0),  # noqa: UP017 (the zone is what is tested)
        (datetime(1970, 1, 2, 0, 30, tzinfo=timezone(timedelta(hours=1))), 0),
        (datetime(2022, 1, 10, 12, 0, tzinfo=timezone.utc), 19002),  # noqa: UP017
    ],
)
def test_a_day_is_the_day_in_utc(moment: datetime, day: int) -> None:
    assert day_of(moment) == day
