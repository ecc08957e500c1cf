"""The table on the terminal, and `results.json`."""

import json
from collections.abc import Mapping, Sequence
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
    measured: Mapping[str, float] = {key: value for one in figures for key, value in one.values.items()}
    run = {"scale": scale.name, "seconds": round(seconds), "machine": machine.members()}
    text = json.dumps({**run, "figures": {key: round(value, 4) for key, value in measured.items()}}, indent=2)
    path.write_text(text + "\n", encoding="utf-8")
