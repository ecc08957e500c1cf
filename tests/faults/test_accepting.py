"""Rows 1, 13 and 14: the web server killed at each step, an envelope a thousand times, two bodies under one id."""

import pytest
from tests.faults.scenarios import accepting
from tests.faults.slice import with_a_slice
from tests.faults.world import World

pytestmark = pytest.mark.fault


@pytest.mark.parametrize("step", with_a_slice(accepting.STEPS_OF_AN_ACCEPT, "after its rows", "after the commit"))
def test_a_web_server_killed_during_an_accept_has_not_answered_or_has_kept(world: World, step: str) -> None:
    accepting.killed_while_accepting(world, accepting.STEPS_OF_AN_ACCEPT[step])


def test_what_was_answered_is_kept_though_the_server_is_killed_at_once(world: World) -> None:
    accepting.killed_once_answered(world)


def test_an_envelope_sent_a_thousand_times_at_once_is_one_row_and_one_receipt(world: World) -> None:
    accepting.same_envelope_at_once(world)


def test_another_body_under_the_same_id_is_refused_and_both_are_in_the_journal(world: World) -> None:
    accepting.same_id_another_body(world)


@pytest.mark.slow
def test_of_two_bodies_sent_at_once_under_one_id_one_is_kept(world: World) -> None:
    accepting.two_bodies_at_once(world)


def test_another_body_brought_to_the_register_changes_nothing_that_is_registered(world: World) -> None:
    accepting.conflict_at_the_register(world)
