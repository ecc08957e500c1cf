"""The table and the file."""

import io
import json
from pathlib import Path

import pytest
from rich.console import Console
from ux.figures import Figure
from ux.report import show, write

KEPT = Figure("sealing", "4 ms", "≤ 50 ms", within=True, values={"sealing_ms": 4})
OVER = Figure("first load", "281 kB", "≤ 250 kB", within=False, values={"load_kilobytes": 281})
BARE = Figure("a file", "read in 9 s", values={"file_seconds": 9})


@pytest.mark.parametrize(("figure", "said"), [(KEPT, "ok"), (OVER, "over"), (BARE, "")])
def test_a_row_says_whether_the_limit_is_kept(figure: Figure, said: str) -> None:
    printed = io.StringIO()
    show([figure], Console(file=printed, width=120))
    (row,) = [line for line in printed.getvalue().splitlines() if figure.name in line]
    assert [cell.strip() for cell in row.split("│")[1:5]] == [figure.name, figure.value, figure.limit, said]


def test_the_file_has_every_value_and_names_what_is_over(tmp_path: Path) -> None:
    write(tmp_path / "results.json", [KEPT, OVER, BARE], seconds=61.4, chromium="150.0")
    assert json.loads((tmp_path / "results.json").read_text(encoding="utf-8")) == {
        "seconds": 61,
        "chromium": "150.0",
        "over": ["first load"],
        "figures": {"sealing_ms": 4, "load_kilobytes": 281, "file_seconds": 9},
    }
