"""Two computers of one shop: what is done at one is seen at the other, and whoever was first stands."""

import re
from dataclasses import dataclass

import pytest
from tests.journeys.counter.conftest import NewShop, NewTill
from tests.journeys.counter.team import joins_team
from tests.journeys.counter.till import Somebody, Till


@dataclass(frozen=True, slots=True)
class Pair:
    """The titular pharmacist's computer, and a colleague's."""

    one: Till
    other: Till


@pytest.fixture(scope="module")
def pair(new_shop: NewShop, new_till: NewTill) -> Pair:
    one, other = new_shop(), new_till()
    joins_team(other, one, "Nour Inventée")
    return Pair(one, other)


def registers(till: Till, somebody: Somebody) -> None:
    """On the board, and the swab is for later."""
    till.captures(somebody)
    till.does("Escape")


def pages_opened(till: Till) -> int:
    return sum(request.is_navigation_request() for request in till.requests)


def test_a_person_registered_at_one_computer_appears_at_the_other(pair: Pair) -> None:
    # Given two boards that are open
    opened = pages_opened(pair.other)
    assert [request for request in pair.other.requests if request.url.endswith("/counter/live")]
    # When somebody is registered at one
    registers(pair.one, Somebody(birth_name="PRUDENT", first_name="CÉLESTE"))
    # Then the other shows it, without being loaded again
    pair.other.sees_state(1, "waiting")
    pair.other.sees("Céleste P.")
    # And what the other does with it, the first one shows
    pair.other.reads(1, "Enter")
    pair.one.sees_state(1, "running")
    assert pages_opened(pair.other) == opened
    assert [pair.one.errors, pair.other.errors] == [[], []]


def test_whoever_comes_second_is_shown_what_the_first_did(pair: Pair) -> None:
    # Given somebody on both boards, and a computer that hears nothing for a moment
    registers(pair.one, Somebody(birth_name="MODÈLE", first_name="ANATOLE"))
    pair.other.sees_state(2, "waiting")
    items = re.compile(r"/counter/api/items\?")
    pair.other.page.route(items, lambda route: route.abort())
    # When both do something with this person
    pair.one.reads(2, "Enter")
    pair.one.sees_state(2, "running")
    pair.other.sees_state(2, "waiting")
    pair.other.reads(2, "Enter")
    # Then the second is told so, and sees what the first did
    pair.other.sees("Un autre poste a changé le 2 avant vous")
    pair.other.sees_state(2, "running")
    pair.other.page.unroute(items)
    assert [pair.one.errors, pair.other.errors] == [[], []]
