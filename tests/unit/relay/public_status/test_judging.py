from datetime import UTC, datetime, timedelta

import pytest

from sceau.relay.alarms.snapshot import Queue, Snapshot
from sceau.relay.public_status.judging import Level, Part, Wait, judge

NOW = datetime(2026, 10, 14, 15, 0, tzinfo=UTC)
WELL = Snapshot(NOW, NOW, worker_seen=NOW)


def waiting(**ago: int) -> Snapshot:
    return Snapshot(NOW, NOW, worker_seen=NOW, queue=Queue(3, NOW - timedelta(**ago)))


def test_when_all_answers_all_works() -> None:
    judged = judge(NOW, WELL, ready=True, tickets=True, board=True)
    assert (set(judged.parts.values()), judged.wait) == ({Level.UP}, Wait.SHORT)


def test_without_its_database_nothing_is_promised() -> None:
    judged = judge(NOW, None, ready=False, tickets=True, board=True)
    assert (set(judged.parts.values()), judged.wait) == ({Level.DOWN}, Wait.UNKNOWN)


@pytest.mark.parametrize(
    ("seen", "level", "wait"),
    [
        (waiting(minutes=15), Level.UP, Wait.SHORT),
        (waiting(minutes=16), Level.SLOW, Wait.HOURS),
        (waiting(hours=4), Level.SLOW, Wait.HOURS),
        (waiting(hours=5), Level.DOWN, Wait.LONG),
        (Snapshot(NOW, NOW - timedelta(hours=1)), Level.DOWN, Wait.SHORT),
    ],
)
def test_delivery_is_as_old_as_the_oldest_result(seen: Snapshot, level: Level, wait: Wait) -> None:
    judged = judge(NOW, seen, ready=True, tickets=True, board=True)
    assert (judged.parts[Part.DELIVERING], judged.wait) == (level, wait)


def test_a_relay_without_room_takes_no_results() -> None:
    judged = judge(NOW, Snapshot(NOW, NOW, worker_seen=NOW, lack="disk"), ready=True, tickets=True, board=True)
    assert judged.parts[Part.ACCEPTING] is Level.DOWN
