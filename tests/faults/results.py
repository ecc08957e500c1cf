"""What a row of the fault matrix showed, one file a row: `docs/faults/row-01.json` (`tests/faults/report.py`).

The one idea: a row that could not be run says why and holds nothing; only what ran and held is said to have held.
"""

import json
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]
FOLDER: Final = ROOT / "docs" / "faults"
MATRIX: Final = {
    1: ("`kill -9` of the web process at each step of an accept", "no answer, or durable"),
    2: (
        "`kill -9` of the worker after the register committed, before it noted so",
        "sent again, one record",
    ),
    3: ("`kill -9` of PostgreSQL, relay's and register's", "recovers, nothing acknowledged is lost"),
    4: ("primary lost under Patroni with a synchronous replica", "failover, nothing acknowledged is lost"),
    5: ("disk full (loop-mounted small ext4)", "503, 507 or 429, reads work, resumes by itself"),
    6: ("fsync error (libfiu)", "stops, no acknowledgement, alert"),
    7: ("bit flip in a stored row", "found by hash, that one quarantined, neighbours delivered"),
    8: (
        "worker stopped (SIGSTOP) beyond its lease, then resumed",
        "its late write is refused by the lease token",
    ),
    9: ("clock +3 days, −3 days (libfaketime)", "no early expiry, no duplicate, order kept"),
    10: (
        "register unreachable for 17 simulated days at 300,000 a day (scaled 1:100)",
        "backlog held, drains in order of age",
    ),
    11: ("half-open TCP, slow reads, 30% resets (own TCP proxy)", "deadlines, retry"),
    12: ("the answer lost after the register committed", "one record"),
    13: ("the same envelope 1,000 times at once", "one row, the same receipt to all"),
    14: ("the same id with another body", "409, both logged, neither overwritten"),
    15: ("register answers 500, 429 + Retry-After, in storms", "breaker, jitter, honoured"),
    16: ("200 with garbage, or a receipt for another id", "not counted as delivered"),
    17: (
        "poison envelope",
        "dead letter after its own attempts, pharmacist told what to mend, neighbours unaffected",
    ),
    18: ("DNS fails, TLS certificate expired or wrong", "queue grows, alarm, resumes"),
    19: ("migration, key rotation or upgrade killed half-way", "resumes; old envelopes still open"),
    20: (
        "an older backup restored; browser closed with an unsent queue",
        "gap detected, replay reconciles, nothing twice",
    ),
}
"""Row → (fault, expected)."""


@dataclass(frozen=True, slots=True)
class RowResult:
    """One row. `held`: it was run and all that was expected was seen. `not_run` says why when it was not run."""

    row: int
    fault: str
    expected: str
    seen: str
    runs: int
    acknowledged: int
    lost: int
    twice: int
    held: bool
    commit: str
    seeds: tuple[int, ...]
    not_run: str | None = None


def held(row: int, seen: str, *, runs: int, acknowledged: int, seeds: Sequence[int]) -> RowResult:
    """It was run, and nothing was lost, nothing twice."""
    return RowResult(row, *MATRIX[row], seen, runs, acknowledged, 0, 0, held=True, commit=commit(), seeds=tuple(seeds))


def broken(
    row: int, seen: str, *, runs: int, acknowledged: int, lost: int, twice: int, seeds: Sequence[int]
) -> RowResult:
    """It was run, and something did not hold: `seen` says what."""
    return RowResult(
        row, *MATRIX[row], seen, runs, acknowledged, lost, twice, held=False, commit=commit(), seeds=tuple(seeds)
    )


def not_run(row: int, why: str) -> RowResult:
    """This machine cannot run it: `why` names what is missing."""
    return RowResult(row, *MATRIX[row], "", 0, 0, 0, 0, held=False, commit=commit(), seeds=(), not_run=why)


def write(result: RowResult, folder: Path = FOLDER) -> Path:
    """Write `row-NN.json` in `folder`; the path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"row-{result.row:02}.json"
    path.write_text(json.dumps(asdict(result), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return path


def read_all(folder: Path = FOLDER) -> list[RowResult]:
    """Every row of the matrix; one that has no file was not run."""
    return [_read(row, folder / f"row-{row:02}.json") for row in MATRIX]


def commit() -> str:
    """What is run: the commit, and `+` when product or tests differ from it."""
    said = _git("rev-parse", "--short=12", "HEAD")
    return said + ("+" if _git("status", "--porcelain", "--", "src", "tests", "spec") else "")


def _read(row: int, path: Path) -> RowResult:
    if not path.exists():
        return not_run(row, "nobody has run it yet")
    fields: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return RowResult(**{**fields, "seeds": tuple(fields["seeds"])})


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
