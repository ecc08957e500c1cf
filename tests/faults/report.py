"""Writes `docs/faults.md` from `docs/faults/row-*.json`: `python -m tests.faults.report`."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from tests.faults.results import FOLDER, RowResult, read_all

_COLUMNS: Final = ("#", "fault", "expected", "seen", "runs", "acknowledged", "lost", "twice")
_RIGHT: Final = frozenset({"#", "runs", "acknowledged", "lost", "twice"})


def write(folder: Path = FOLDER) -> Path:
    """The report beside the folder of its results; the path."""
    path = folder.with_suffix(".md")
    path.write_text(page(folder), encoding="utf-8")
    return path


def page(folder: Path) -> str:
    """The table, then the sections that stand beside the results (`section-*.md`)."""
    sections = [one.read_text(encoding="utf-8").strip() for one in sorted(folder.glob("section-*.md"))]
    return "\n\n".join([report(read_all(folder)), *sections]) + "\n"


def report(rows: Sequence[RowResult]) -> str:
    return "\n\n".join([_HEAD, _sum(rows), _table(rows), _provenance(rows)])


def _sum(rows: Sequence[RowResult]) -> str:
    ran = [one for one in rows if one.not_run is None]
    held = sum(one.held for one in ran)
    taken, lost, twice = (sum(getattr(one, name) for one in ran) for name in ("acknowledged", "lost", "twice"))
    return (
        f"**{held} of {len(rows)} rows held; {len(ran) - held} did not; {len(rows) - len(ran)} were not run. "
        f"{taken:,} envelopes acknowledged, {lost:,} lost, {twice:,} registered twice.**"
    )


def _table(rows: Sequence[RowResult]) -> str:
    lines = [_COLUMNS, tuple("---:" if name in _RIGHT else "---" for name in _COLUMNS), *map(_line, rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _line(one: RowResult) -> tuple[str, ...]:
    if one.not_run is not None:
        return (str(one.row), one.fault, one.expected, f"**not run**: {one.not_run}", "–", "–", "–", "–")
    seen = one.seen if one.held else f"**{one.seen}**"
    numbers = (f"{number:,}" for number in (one.runs, one.acknowledged, one.lost, one.twice))
    return (str(one.row), one.fault, one.expected, seen, *numbers)


def _provenance(rows: Sequence[RowResult]) -> str:
    """Which commit and which seeds: the rows that share them together."""
    groups: dict[tuple[str, tuple[int, ...]], list[int]] = {}
    for one in rows:
        if one.not_run is None:
            groups.setdefault((one.commit, tuple(one.seeds)), []).append(one.row)
    lines = [
        f"- rows {_list(found)}: commit `{commit}`, seeds {_list(seeds)}" for (commit, seeds), found in groups.items()
    ]
    return "\n".join(["Run on:", "", *lines]) if lines else "Nothing has been run."


def _list(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, numbers)) or "none"


_HEAD: Final = """\
# The fault matrix

Written by `make faults-report` from the results in `docs/faults`, which `make faults` writes: do not edit this page.

Every fault strikes real processes and a real PostgreSQL (`tests/faults`). After each run the same four invariants are
read from both databases and from the public tiles of both ledgers (`tests/faults/invariants.py`): *acknowledged and
lost* = 0, *registered twice* = 0, the ledgers verify, counted = registered. *Acknowledged*: envelopes that the relay
answered with 2xx. *Runs*: how many times the fault struck. Copies of the product that are broken on purpose are found
by the same runs (`tests/faults/mutants.py`, `tests/faults/row_mutants.py`). A commit with a `+` had changes that were
not committed. A row that a machine cannot run says why, and counts for nothing.

Row 5 needs root, a loop device and `e2fsprogs`; row 6 the Debian packages `fiu-utils`, `libfiu-dev` and `gcc`; rows 9
and 10 `faketime`. `make faults ENVELOPES=1000 ROWS="--row 5 --row 6"` tries some rows with fewer envelopes."""


if __name__ == "__main__":
    write()
