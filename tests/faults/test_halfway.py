"""Row 19: migrations and changes of keys killed half-way."""

from pathlib import Path
from random import Random

import pytest
from tests.faults.ground import Ground
from tests.faults.scenarios import halfway
from tests.faults.world import World

pytestmark = [pytest.mark.fault, pytest.mark.slow]
SEED = 1


@pytest.fixture
def random() -> Random:
    return Random(SEED)  # noqa: S311 (a seed, not a secret)


def test_a_migration_killed_again_and_again_makes_the_same_tables(
    ground: Ground, tmp_path: Path, random: Random
) -> None:
    halfway.migrations_killed(ground, tmp_path, random)


def test_a_domain_begun_by_halves_has_a_seed_for_every_key(ground: Ground, tmp_path: Path, random: Random) -> None:
    halfway.domain_begun_by_halves(ground, tmp_path, random)


def test_envelopes_sealed_before_and_after_a_change_of_keys_open(world: World, random: Random) -> None:
    halfway.keys_rotated_by_halves(world, 60, random)
