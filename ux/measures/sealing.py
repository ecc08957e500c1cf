"""Sealing in the browser, on its main thread: a class's results one after another, and the longest task meanwhile.

The page measures itself (`performance.measure`, `PerformanceObserver`) by the machine's clock. Only its date is
shifted, so that minutes pass: a result is sealed when its minute is over. The first of a session, which also warms
the code up, has a row of its own.
"""

from typing import Final

from ux import longtasks
from ux.figures import Figure, Spread
from ux.ground import PUPILS, Ground, lists_class
from ux.unhurried import Unhurried

MOST_MILLISECONDS: Final = 50


def measure(ground: Ground) -> list[Figure]:
    till = ground.unhurried()
    ground.shop(till)
    till.opens_box()
    lists_class(till)
    for number in range(1, PUPILS + 1):
        till.reads(number, "Enter")
        till.sees_state(number, "running")
    till.passes(minutes=16)
    till.sees_state(PUPILS, "due")
    longtasks.watch(till.page)
    _reads_all(till)
    meanwhile = longtasks.longest(till.page)
    first, *others = till.sealings()
    return [
        _first(first),
        _others(others),
        longtasks.figure_of(meanwhile, name="longest task of the page meanwhile", key="sealing"),
    ]


def _reads_all(till: Unhurried) -> None:
    """Three seconds apart, so that each is sealed alone."""
    for number in range(1, PUPILS + 1):
        till.reads(number, "-")
        till.sees_state(number, "read")
        till.passes(seconds=3)
    while len(till.sealings()) < PUPILS:
        till.passes(seconds=3)
        till.page.wait_for_timeout(1_000)


def _first(took: float) -> Figure:
    return Figure(
        name="sealing in the browser, first of a session",
        value=f"{took:.0f} ms",
        limit=f"≤ {MOST_MILLISECONDS} ms",
        within=took <= MOST_MILLISECONDS,
        values={"sealing_first_ms": round(took, 1)},
    )


def _others(took: list[float]) -> Figure:
    spread = Spread.of(took)
    return Figure(
        name=f"sealing in the browser, {len(took)} more",
        value=f"median {spread.median:.0f}, p95 {spread.high:.0f}, worst {spread.worst:.0f} ms",
        limit=f"worst ≤ {MOST_MILLISECONDS} ms",
        within=spread.worst <= MOST_MILLISECONDS,
        values={
            "sealing_median_ms": round(spread.median, 1),
            "sealing_p95_ms": round(spread.high, 1),
            "sealing_worst_ms": round(spread.worst, 1),
        },
    )
