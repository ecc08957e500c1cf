"""Not a row of the guarantees: a worker that is stopped as every upgrade stops it."""

import pytest
from tests.faults.scenarios import stopping
from tests.faults.world import World

pytestmark = pytest.mark.fault


def test_a_worker_told_to_stop_gives_back_at_once_what_it_has_not_sent(world: World) -> None:
    stopping.told_to_stop_among_its_halves(world)
