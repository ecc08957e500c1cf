"""Row 18: a register whose name is not found, or whose certificate is not to be believed."""

import pytest
from tests.faults.certificates import Shown
from tests.faults.scenarios import reaching
from tests.faults.world import World

pytestmark = pytest.mark.fault


def test_envelopes_wait_until_the_register_shows_a_certificate_that_is_right(world: World) -> None:
    reaching.unreachable_in_turn(world, 8, [Shown.OF_ANOTHER_NAME])


@pytest.mark.slow
def test_envelopes_wait_through_every_trouble_and_are_delivered_by_the_same_worker(world: World) -> None:
    reaching.unreachable_in_turn(world, 80)
