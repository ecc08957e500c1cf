"""Tasks of a page's main thread that are long enough to be felt, as Chromium tells of them (from 50 ms on)."""

from typing import Final

from playwright.sync_api import Page

from ux.figures import Figure

TOLD_FROM: Final = 50
"""Milliseconds."""
MOST: Final = 100
"""Milliseconds."""
_WATCH: Final = """() => {
  globalThis.longTasks = [];
  new PerformanceObserver((list) => longTasks.push(...list.getEntries().map(({ duration }) => duration)))
    .observe({ type: "longtask" });
}"""


def watch(page: Page) -> None:
    """From now on, until the page is left."""
    page.evaluate(_WATCH)


def longest(page: Page) -> float:
    """Milliseconds; 0 without any."""
    found: float = page.evaluate("Math.max(0, ...longTasks)")
    return found


def figure_of(milliseconds: float, *, name: str, key: str) -> Figure:
    return Figure(
        name=name,
        value=f"{milliseconds:.0f} ms" if milliseconds else f"none over {TOLD_FROM} ms",
        limit=f"≤ {MOST} ms",
        within=milliseconds <= MOST,
        values={f"{key}_longest_task_ms": round(milliseconds, 1)},
    )
