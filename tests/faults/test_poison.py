"""Row 17: one envelope that breaks the register, and those beside it."""

import pytest
from tests.faults.scenarios import poison
from tests.faults.slice import with_a_slice
from tests.faults.world import World

pytestmark = pytest.mark.fault


@pytest.mark.parametrize("way", with_a_slice(poison.WAYS_TO_BREAK, "its request ends in an error 500"))
def test_an_envelope_that_breaks_the_register_is_given_up_alone(world: World, way: str) -> None:
    poison.poison(world, *poison.WAYS_TO_BREAK[way])
