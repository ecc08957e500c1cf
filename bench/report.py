"""The table on the terminal, and `results.json`."""

import json
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.figures import Figure
from bench.machine import Machine
from bench.scale import Scale

_MET = {True: "yes", False: "no", None: ""}


def show(figures: Sequence[Figure], console: Console) -> None:
    table = Table("measure", "figure", "beside", "aim", "met")
    for one in figures:
        table.add_row(one.name, one.value, one.limit, one.aim, _MET[one.met])
    console.print(table)


def write(path: Path, figures: Sequence[Figure], *, scale: Scale, machine: Machine, seconds: float) -> None:
    """Flat keys, so that two runs compare line by line; rates a second, times in seconds or as the key says."""
    run: dict[str, object] = {"scale": scale.name, "seconds": round(seconds), "machine": machine.members()}
    run["figures"] = {key: round(value, 4) for one in figures for key, value in one.values.items()}
    run["rounds"] = {key: [round(rate) for rate in rates] for one in figures for key, rates in one.rounds.items()}
    path.write_text(json.dumps(run, indent=2) + "\n", encoding="utf-8")
