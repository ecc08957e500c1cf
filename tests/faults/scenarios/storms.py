"""A register that answers 500, or asks to be left alone, in storms: row 15 of the guarantees."""

import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from enum import StrEnum
from random import Random
from typing import Final

from tests.faults.fault import Constant
from tests.faults.invariants import LOST, Broken, check
from tests.faults.proxy import Refusal
from tests.faults.world import World

from sceau.envelope import cbor
from sceau.relay.delivery.answers import ANSWER_LIMIT
from sceau.relay.delivery.breaker import FAILURES
from sceau.relay.delivery.deliver import BATCH

HONOURED: Final = "Retry-After is honoured"
SPARED: Final = "a register in trouble is asked by probes"
A_HUNDREDTH: Final = (
    Constant("sceau.relay.delivery.schedule:STEPS", (0.1, 0.6, 6.0, 36.0, 144.0)),
    Constant("sceau.relay.delivery.deliver:_LATELY", 36.0),
    Constant("sceau.relay.delivery.breaker:FIRST", 0.05),
    Constant("sceau.relay.delivery.breaker:LONGEST", 0.6),
)
"""The product's own times, each a hundredth."""
_ERRORS_LAST: Final = 1.5
_EARLY: Final = 0.02
"""Seconds by which two clocks of one machine may differ here."""


class Kind(StrEnum):
    ERROR = "500"
    TOO_MANY = "429"
    AWAY = "503"


@dataclass(slots=True)
class Sky:
    """Storms by turns, drawn by lot, and what was asked in them."""

    random: Random
    kinds: tuple[Kind, ...]
    is_over: bool = False
    storms: int = 0
    answered: dict[Kind, int] = field(default_factory=lambda: dict.fromkeys(Kind, 0))
    too_early: int = 0
    most_whole_batches: int = 0
    _kind: Kind | None = None
    _until: float = 0.0
    _calm: int = 1
    _whole_batches: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def interrupt(self, path: str, asked: bytes) -> Refusal | None:
        if path != "/intake":
            return None
        with self._lock:
            now = time.time()
            if self._kind is None:
                return self._in_calm(now)
            if now >= self._until - _EARLY:
                self._kind = None
                return None
            return self._in_storm(self._kind, asked)

    def _in_calm(self, now: float) -> Refusal | None:
        self._calm -= 1
        if self._calm > 0 or self.is_over:
            return None
        self._calm, self._whole_batches, self.storms = self.random.randint(1, 5), 0, self.storms + 1
        self._kind = self.random.choice(self.kinds)
        self._until = now + _ERRORS_LAST
        if self._kind is Kind.ERROR:
            return self._answer(Refusal(500))
        seconds = self.random.randint(1, 2)
        self._until = now + seconds
        if self._kind is Kind.TOO_MANY:
            return self._answer(Refusal(429, {"Retry-After": str(seconds)}))
        until = datetime.now(UTC) + timedelta(seconds=seconds)
        self._until = until.replace(microsecond=0).timestamp()  # a date has whole seconds
        return self._answer(Refusal(503, {"Retry-After": format_datetime(until, usegmt=True)}))

    def _in_storm(self, kind: Kind, asked: bytes) -> Refusal:
        if kind is not Kind.ERROR:
            self.too_early += 1
            return self._answer(Refusal(int(kind)))
        self._whole_batches += _count(asked) == BATCH
        self.most_whole_batches = max(self.most_whole_batches, self._whole_batches)
        return self._answer(Refusal(500))

    def _answer(self, refusal: Refusal) -> Refusal:
        self.answered[Kind(str(refusal.status))] += 1
        return refusal


def storms(world: World, count: int, random: Random, kinds: tuple[Kind, ...] = tuple(Kind)) -> Sky:
    """Deliver `count` envelopes through storms; none is blamed for them."""
    sky = Sky(random, kinds)
    world.proxy.interrupt = sky.interrupt
    world.start_register()
    world.start_relay()
    world.send_until_taken(world.seal(count))
    world.start_worker(constants=A_HUNDREDTH)
    world.settle(seconds=600)
    if sky.too_early:
        raise Broken(HONOURED, f"asked {sky.too_early} times before the time that the register gave")
    if sky.most_whole_batches > FAILURES:
        raise Broken(SPARED, f"given {sky.most_whole_batches} whole batches in one storm")
    if world.relay_rows("SELECT FROM outbox WHERE state = 'dead'"):
        raise Broken(LOST, "an envelope was given up for the register's trouble")
    check(world)
    return sky


def _count(asked: bytes) -> int:
    return sum(1 for _ in cbor.split_sequence(bytearray(asked), limit=4 * ANSWER_LIMIT))
