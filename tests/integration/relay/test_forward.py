"""Forwarding pharmacies' logs: what one pharmacy's log lacks at the register keeps no other pharmacy waiting."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import cast
from uuid import uuid4

import pytest

from sceau.relay.delivery.forward import BATCH, PAUSE, forward_logs
from sceau.relay.delivery.register import Broken, Register
from sceau.web.database import Pool, open_pool
from sceau.web.embedded import EmbeddedPostgres

START = datetime(2026, 1, 10, 12, 0, tzinfo=UTC)
STUCK, OTHER = bytes(16), b"\xff" * 16


@dataclass
class SetClock:
    time: datetime = START

    def now(self) -> datetime:
        return self.time


@dataclass
class Destination:
    """Takes every entry but those it is told to refuse or to break at; notes what it was offered."""

    refuses: Callable[[bytes], bool] = lambda _: False
    breaks: Callable[[bytes], bool] = lambda _: False
    offered: list[bytes] = field(default_factory=list)

    def forward(self, entries: Sequence[bytes]) -> list[str]:
        self.offered += entries
        if any(map(self.breaks, entries)):
            raise Broken
        return ['{"code": "bad-enrolment"}' if self.refuses(entry) else "{}" for entry in entries]


@dataclass
class Waiting:
    """A relay's database with entries to forward."""

    pool: Pool
    clock: SetClock = field(default_factory=SetClock)

    def add(self, pharmacy: bytes, count: int) -> None:
        with self.pool.connection() as connection:
            connection.execute(
                "INSERT INTO pharmacy VALUES (%s, '990000001', %s, %s)",
                (pharmacy, count - 1, START),
            )
            for seq in range(count):
                entry = pharmacy[:1] + seq.to_bytes(2, "big")
                connection.execute("INSERT INTO pharmacy_log VALUES (%s, %s, %s)", (pharmacy, seq, entry))

    def forward(self, destination: Destination) -> int:
        return forward_logs(self.pool, cast("Register", destination), self.clock)

    def left(self) -> list[tuple[bytes, int]]:
        query = "SELECT pharmacy, seq FROM pharmacy_log WHERE forwarded_at IS NULL ORDER BY pharmacy, seq"
        with self.pool.connection() as connection:
            return connection.execute(query).fetchall()


def of_the_stuck_one(entry: bytes) -> bool:
    return entry.startswith(STUCK[:1])


@pytest.fixture
def waiting(relay_cluster: EmbeddedPostgres, relay_template: str) -> Iterator[Waiting]:
    url = relay_cluster.create_database(f"forward_{uuid4().hex}", template=relay_template)
    with open_pool(url, size=1) as pool:
        yield Waiting(pool)


def test_entries_are_forwarded_once_in_order(waiting: Waiting) -> None:
    waiting.add(OTHER, 3)
    destination = Destination()
    assert [waiting.forward(destination) for _ in range(2)] == [3, 0]
    assert destination.offered == [OTHER[:1] + bytes([0, seq]) for seq in range(3)]


def test_a_log_that_the_register_refuses_keeps_no_other_waiting(waiting: Waiting) -> None:
    waiting.add(STUCK, BATCH + 1)
    waiting.add(OTHER, 2)
    destination = Destination(refuses=of_the_stuck_one)
    for _ in range(3):
        waiting.forward(destination)
    assert [pharmacy for pharmacy, _ in waiting.left()] == [STUCK] * (BATCH + 1)


def test_what_was_refused_is_offered_again_after_a_pause(waiting: Waiting) -> None:
    waiting.add(STUCK, 2)
    waiting.forward(Destination(refuses=of_the_stuck_one))
    waiting.clock.time += PAUSE - timedelta(seconds=1)
    assert waiting.forward(Destination()) == 0
    waiting.clock.time += timedelta(seconds=1)
    assert waiting.forward(Destination()) == 2


def test_an_entry_that_breaks_the_register_keeps_no_other_waiting(waiting: Waiting) -> None:
    waiting.add(STUCK, 1)
    waiting.add(OTHER, 2)
    destination = Destination(breaks=of_the_stuck_one)
    with pytest.raises(Broken):
        waiting.forward(destination)
    assert waiting.forward(destination) == 2
    assert waiting.left() == [(STUCK, 0)]
