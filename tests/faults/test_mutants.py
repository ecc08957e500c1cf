"""Every row of the guarantees that is tried here, on a copy of the product that breaks it: the run must say so."""

from pathlib import Path

import pytest
from tests.faults.ground import Ground
from tests.faults.invariants import Broken
from tests.faults.mutants import MUTANTS
from tests.faults.row_mutants import ROW_MUTANTS
from tests.faults.world import World

pytestmark = [pytest.mark.fault, pytest.mark.slow]


@pytest.mark.parametrize("name", MUTANTS)
def test_a_broken_copy_is_found_out(ground: Ground, tmp_path: Path, name: str) -> None:
    mutant = MUTANTS[name]
    source = mutant.write(tmp_path / "copy")
    with World(ground, tmp_path, source) as world, pytest.raises(Broken, match=mutant.breaks):
        mutant.run(world)


@pytest.mark.parametrize("name", ROW_MUTANTS)
def test_a_broken_copy_is_found_out_by_a_whole_row(ground: Ground, tmp_path: Path, name: str) -> None:
    broken = ROW_MUTANTS[name]
    with pytest.raises(Broken, match=broken.mutant.breaks):
        broken.run(ground, tmp_path)
