"""The copies that the fault matrix breaks: each still finds, once, the line that it is to break."""

import pytest
from tests.faults.mutants import MUTANTS
from tests.faults.row_mutants import ROW_MUTANTS
from tests.faults.service import ROOT

ALL = MUTANTS | {name: broken.mutant for name, broken in ROW_MUTANTS.items()}


@pytest.mark.parametrize("name", ALL)
def test_the_line_that_a_copy_breaks_is_there(name: str) -> None:
    mutant = ALL[name]
    assert (ROOT / "src/sceau" / mutant.file).read_text("utf-8").count(mutant.old) == 1
