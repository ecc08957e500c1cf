"""One pass of delivery on a real outbox: what is taken, believed, postponed and given up."""

from datetime import timedelta
from uuid import uuid4

import pytest
from tests.integration.relay.outbox import Destination, Outbox

from sceau.ledger.proof import verify_proof
from sceau.relay.delivery import lease
from sceau.relay.delivery.deliver import Pass
from sceau.relay.delivery.lease import LEASE
from sceau.relay.delivery.register import Broken, Unavailable
from sceau.relay.delivery.schedule import STEPS


def test_what_is_due_is_delivered_once(outbox: Outbox) -> None:
    outbox.add(3)
    destination = Destination()
    assert outbox.deliver(destination) == Pass(taken=3, acknowledged=3)
    assert outbox.deliver(destination) == Pass(0)
    assert (outbox.acknowledged(), set(outbox.states()), destination.requests) == (3, {"registered"}, [3])


def test_what_is_kept_of_each_answer_proves_that_the_register_s_ledger_has_it(outbox: Outbox) -> None:
    headers, destination = outbox.add(5), Destination()
    outbox.deliver(destination)
    for header in headers:
        acknowledgement, proof = outbox.proof_of(header)
        assert verify_proof(proof, acknowledgement.leaf(header), destination.register.keys.ledger).size == 5


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


def test_what_is_older_than_the_register_s_keys_is_given_back_to_the_pharmacy(outbox: Outbox) -> None:
    outbox.add(3)
    deferring = Destination(deferred="correction-waits")
    outbox.wait(timedelta(days=60))
    outbox.deliver(deferring)
    assert (outbox.states(), outbox.codes()) == (["pending"] * 3, {"correction-waits"})
    outbox.wait(timedelta(days=1))
    outbox.deliver(deferring)
    assert (outbox.states(), outbox.codes()) == (["dead"] * 3, {"too-old"})
    assert outbox.journal() == [("worker", "envelopes-given-up", 3, "")]


def test_what_our_disk_damaged_is_given_up_at_once_and_what_is_whole_is_tried_again(outbox: Outbox) -> None:
    damaged, whole = outbox.add(2)
    outbox.damage(damaged)
    assert outbox.deliver(Destination(deferred="unknown-device")).postponed == 2
    assert (outbox.state_of(damaged), outbox.state_of(whole)) == ("dead", "pending")
    assert outbox.codes() == {"damaged", "unknown-device"}


def test_a_dead_worker_s_lease_runs_out_by_itself(outbox: Outbox) -> None:
    outbox.add(2)
    before = outbox.places()
    assert len(outbox.take()) == 2
    assert (outbox.deliver(Destination()), outbox.places()) == (Pass(0), before)
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


@pytest.mark.parametrize("failure", [None, Broken(), Unavailable("busy")])
def test_a_late_word_changes_nothing_of_what_another_has_now(outbox: Outbox, failure: Exception | None) -> None:
    outbox.add()
    before = outbox.places()

    def sleep_past_the_lease(_: list[bytes]) -> Exception | None:
        outbox.wait(LEASE)
        assert len(outbox.take()) == 1
        return failure

    assert outbox.deliver(Destination(fail=sleep_past_the_lease)) == Pass(taken=1, late=1)
    assert (outbox.states(), outbox.leases(), outbox.acknowledged()) == (["pending"], 1, 0)
    assert (outbox.places(), outbox.attempts(), outbox.codes()) == (before, {0}, set())


def test_halves_that_another_has_by_then_are_not_sent(outbox: Outbox) -> None:
    outbox.add(2)

    def sleep_past_the_lease(_: list[bytes]) -> Exception:
        outbox.wait(LEASE)
        outbox.take()
        return Broken()

    late = Destination(fail=sleep_past_the_lease)
    assert (outbox.deliver(late), late.requests) == (Pass(taken=2, late=2), [2])


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


def test_what_a_clock_that_was_days_ahead_put_off_is_delivered_in_its_order(outbox: Outbox) -> None:
    outbox.wait(timedelta(days=3))
    first = outbox.add(2)
    outbox.wait(timedelta(hours=1))
    second = outbox.add(2)
    outbox.wait(-timedelta(days=3, hours=1))
    third = outbox.add()
    assert outbox.deliver(Destination()).acknowledged == len(third)
    with outbox.pool.connection() as connection:
        assert lease.mend_times(connection, outbox.clock.now()) == 4
        assert lease.mend_times(connection, outbox.clock.now()) == 0
    destination = Destination()
    assert outbox.deliver(destination).acknowledged == 4
    assert (set(destination.order[:2]), set(destination.order[2:])) == (set(first), set(second))


def test_no_schedule_is_taken_for_a_wrong_clock(outbox: Outbox) -> None:
    outbox.add(3)
    for _ in range(12):
        assert outbox.deliver(Destination(deferred="unknown-device")).postponed == 3
        with outbox.pool.connection() as connection:
            assert lease.mend_times(connection, outbox.clock.now()) == 0
        outbox.wait(timedelta(hours=4))


def test_more_than_twice_the_longest_wait_ahead_is_a_wrong_clock(outbox: Outbox) -> None:
    outbox.wait(2 * STEPS[-1])
    outbox.add()
    outbox.wait(-2 * STEPS[-1])
    with outbox.pool.connection() as connection:
        assert lease.mend_times(connection, outbox.clock.now()) == 0
        assert lease.mend_times(connection, outbox.clock.now() - timedelta(microseconds=1)) == 1


def test_a_lease_of_a_clock_that_was_days_ahead_keeps_nobody_waiting(outbox: Outbox) -> None:
    outbox.add(2)
    outbox.wait(timedelta(days=3))
    assert len(outbox.take()) == 2
    outbox.wait(-timedelta(days=3))
    assert outbox.deliver(Destination()).acknowledged == 2


def test_a_lease_is_kept_until_its_end_lies_two_leases_ahead(outbox: Outbox) -> None:
    """Workers' clocks may differ by a lease."""
    outbox.add()
    outbox.wait(LEASE * 2)
    assert len(outbox.take()) == 1
    outbox.wait(-LEASE)
    assert outbox.take() == []
    outbox.wait(-timedelta(microseconds=1))
    assert len(outbox.take()) == 1
