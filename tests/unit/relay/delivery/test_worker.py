"""How long a delivering thread waits between two passes, and what ends it; time is the test's."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from types import SimpleNamespace
from typing import Any, cast

import pytest

from sceau.relay.delivery import worker as module
from sceau.relay.delivery.breaker import Breaker
from sceau.relay.delivery.deliver import BATCH, Pass
from sceau.relay.delivery.register import Unavailable
from sceau.relay.delivery.worker import IDLE, OUTAGE, Worker

Behaviour = Callable[[Breaker], Pass]


@dataclass
class Waits:
    """Stands in for `threading.Event`: notes how long each wait would be, turns the clock, and stops after so many."""

    most: int
    clock: "SetClock"
    seen: list[float] = field(default_factory=list)

    def is_set(self) -> bool:
        return len(self.seen) >= self.most

    def set(self) -> None:
        self.most = 0

    def wait(self, timeout: float) -> None:
        self.seen.append(timeout)
        self.clock.time += timedelta(seconds=timeout)


@dataclass
class SetClock:
    time: datetime = datetime(2026, 1, 10, 12, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time


def waits(monkeypatch: pytest.MonkeyPatch, behave: Behaviour, count: int) -> list[float]:
    """The waits of one delivering thread whose passes go like this."""

    def deliver_due(*_: object, breaker: Breaker, **__: object) -> Pass:
        with breaker.admit(BATCH) as admission:
            return behave(breaker) if admission.limit else Pass(0)

    clock = SetClock()
    stopping = Waits(count, clock)
    for name, stands_in in (
        ("deliver_due", deliver_due),
        ("register_keys", lambda _: "keys"),
        ("connect", lambda _: SimpleNamespace(close=lambda: None)),
        ("CHORES", ()),
    ):
        monkeypatch.setattr(module, name, stands_in)
    relay = SimpleNamespace(
        pool=SimpleNamespace(connection=nullcontext),
        statements=SimpleNamespace(read=lambda _: None),
        clock=clock,
        settings=SimpleNamespace(worker_metrics_port=0),
    )
    Worker(cast("Any", relay), random=_Highest(), stopping=stopping).run(1)
    return stopping.seen


class _Highest(Random):
    def random(self) -> float:
        return 1.0


def test_a_full_batch_is_followed_by_the_next_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert waits(monkeypatch, lambda _: Pass(BATCH, BATCH - 1, postponed=1), 3) == [0, 0, 0]


@pytest.mark.parametrize("done", [Pass(0), Pass(BATCH - 1, BATCH - 1), Pass(BATCH, postponed=BATCH)])
def test_less_than_a_full_batch_or_nothing_delivered_waits_a_tenth_of_a_second(
    monkeypatch: pytest.MonkeyPatch, done: Pass
) -> None:
    assert waits(monkeypatch, lambda _: done, 2) == [IDLE.total_seconds()] * 2


def test_an_outage_is_waited_out_at_the_breaker_s_rhythm(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(breaker: Breaker) -> Pass:
        breaker.failed()
        return Pass(5, held=5)

    idle = IDLE.total_seconds()
    assert waits(monkeypatch, fail, 8) == [idle, idle, 5, 10, 20, 40, 60, 60]


def test_what_fails_altogether_is_tried_again_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Breaker) -> Pass:
        raise Unavailable("register-unreachable")

    assert waits(monkeypatch, fail, 2) == [OUTAGE.total_seconds()] * 2


def test_a_chore_too_leaves_the_register_alone_for_as_long_as_it_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Breaker) -> Pass:
        raise Unavailable("busy", timedelta(minutes=3))

    assert waits(monkeypatch, fail, 2) == [180, 180]


def test_a_database_that_is_lost_ends_no_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Breaker) -> Pass:
        raise ConnectionError

    assert waits(monkeypatch, fail, 2) == [OUTAGE.total_seconds()] * 2
