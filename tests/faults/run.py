"""Runs rows of the fault matrix and notes what each showed: `python -m tests.faults.run --row 1 --envelopes 10000`.

The report is written anew with them.
"""

import argparse
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Final

from tests.faults import report, results
from tests.faults.ground import LOSES_WHAT_WAS_NOT_FLUSHED, Ground, begin
from tests.faults.invariants import LOST, TWICE, Broken
from tests.faults.results import MATRIX, RowResult
from tests.faults.trial import CannotRun, Seen, Trial

from sceau.web.embedded import EmbeddedPostgres

Run = Callable[[Trial], Seen]
_ROWS: Final = Path(__file__).parent / "rows"


def main(words: Sequence[str]) -> int:
    """Run the rows asked for, all by default; 1 if any did not hold."""
    asked = _parse(words)
    with tempfile.TemporaryDirectory(prefix="sceau-faults-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL runs as another account when root runs this
        options = LOSES_WHAT_WAS_NOT_FLUSHED
        with (
            EmbeddedPostgres(folder / "relay", options) as relay,
            EmbeddedPostgres(folder / "register", options) as register,
        ):
            ground = begin(relay, register, folder)
            found = [_run_and_note(row, ground, folder, asked) for row in sorted(asked.row or rows_there())]
    report.write(asked.results)
    return int(any(not one.held and one.not_run is None for one in found))


def rows_there() -> list[int]:
    """The rows that have a module."""
    return [int(path.stem.removeprefix("row_")) for path in _ROWS.glob("row_*.py")]


def run_row(row: int, run: Run, trials: Iterable[Trial]) -> RowResult:
    """Run a row once for each trial, and judge it."""
    seeds: list[int] = []
    runs = acknowledged = 0
    sentence = ""
    for trial in trials:
        seeds.append(trial.seed)
        try:
            seen = run(trial)
        except CannotRun as missing:
            return results.not_run(row, str(missing))
        except Exception as failure:  # noqa: BLE001 (whatever ended it, the row did not hold, and the others are run)
            traceback.print_exc()
            taken = acknowledged + trial.acknowledged
            return _judge_broken(row, failure, runs=runs + 1, acknowledged=taken, seeds=seeds)
        runs, acknowledged, sentence = runs + seen.runs, acknowledged + seen.acknowledged, seen.sentence
    return results.held(row, sentence, runs=runs, acknowledged=acknowledged, seeds=seeds)


def _judge_broken(row: int, failure: Exception, *, runs: int, acknowledged: int, seeds: list[int]) -> RowResult:
    count = {failure.invariant: failure.count} if isinstance(failure, Broken) else {}
    said = f"did not hold: {str(failure).splitlines()[0] if str(failure) else type(failure).__name__}"
    lost, twice = count.get(LOST, 0), count.get(TWICE, 0)
    return results.broken(row, said, runs=runs, acknowledged=acknowledged, lost=lost, twice=twice, seeds=seeds)


def _run_and_note(row: int, ground: Ground, folder: Path, asked: argparse.Namespace) -> RowResult:
    began = time.monotonic()
    run: Run = import_module(f"tests.faults.rows.row_{row:02}").run
    trials = (Trial(ground, folder / f"row-{row}-{seed}", asked.envelopes, seed) for seed in asked.seed or [1])
    result = run_row(row, run, trials)
    results.write(result, asked.results)
    said = f"not run: {result.not_run}" if result.not_run else result.seen
    _say(f"row {row:2}  {result.acknowledged:6} acknowledged  {time.monotonic() - began:5.0f} s  {said}")
    return result


def _parse(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.run", description=__doc__)
    parser.add_argument("--row", type=int, action="append", choices=list(MATRIX), help="a row; every one by default")
    parser.add_argument("--envelopes", type=int, default=10_000, help="to be acknowledged in each row (10,000)")
    parser.add_argument("--seed", type=int, action="append", help="each row is run once for each; 1 by default")
    parser.add_argument("--results", type=Path, default=results.FOLDER, help="the folder of the results (docs/faults)")
    return parser.parse_args(words)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
