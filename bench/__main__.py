"""`python -m bench`: measure, print the table, write `bench/results.json`. BENCH=quick takes two minutes."""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

import psycopg
from rich.console import Console

from bench.beginning import begun
from bench.figures import Figure
from bench.ground import TEMPLATE, Ground
from bench.machine import Watch
from bench.measures import accepting, growth, intake, outage, whole
from bench.report import show, write
from bench.scale import FULL, QUICK, Scale
from bench.sealing import seal_files
from sceau.web.embedded import EmbeddedPostgres

Measure = Callable[[Ground, Scale], list[Figure]]
_RESULTS: Final = Path(__file__).with_name("results.json")
MEASURES: Final[Mapping[str, Measure]] = {
    "accepts": accepting.measure,
    "intake": intake.measure,
    "end to end": whole.measure,
    "outage": outage.measure,
    "growth": growth.measure,
}


def run(
    results: Path, scale: Scale, measures: Mapping[str, Measure] = MEASURES, only: Sequence[str] = ()
) -> list[Figure]:
    """Run `measures` (all, or `only` those), write `results`, return the figures."""
    console, began, figures = Console(stderr=True), time.monotonic(), list[Figure]()
    watch = Watch()
    with tempfile.TemporaryDirectory(prefix="sceau-measures-") as folder, begun(Path(folder)) as ground:
        console.print(f"sealing {scale.envelopes:,} envelopes")
        seal_files(ground.pharmacies, scale.envelopes)
        version = _version(ground.relay_cluster)
        for name, measure in measures.items():
            if not only or name in only:
                console.print(f"measuring {name}")
                figures += measure(ground, scale)
    machine = watch.look(postgresql=version)
    write(results, figures, scale=scale, machine=machine, seconds=time.monotonic() - began)
    show(figures, Console())
    return figures


def _version(cluster: EmbeddedPostgres) -> str:
    with psycopg.connect(cluster.url(TEMPLATE)) as connection:
        return f"PostgreSQL {connection.info.server_version // 10000}.{connection.info.server_version % 10000}"


if __name__ == "__main__":
    run(_RESULTS, QUICK if os.environ.get("BENCH") == "quick" else FULL, only=sys.argv[1:])
