"""The table on the terminal, and `results.json`."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from ux.figures import Figure

_SAID: Final = {True: "ok", False: "over", None: ""}


def show(figures: Sequence[Figure], console: Console) -> None:
    table = Table("measure", "figure", "limit", "ok/over")
    for one in figures:
        table.add_row(one.name, one.value, one.limit, _SAID[one.within])
    console.print(table)


def write(path: Path, figures: Sequence[Figure], *, seconds: float, chromium: str) -> None:
    """Flat keys, so that two runs compare line by line."""
    values = {key: value for one in figures for key, value in one.values.items()}
    over = [one.name for one in figures if one.within is False]
    run = {"seconds": round(seconds), "chromium": chromium, "over": over, "figures": values}
    path.write_text(json.dumps(run, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
