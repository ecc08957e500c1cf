import pytest

from sceau.relay.reconciliation.comparing import Difference, Place, compare

ONE = b"1" * 16


@pytest.mark.parametrize(
    ("place", "registered", "difference"),
    [
        (Place.WAITING, False, None),
        (Place.WAITING, True, None),
        (Place.DELIVERED, True, None),
        (Place.DELIVERED, False, Difference.UNREGISTERED),
        (Place.DEAD, False, None),
        (Place.DEAD, True, Difference.DEAD_REGISTERED),
        (Place.NOWHERE, False, Difference.LOST),
        (Place.NOWHERE, True, Difference.UNACKNOWLEDGED),
    ],
)
def test_an_accepted_envelope_differs_as_its_place_and_the_register_say(
    *, place: Place, registered: bool, difference: Difference | None
) -> None:
    theirs = {ONE} if registered else set[bytes]()
    assert compare({ONE: place}, set(), theirs).get(ONE) is difference


def test_what_the_register_had_before_and_we_never_accepted_is_unknown() -> None:
    assert compare({}, {ONE}, {ONE}) == {ONE: Difference.UNKNOWN}


def test_what_was_accepted_and_registered_while_the_books_were_read_is_no_difference() -> None:
    assert compare({}, set(), {ONE}) == {}


def test_what_was_delivered_while_the_books_were_read_is_no_difference() -> None:
    assert compare({ONE: Place.DELIVERED}, set(), {ONE}) == {}
