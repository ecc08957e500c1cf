"""Row 7: bits that change on the relay's disk."""

from random import Random

import pytest
from tests.faults.scenarios import damage
from tests.faults.world import World

pytestmark = pytest.mark.fault


def test_a_changed_bit_is_found_alone_and_mended_by_whoever_sealed_it(world: World) -> None:
    damage.flipped_bits(world, 30, Random(1))  # noqa: S311 (a seed that can be said again)
