"""The report says of each row what its file says, and of a row that did not run, why."""

from pathlib import Path

import pytest
from tests.faults import report, results
from tests.faults.invariants import LOST, Broken
from tests.faults.results import MATRIX, RowResult
from tests.faults.run import run_row
from tests.faults.trial import CannotRun, Seen, Trial


class _Row:
    """A row that ends as it is told, without any process."""

    def __init__(self, end: Seen | Exception) -> None:
        self._end = end

    def __call__(self, _trial: Trial) -> Seen:
        if isinstance(self._end, Exception):
            raise self._end
        return self._end

    def result(self, folder: Path) -> RowResult:
        # The ground is for worlds, and these rows make none.
        return run_row(7, self, [Trial(None, folder, 10, seed) for seed in (1, 2)])  # type: ignore[arg-type]


def test_what_held_is_summed_over_its_seeds(tmp_path: Path) -> None:
    result = _Row(Seen("it held", 3, 10)).result(tmp_path)
    assert (result.held, result.runs, result.acknowledged, list(result.seeds)) == (True, 6, 20, [1, 2])


def test_what_is_lost_is_counted(tmp_path: Path) -> None:
    result = _Row(Broken(LOST, "4 not stored", 4)).result(tmp_path)
    assert (result.held, result.lost, result.twice) == (False, 4, 0)


def test_whatever_ends_a_row_it_did_not_hold(tmp_path: Path) -> None:
    assert _Row(RuntimeError("PostgreSQL did not start")).result(tmp_path).held is False


def test_a_row_that_could_not_be_run_never_counts_as_passed(tmp_path: Path) -> None:
    results.write(_Row(CannotRun("no libfiu (fiu-utils)")).result(tmp_path), tmp_path)
    page = report.report(results.read_all(tmp_path))
    assert "0 of 20 rows held; 0 did not; 20 were not run" in page
    assert "**not run**: no libfiu (fiu-utils)" in page


@pytest.mark.parametrize("row", MATRIX)
def test_a_row_is_read_as_it_was_written(tmp_path: Path, row: int) -> None:
    result = results.held(row, "seen", runs=1, acknowledged=2, seeds=[3])
    results.write(result, tmp_path)
    assert results.read_all(tmp_path)[row - 1] == result


def test_the_page_in_the_documents_is_what_the_results_give() -> None:
    page = (results.ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
    assert page == report.page(results.FOLDER)
