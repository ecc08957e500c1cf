"""`python -m bench.long`: what a long life and a record day cost; prints tables, writes `bench/long-*.json`."""

import sys
from dataclasses import replace
from pathlib import Path

from bench.__main__ import run
from bench.figures import Figure
from bench.ground import Ground
from bench.measures import day, growth
from bench.scale import LONG, Scale


def growth_whole(ground: Ground, scale: Scale) -> list[Figure]:
    """Rows as they are: ten times and a hundred times as many."""
    between = scale.few_rows * 10
    return [
        figure
        for rows in (between, scale.many_rows)
        for figure in growth.measure_stored(ground, scale, growth.WHOLE, rows)
    ]


def growth_short(ground: Ground, scale: Scale) -> list[Figure]:
    """Rows that a disk has room for by the ten million."""
    return growth.measure_stored(ground, scale, growth.SHORT, scale.short_rows)


MEASURES = {"day": day.measure, "full-size rows": growth_whole, "short rows": growth_short}

if __name__ == "__main__":
    for name in sys.argv[1:] or MEASURES:
        scale = LONG if name == "day" else replace(LONG, day=0)  # nothing is sealed that is not sent
        run(Path(__file__).with_name(f"long-{name.replace(' ', '-')}.json"), scale, MEASURES, [name])
