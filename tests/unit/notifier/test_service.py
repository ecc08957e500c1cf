"""The process that stays: what it settles, and how long it waits, whatever a batch or the relay does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from tests.unit.notifier.test_telling import delivery_of

from sceau.envelope import cbor
from sceau.notifier.relay import MOST, Leased, RelayError
from sceau.notifier.service import FIRST_PAUSE, IDLE, LONGEST_PAUSE, Service, read_said
from sceau.notifier.telling import Why

SLIP = delivery_of().delivery.encode()


@dataclass
class FakeRelay:
    """Leases `slips`; notes what it is told."""

    slips: tuple[bytes, ...] = ()
    failure: Exception | None = None
    settled: list[str] = field(default_factory=list)

    def lease(self) -> Leased:
        if self.failure:
            raise self.failure
        return Leased(bytes(16), 300, self.slips)

    def done(self, _lease: bytes, outcomes: Sequence[tuple[int, bytes, bytes, str]]) -> None:
        self.settled += [outcome for *_, outcome in outcomes]


@dataclass
class Batch:
    """Tells as it is told."""

    told: Mapping[int, Why] = field(default_factory=dict)
    seconds: float = 0

    def __call__(self, _slips: Sequence[bytes], seconds: float) -> Mapping[int, Why]:
        self.seconds = seconds
        return self.told


def service(relay: FakeRelay, batch: Batch | None = None, counted: list[tuple[Why, int]] | None = None) -> Service:
    note = counted if counted is not None else []
    return Service(relay, batch or Batch(), lambda why, count: note.append((why, count)))  # type: ignore[arg-type]


def test_each_slip_is_settled_and_counted() -> None:
    relay, counted = FakeRelay((SLIP, SLIP, SLIP)), list[tuple[Why, int]]()
    service(relay, Batch({0: Why.SENT, 1: Why.REFUSED, 2: Why.SENT}), counted).work_once()
    assert relay.settled == ["sent", "undeliverable", "sent"]
    assert counted == [(Why.SENT, 2), (Why.REFUSED, 1)]


def test_what_a_batch_did_not_do_is_untried() -> None:
    relay = FakeRelay((SLIP, SLIP))
    assert service(relay, Batch({0: Why.SENT})).work_once() == FIRST_PAUSE
    assert relay.settled == ["sent", "untried"]


def test_a_batch_ends_before_its_lease() -> None:
    batch = Batch({0: Why.SENT})
    service(FakeRelay((SLIP,)), batch).work_once()
    assert batch.seconds < 300


def test_an_empty_queue_starts_no_batch() -> None:
    batch = Batch(seconds=-1)
    assert service(FakeRelay(), batch).work_once() == IDLE
    assert batch.seconds == -1


def test_a_full_batch_is_followed_at_once() -> None:
    told = dict.fromkeys(range(MOST), Why.SENT)
    assert service(FakeRelay((SLIP,) * MOST), Batch(told)).work_once() == timedelta()


@pytest.mark.parametrize(
    ("relay", "batch"),
    [(FakeRelay(failure=RelayError("http-503")), Batch()), (FakeRelay((SLIP,)), Batch({0: Why.DOWN}))],
)
def test_what_is_down_is_asked_ever_more_seldom(relay: FakeRelay, batch: Batch) -> None:
    working = service(relay, batch)
    pauses = [working.work_once() for _ in range(9)]
    assert pauses[:3] == [FIRST_PAUSE, 2 * FIRST_PAUSE, 4 * FIRST_PAUSE]
    assert pauses[-1] == LONGEST_PAUSE
    relay.failure, batch.told = None, {0: Why.SENT}
    assert working.work_once() == IDLE
    batch.told = {}
    relay.failure = RelayError("http-503")
    assert working.work_once() == FIRST_PAUSE


def test_what_a_killed_batch_had_said_counts() -> None:
    said = cbor.encode([0, "sent"]) + cbor.encode([1, "refused"])
    assert read_said(said[:-1]) == {0: Why.SENT}
    assert read_said(said) == {0: Why.SENT, 1: Why.REFUSED}
