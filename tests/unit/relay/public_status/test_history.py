from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sceau.relay.public_status.history import DAYS, NAME, History
from sceau.relay.public_status.judging import Judged, Level, Part, Wait

NOW = datetime(2026, 10, 14, 15, 0, tzinfo=UTC)


def at(moment: datetime, level: Level) -> Judged:
    return Judged(moment, dict.fromkeys(Part, level), Wait.SHORT)


def seen(*levels: Level, days_ago: int = 0) -> History:
    history = History()
    for level in levels:
        history = history.with_minute(at(NOW - timedelta(days=days_ago), level))
    return history


def today(history: History) -> str:
    return history.cells(Part.READING, NOW.date())[-1][1]


@pytest.mark.parametrize(
    ("levels", "shown"),
    [
        ((), "none"),
        ((Level.UP,), "up"),
        ((Level.UP, *[Level.SLOW] * 14), "up"),
        ([Level.SLOW] * 15, "slow"),
        ((Level.UP, Level.DOWN), "slow"),
        ([Level.DOWN] * 4, "slow"),
        ([Level.DOWN] * 5, "down"),
    ],
)
def test_a_day_is_shown_as_bad_as_it_was(levels: tuple[Level, ...], shown: str) -> None:
    assert today(seen(*levels)) == shown


def test_the_share_is_of_the_minutes_that_were_looked_at() -> None:
    assert seen(Level.UP, Level.UP, Level.SLOW, Level.DOWN).share(Part.READING) == 0.75
    assert History().share(Part.READING) is None


def test_days_past_ninety_are_forgotten() -> None:
    kept = seen(Level.DOWN, days_ago=DAYS - 1).with_minute(at(NOW, Level.UP))
    gone = seen(Level.DOWN, days_ago=DAYS).with_minute(at(NOW, Level.UP))
    assert (len(kept.days), len(gone.days)) == (2, 1)


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    history = seen(Level.UP, Level.DOWN)
    history.write(tmp_path)
    assert (History.read(tmp_path), [path.name for path in tmp_path.iterdir()]) == (history, [NAME])


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", '{"days": {"yesterday": {}}}', '{"days": {"2026-10-14": {"x": {}}}}']
)
def test_a_spoilt_file_begins_a_new_history(tmp_path: Path, content: str) -> None:
    (tmp_path / NAME).write_text(content)
    assert History.read(tmp_path) == History()
