"""Whose envelopes a batch takes when more wait than it holds."""

from collections import Counter
from datetime import timedelta

from tests.integration.relay.outbox import Destination, Outbox


def test_one_row_of_a_pharmacy_goes_with_the_next_batch_whatever_another_has_waiting(outbox: Outbox) -> None:
    outbox.add(450, pharmacy=1)
    outbox.wait(timedelta(seconds=1))
    outbox.add(pharmacy=2)
    assert Counter(outbox.take()) == {1: 199, 2: 1}


def test_half_a_batch_is_shared_and_half_is_the_oldest(outbox: Outbox) -> None:
    outbox.add(40, pharmacy=1)
    outbox.wait(timedelta(seconds=1))
    for pharmacy in range(2, 12):
        outbox.add(3, pharmacy=pharmacy)
    assert Counter(outbox.take(20)) == {1: 11, **dict.fromkeys(range(2, 11), 1)}


def test_the_share_goes_round_from_where_the_lease_says(outbox: Outbox) -> None:
    for pharmacy in range(1, 11):
        outbox.add(3, pharmacy=pharmacy)
        outbox.wait(timedelta(seconds=1))
    assert sorted(outbox.take(8, begin=8)) == [1, 1, 1, 2, 2, 2, 9, 10]


def test_a_batch_that_takes_all_there_is_takes_it_in_order_of_age(outbox: Outbox) -> None:
    for pharmacy in (3, 1, 2):
        outbox.add(pharmacy=pharmacy)
        outbox.wait(timedelta(seconds=1))
    assert sorted(outbox.take(3)) == [1, 2, 3]
    assert outbox.take(3) == []


def test_what_waits_for_its_own_time_takes_no_share(outbox: Outbox) -> None:
    outbox.add(pharmacy=1)
    outbox.deliver(Destination(deferred="unknown-device"))
    outbox.add(30, pharmacy=2)
    assert Counter(outbox.take(10)) == {2: 10}
