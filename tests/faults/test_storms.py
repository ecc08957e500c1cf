"""Row 15: a register that answers errors and asks to be left alone, in storms."""

from random import Random

import pytest
from tests.faults.scenarios import storms
from tests.faults.world import World

pytestmark = [pytest.mark.fault, pytest.mark.slow]


def test_a_register_in_storms_is_asked_when_it_says_and_by_probes(world: World) -> None:
    storms.storms(world, 1200, Random(1))  # noqa: S311 (a seed, not a secret)
