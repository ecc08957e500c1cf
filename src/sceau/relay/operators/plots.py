"""Plots as numbers: where each bar and line of an SVG stands. No style is inline: the policy allows none.

The one idea: a plot is 720 by 160, drawn by the template from what is computed here, and its table stands behind it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sceau.relay.operators.overview import DayTotal, Sample

WIDTH: Final = 720
HEIGHT: Final = 160
_GAP: Final = 0.3
_TICKS: Final = 6


@dataclass(frozen=True, slots=True)
class Bar:
    """A day: what was registered stands in what was accepted, both from the floor. Numbers are of the drawing."""

    x: float
    width: float
    accepted_y: float
    accepted_height: float
    registered_y: float
    registered_height: float
    middle: float
    total: DayTotal


@dataclass(frozen=True, slots=True)
class Tick:
    """A moment below a line, or a value beside a plot."""

    place: float
    at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """A line over a day and a night; `area` is closed along the floor. `most` is the value at the top."""

    points: str
    area: str
    most: int
    ticks: tuple[Tick, ...]


def highest_day(totals: Sequence[DayTotal]) -> int:
    """Envelopes at the top of the bars."""
    return max([1, *(max(one.accepted, one.registered) for one in totals)])


def bars(totals: Sequence[DayTotal]) -> tuple[Bar, ...]:
    """One a day, from left to right; the highest day fills the height."""
    most = highest_day(totals)
    step = WIDTH / max(1, len(totals))

    def high(count: int) -> float:
        return round(HEIGHT * count / most, 1)

    return tuple(
        Bar(
            x=round(step * (place + _GAP / 2), 1),
            width=round(step * (1 - _GAP), 1),
            accepted_y=round(HEIGHT - high(one.accepted), 1),
            accepted_height=high(one.accepted),
            registered_y=round(HEIGHT - high(one.registered), 1),
            registered_height=high(one.registered),
            middle=round(step * (place + 0.5), 1),
            total=one,
        )
        for place, one in enumerate(totals)
    )


def line(samples: Sequence[Sample], now: datetime, *, least: int = 1) -> Line:
    """How many waited over the last 24 hours; the top is the longest queue, `least` at least."""
    start, whole = now - timedelta(hours=24), timedelta(hours=24)
    most = max([least, *(one.waiting for one in samples)])
    places = [(round(WIDTH * ((one.at - start) / whole), 1), one.waiting) for one in samples]
    inside = [(max(0.0, x), round(HEIGHT - HEIGHT * waiting / most, 1)) for x, waiting in places]
    points = " ".join(f"{x},{y}" for x, y in inside)
    area = f"{inside[0][0]},{HEIGHT} {points} {inside[-1][0]},{HEIGHT}" if inside else ""
    ticks = tuple(Tick(round(WIDTH * part / _TICKS, 1), start + whole * part / _TICKS) for part in range(1, _TICKS))
    return Line(points, area, most, ticks)
