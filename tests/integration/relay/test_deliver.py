"""One pass of delivery on a real outbox: what is taken, believed, postponed and given up."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import cast
from uuid import uuid4

import pytest
from tests.unit.relay.delivery.fake_register import FakeRegister, a_header

from sceau.envelope.header import parse_header
from sceau.envelope.kdf import sha256
from sceau.envelope.wire import parse_delivery
from sceau.relay.delivery import lease
from sceau.relay.delivery.deliver import Pass, deliver_due
from sceau.relay.delivery.lease import LEASE
from sceau.relay.delivery.register import Broken, Register, Unavailable
from sceau.web.database import Pool, open_pool
from sceau.web.embedded import EmbeddedPostgres

DAY = 20_463
START = datetime(2026, 1, 10, 12, 0, tzinfo=UTC)


@dataclass
class SetClock:
    """Shows the time it is set to."""

    time: datetime = START

    def now(self) -> datetime:
        return self.time


@dataclass
class Destination:
    """Answers as the register would, unless told how to fail; notes how many envelopes each request had."""

    register: FakeRegister = field(default_factory=FakeRegister)
    fail: Callable[[list[bytes]], Exception | None] = lambda _: None
    requests: list[int] = field(default_factory=list)

    def intake(self, deliveries: Sequence[bytes]) -> list[bytes]:
        headers = [parse_delivery(one).header_bytes for one in deliveries]
        self.requests.append(len(headers))
        failure = self.fail(headers)
        if failure:
            raise failure
        return self.register.answer(headers)


@dataclass
class Outbox:
    """A relay's database with envelopes to deliver."""

    pool: Pool
    clock: SetClock = field(default_factory=SetClock)

    def add(self, count: int = 1) -> list[bytes]:
        """Accept so many envelopes now; their headers."""
        headers = [a_header(day=DAY) for _ in range(count)]
        with self.pool.connection() as connection:
            for header in headers:
                given = {
                    "id": parse_header(header).id,
                    "header": header,
                    "hash": sha256(header),
                    "now": self.clock.now(),
                }
                connection.execute(_ENVELOPE, given)
                connection.execute(_OUTBOX, given)
        return headers

    def deliver(self, destination: Destination) -> Pass:
        register = cast("Register", destination)
        return deliver_due(self.pool, register, destination.register.keys, clock=self.clock, random=Random(1))  # noqa: S311 (jitter)

    def wait(self, time: timedelta) -> None:
        self.clock.time += time

    def states(self) -> list[str]:
        return [str(state) for (state,) in self._rows("SELECT state FROM outbox ORDER BY id")]

    def codes(self) -> set[str]:
        return {str(code) for (code,) in self._rows("SELECT last_code FROM outbox WHERE last_code IS NOT NULL")}

    def acknowledged(self) -> int:
        return len(self._rows("SELECT id FROM acknowledgement"))

    def state_of(self, header: bytes) -> str:
        [(state,)] = self._rows("SELECT state FROM outbox WHERE id = %s", parse_header(header).id)
        return str(state)

    def journal(self) -> list[tuple[object, ...]]:
        return self._rows("SELECT actor, action, count FROM journal ORDER BY number")[-1:]

    def _rows(self, query: str, *values: object) -> list[tuple[object, ...]]:
        with self.pool.connection() as connection:
            return connection.execute(query, values).fetchall()


_ENVELOPE = """
INSERT INTO envelope (day, pharmacy, id, header_hash, commit, header, signature, pharmacy_copy, accepted_at)
VALUES (20463, decode(repeat('00', 16), 'hex'), %(id)s, %(hash)s, %(hash)s, %(header)s, decode(repeat('00', 64), 'hex'),
        'sealed', %(now)s)
"""
_OUTBOX = """
INSERT INTO outbox (day, pharmacy, id, kid, register_copy, due_at)
VALUES (20463, decode(repeat('00', 16), 'hex'), %(id)s, decode(repeat('00', 16), 'hex'), 'sealed', %(now)s)
"""


@pytest.fixture
def outbox(relay_cluster: EmbeddedPostgres, relay_template: str) -> Iterator[Outbox]:
    url = relay_cluster.create_database(f"deliver_{uuid4().hex}", template=relay_template)
    with open_pool(url, size=2) as pool:
        with pool.connection() as connection:
            connection.execute("SELECT create_weeks(%s, %s)", (DAY, DAY))
        yield Outbox(pool)


def test_what_is_due_is_delivered_once(outbox: Outbox) -> None:
    outbox.add(3)
    destination = Destination()
    assert outbox.deliver(destination) == Pass(taken=3, acknowledged=3)
    assert outbox.deliver(destination) == Pass(0)
    assert (outbox.acknowledged(), set(outbox.states()), destination.requests) == (3, {"registered"}, [3])


def test_an_outage_is_nobody_s_fault_and_waits_its_turn(outbox: Outbox) -> None:
    outbox.add(5)
    down = Destination(fail=lambda _: Unavailable("register-unreachable"))
    assert outbox.deliver(down) == Pass(taken=5, postponed=5)
    assert outbox.codes() == {"register-unreachable"}
    outbox.wait(timedelta(seconds=9))
    assert outbox.deliver(Destination()) == Pass(0)
    outbox.wait(timedelta(seconds=1))
    assert outbox.deliver(Destination()) == Pass(taken=5, acknowledged=5)


def test_the_register_s_retry_after_is_honoured(outbox: Outbox) -> None:
    outbox.add()
    outbox.deliver(Destination(fail=lambda _: Unavailable("busy", timedelta(minutes=3))))
    outbox.wait(timedelta(minutes=3) - timedelta(seconds=1))
    assert outbox.deliver(Destination()) == Pass(0)
    outbox.wait(timedelta(seconds=1))
    assert outbox.deliver(Destination()).acknowledged == 1


def test_a_poisonous_envelope_is_found_and_its_neighbours_go_through(outbox: Outbox) -> None:
    poison = outbox.add(200)[137]
    destination = Destination(fail=lambda headers: Broken() if poison in headers else None)
    assert outbox.deliver(destination) == Pass(taken=200, acknowledged=199, postponed=1)
    assert outbox.state_of(poison) == "pending"
    assert len(destination.requests) <= 16


def test_a_poisonous_envelope_is_given_up_after_eight_attempts_of_its_own(outbox: Outbox) -> None:
    [poison] = outbox.add()
    destination = Destination(fail=lambda headers: Broken() if poison in headers else None)
    for _ in range(7):
        outbox.add()
        assert outbox.deliver(destination) == Pass(taken=2, acknowledged=1, postponed=1)
        outbox.wait(timedelta(hours=4))
    assert outbox.state_of(poison) == "pending"
    outbox.add()
    outbox.deliver(destination)
    assert (outbox.state_of(poison), outbox.codes()) == ("dead", {"poison"})


def test_attempts_that_an_outage_cost_are_not_an_envelope_s_own(outbox: Outbox) -> None:
    outbox.add(2)
    for fail in [lambda _: Unavailable("register-unreachable")] * 20 + [lambda _: Broken()] * 20:
        outbox.deliver(Destination(fail=fail))
        outbox.wait(timedelta(hours=4))
    assert outbox.states() == ["pending", "pending"]
    assert outbox.deliver(Destination()).acknowledged == 2


def test_a_register_broken_altogether_is_not_flooded(outbox: Outbox) -> None:
    outbox.add(200)
    destination = Destination(fail=lambda _: Broken())
    outbox.deliver(destination)
    assert len(destination.requests) <= 32 + 8
    assert "dead" not in outbox.states()


def test_an_outage_of_weeks_gives_nothing_up(outbox: Outbox) -> None:
    outbox.add(3)
    down = Destination(fail=lambda _: Unavailable("register-unreachable"))
    for _ in range(17 * 6):
        outbox.deliver(down)
        outbox.wait(timedelta(hours=4))
    assert set(outbox.states()) == {"pending"}
    assert outbox.deliver(Destination()).acknowledged == 3


def test_what_is_older_than_the_register_s_keys_is_given_back_to_the_pharmacy(outbox: Outbox) -> None:
    outbox.add()
    outbox.wait(timedelta(days=61))
    outbox.deliver(Destination(fail=lambda _: Unavailable("register-unreachable")))
    assert (outbox.states(), outbox.codes()) == (["dead"], {"too-old"})
    assert outbox.journal() == [("worker", "envelopes-given-up", 1)]


def test_a_dead_worker_s_lease_runs_out_by_itself(outbox: Outbox) -> None:
    outbox.add(2)
    with outbox.pool.connection() as connection:
        assert len(lease.take(connection, uuid4(), outbox.clock.now(), 200)) == 2
    assert outbox.deliver(Destination()) == Pass(0)
    outbox.wait(LEASE)
    assert outbox.deliver(Destination()).acknowledged == 2


def test_a_worker_that_wakes_up_after_its_lease_changes_nothing(outbox: Outbox) -> None:
    outbox.add()
    asleep = Destination()

    def sleep_past_the_lease(_: list[bytes]) -> None:
        outbox.wait(LEASE)
        assert outbox.deliver(Destination(asleep.register)).acknowledged == 1

    asleep.fail = sleep_past_the_lease
    assert outbox.deliver(asleep) == Pass(taken=1, late=1)
    assert (outbox.acknowledged(), outbox.states()) == (1, ["registered"])


def test_halves_sent_slowly_are_not_sent_by_another_worker_too(outbox: Outbox) -> None:
    poison, sent_twice = outbox.add(8)[0], list[bytes]()
    slow, other = Destination(), Destination()
    other.register = slow.register

    def look_meanwhile(headers: list[bytes]) -> Exception | None:
        def note(stolen: list[bytes]) -> None:
            sent_twice.extend(set(stolen) & set(headers))

        outbox.wait(LEASE * 2 / 3)
        other.fail = note
        outbox.deliver(other)
        return Broken() if poison in headers else None

    slow.fail = look_meanwhile
    outbox.deliver(slow)
    assert sent_twice == []


def test_two_workers_never_take_the_same_envelope(outbox: Outbox) -> None:
    outbox.add(3)
    with outbox.pool.connection() as first, outbox.pool.connection() as second:
        taken = [lease.take(one, uuid4(), outbox.clock.now(), 2) for one in (first, second)]
    keys = [one.key for batch in taken for one in batch]
    assert len(keys) == len(set(keys)) == 3


def test_the_register_copy_goes_after_the_grace_period_and_not_before(outbox: Outbox) -> None:
    outbox.add(2)
    outbox.deliver(Destination())
    late = outbox.add()
    with outbox.pool.connection() as connection:
        assert lease.prune(connection, outbox.clock.now() + lease.GRACE - timedelta(seconds=1)) == 0
        assert lease.prune(connection, outbox.clock.now() + lease.GRACE) == 2
    assert outbox.state_of(late[0]) == "pending"
