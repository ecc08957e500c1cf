"""`python -m ux`: do the counter's tasks in Chromium, print what they cost, write `ux/results.json`.

With names of measures only those are taken, and no file is written. Exit code 1 when a figure is over its limit.
"""

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from playwright.sync_api import expect, sync_playwright
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
    "files": files.measure,
    "loading": loading.measure,
    "accessibility": accessibility.measure,
    "headers": headers.measure,
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
            figures += _MEASURES[name](ground)
        version = browser.version
        browser.close()
    if not only:
        write(results, figures, seconds=time.monotonic() - began, chromium=version)
    show(figures, Console())
    return figures


def _chromium() -> str:
    """The one of the tests."""
    script = [str(ROOT / "scripts/chromium.sh"), "find"]
    found = subprocess.run(script, capture_output=True, text=True, check=True)  # noqa: S603 (our own script)
    return found.stdout.strip()


if __name__ == "__main__":
    taken = main(_RESULTS, sys.argv[1:])
    sys.exit(any(one.within is False for one in taken))
