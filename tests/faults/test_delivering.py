"""Rows 2, 3, 8 and 12: workers killed and stopped, databases killed, an answer lost."""

import pytest
from tests.faults.fault import Moment
from tests.faults.scenarios import delivering
from tests.faults.slice import with_a_slice
from tests.faults.world import World

pytestmark = pytest.mark.fault


@pytest.mark.parametrize("moment", with_a_slice(Moment, Moment.AFTER))
def test_a_worker_killed_before_it_notes_what_the_register_did_sends_again(world: World, moment: Moment) -> None:
    delivering.worker_killed_before_it_notes(world, moment)


def test_databases_killed_under_load_lose_nothing_acknowledged(world: World) -> None:
    delivering.database_killed(world)


@pytest.mark.slow
def test_a_worker_that_wakes_up_when_another_has_delivered_changes_nothing(world: World) -> None:
    delivering.stopped_until_another_has_delivered(world)


def test_a_worker_stopped_in_the_middle_of_its_write_holds_up_nobody(world: World) -> None:
    delivering.stopped_while_it_writes(world)


@pytest.mark.parametrize("write", with_a_slice(delivering.LATE_WRITES, "a postponement"))
def test_a_worker_that_wakes_up_while_another_delivers_is_refused(world: World, write: str) -> None:
    delivering.stopped_while_another_delivers(world, delivering.LATE_WRITES[write])


def test_an_answer_lost_after_the_register_committed_is_one_record(world: World) -> None:
    delivering.answer_lost(world)
