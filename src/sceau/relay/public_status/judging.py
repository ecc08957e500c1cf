"""What is said in public of each part: works, slow, does not work; and how long a result waits, in coarse steps."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sceau.relay.alarms.rules import WORKER
from sceau.relay.alarms.snapshot import Snapshot


class Level(StrEnum):
    UP = "up"
    SLOW = "slow"
    DOWN = "down"


class Part(StrEnum):
    """What people use, in the order they meet it."""

    ACCEPTING = "accepting"
    DELIVERING = "delivering"
    READING = "reading"
    BOARD = "board"


class Wait(StrEnum):
    """How long the oldest result on its way has waited. No number is published: it would tell what is sent."""

    SHORT = "short"
    HOURS = "hours"
    LONG = "long"
    UNKNOWN = "unknown"


SHORT: Final = timedelta(minutes=15)
LONG: Final = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Judged:
    """Now, at `at`."""

    at: datetime
    parts: Mapping[Part, Level]
    wait: Wait


def judge(at: datetime, seen: Snapshot | None, *, ready: bool, tickets: bool, board: bool) -> Judged:
    """From a look at the database, None when it does not answer, and from what the public addresses answered."""
    wait = _wait(seen)
    parts = {
        Part.ACCEPTING: _working(ready and seen is not None and seen.lack is None),
        Part.DELIVERING: _delivering(seen, wait),
        Part.READING: _working(ready and tickets),
        Part.BOARD: _working(ready and board),
    }
    return Judged(at, parts, wait)


def _delivering(seen: Snapshot | None, wait: Wait) -> Level:
    if seen is None or wait is Wait.LONG or seen.now - (seen.worker_seen or seen.started) > WORKER:
        return Level.DOWN
    return Level.SLOW if wait is Wait.HOURS else Level.UP


def _wait(seen: Snapshot | None) -> Wait:
    if seen is None:
        return Wait.UNKNOWN
    age = timedelta() if seen.queue.oldest is None else seen.now - seen.queue.oldest
    return Wait.SHORT if age <= SHORT else Wait.HOURS if age <= LONG else Wait.LONG


def _working(works: bool) -> Level:  # noqa: FBT001 (the one thing it is about)
    return Level.UP if works else Level.DOWN
