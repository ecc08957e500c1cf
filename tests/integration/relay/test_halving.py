"""A request that breaks is cut in halves: how often a register is asked, and whom a failure is laid to."""

from collections import Counter
from datetime import timedelta

import pytest
from tests.integration.relay.outbox import Destination, Outbox

from sceau.relay.delivery.register import Broken


def broken(_: list[bytes]) -> Exception:
    return Broken()


def test_after_thirty_two_requests_nothing_more_is_cut_and_only_the_other_halves_are_asked(outbox: Outbox) -> None:
    outbox.add(200)
    destination = Destination(fail=broken)
    assert outbox.deliver(destination).postponed == 200
    assert destination.requests[32:] == [3, 7, 25, 50, 100]


def test_what_was_asked_alone_is_told_from_what_was_given_up_in_a_half(outbox: Outbox) -> None:
    outbox.add(200)
    destination = Destination(fail=broken)
    outbox.deliver(destination)
    alone = destination.requests.count(1)
    assert Counter(outbox.codes_by_row()) == {"register-error": alone, "register-broken": 200 - alone}


@pytest.mark.parametrize(("ago", "faults"), [(timedelta(minutes=59), 1), (timedelta(minutes=61), 0)])
def test_an_envelope_is_blamed_only_while_the_register_works_for_others(
    outbox: Outbox, ago: timedelta, faults: int
) -> None:
    outbox.add()
    outbox.deliver(Destination())
    outbox.wait(ago)
    [blamed] = outbox.add()
    outbox.deliver(Destination(fail=broken))
    assert outbox.state_of(blamed) == "pending"
    assert outbox.faults() == {0, faults}
