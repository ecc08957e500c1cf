"""A delivering worker with everything around it the test's: time, the database, the register, the end."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from types import SimpleNamespace
from typing import cast

import pytest
from tests.integration.running import PublishedRegister

from sceau.envelope.statements import Statements
from sceau.relay.delivery import worker
from sceau.relay.delivery.breaker import Breaker
from sceau.relay.delivery.deliver import BATCH, Pass
from sceau.relay.delivery.housekeeping import Chore
from sceau.relay.delivery.worker import Worker
from sceau.relay.relay import Relay

Behaviour = Callable[[Breaker], Pass]


@dataclass
class SetClock:
    time: datetime = datetime(2026, 1, 10, 12, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time


@dataclass
class Waits:
    """Stands in for `threading.Event`: notes how long each wait would be, turns the clock, and stops after so many."""

    most: int
    clock: SetClock = field(default_factory=SetClock)
    seen: list[float] = field(default_factory=list)

    def is_set(self) -> bool:
        return len(self.seen) >= self.most

    def set(self) -> None:
        self.most = 0

    def wait(self, timeout: float) -> None:
        self.seen.append(timeout)
        self.clock.time += timedelta(seconds=timeout)


@dataclass
class Register:
    """Stands in for the register, which the passes here do not call."""

    closed: bool = False

    def close(self) -> None:
        self.closed = True


def a_relay(clock: SetClock, register: PublishedRegister | None, *, port: int = 0) -> Relay:
    """With what this register published, or nothing yet, in its database."""
    connection, statements = object(), Statements() if register is None else register.statements

    def read(given: object) -> Statements:
        assert given is connection
        return statements

    relay = SimpleNamespace(
        pool=SimpleNamespace(connection=lambda: nullcontext(connection)),
        statements=SimpleNamespace(read=read),
        clock=clock,
        settings=SimpleNamespace(worker_metrics_port=port),
    )
    return cast("Relay", relay)


def stand_in(
    monkeypatch: pytest.MonkeyPatch, relay: Relay, deliver_due: Callable[..., Pass], *chores: Chore
) -> Register:
    """What a worker of this relay calls, replaced; the register that each of its threads is given."""
    register = Register()
    connected = {id(relay): register}
    for name, stands_in in (
        ("deliver_due", deliver_due),
        ("connect", lambda known: connected[id(known)]),
        ("CHORES", chores),
    ):
        monkeypatch.setattr(worker, name, stands_in)
    return register


class _Highest(Random):
    def random(self) -> float:
        return 1.0


def waits(monkeypatch: pytest.MonkeyPatch, behave: Behaviour, count: int, *, port: int = 0) -> list[float]:
    """The waits of one delivering thread whose passes go like this."""

    def deliver_due(*_: object, breaker: Breaker, **__: object) -> Pass:
        with breaker.admit(BATCH) as admission:
            return behave(breaker) if admission.limit else Pass(0)

    stopping = Waits(count)
    relay = a_relay(stopping.clock, PublishedRegister(), port=port)
    stand_in(monkeypatch, relay, deliver_due)
    Worker(relay, random=_Highest(), stopping=stopping).run(1)
    return stopping.seen
