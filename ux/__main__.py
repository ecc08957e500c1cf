"""`python -m ux`: do the counter's tasks in Chromium, print what they cost, write `ux/results.json`.

With names of measures only those are taken, and no file is written. Exit code 1 when a figure is over its limit.
"""

import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from playwright.sync_api import Error, expect, sync_playwright
from rich.console import Console
from tests.journeys.counter.scenes.whole import Stage

from sceau.demo.world import running
from ux.figures import Figure
from ux.ground import Ground
from ux.measures import accessibility, files, headers, loading, people, reading, sealing
from ux.report import show, write

ROOT: Final = Path(__file__).resolve().parent.parent
_RESULTS: Final = Path(__file__).with_name("results.json")
_MEASURES: Final[dict[str, Callable[[Ground], list[Figure]]]] = {
    "people": people.measure,
    "reading": reading.measure,
    "sealing": sealing.measure,
    "loading": loading.measure,
    "accessibility": accessibility.measure,
    "headers": headers.measure,
    "files": files.measure,  # last: the register is behind for a while
}


def main(results: Path, only: Sequence[str] = ()) -> list[Figure]:
    """Run the measures (all, or `only` those), write `results` when all ran, return the figures."""
    console, began, figures = Console(stderr=True), time.monotonic(), list[Figure]()
    expect.set_options(timeout=30_000)  # a busy machine is no failure: what a task waits for is counted apart
    with running(usual_ports=False) as world, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=["--no-sandbox"])
        ground = Ground(Stage(browser, world))
        for name in only or _MEASURES:
            console.print(f"measuring {name}")
            figures += _taken(name, ground)
        version = browser.version
        browser.close()
    if not only:
        write(results, figures, seconds=time.monotonic() - began, chromium=version)
    show(figures, Console())
    return figures


def _taken(name: str, ground: Ground) -> list[Figure]:
    """A measure that breaks off leaves the others theirs, and is over."""
    try:
        return _MEASURES[name](ground)
    except (AssertionError, Error):  # what the page did not show in time
        traceback.print_exc()
        return [Figure(name=name, value="broken off", within=False, values={f"{name}_broken_off": True})]


def _chromium() -> str:
    """The one of the tests."""
    script = [str(ROOT / "scripts/chromium.sh"), "find"]
    found = subprocess.run(script, capture_output=True, text=True, check=True)  # noqa: S603 (our own script)
    return found.stdout.strip()


if __name__ == "__main__":
    taken = main(_RESULTS, sys.argv[1:])
    sys.exit(any(one.within is False for one in taken))
