"""What the counter's part needs and a server does not have: Playwright, a Chromium, the pages' sources and Node.

The one idea: it is asked once, before anything starts. What could not be run is in the report by name, with what it
lacked, so that nobody takes it for passed.
"""

import os
import shutil
from enum import StrEnum
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

import sceau

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from playwright.sync_api import Playwright

_PROGRAMS: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FETCHED: Final = ("chrome", "Chromium", "Google Chrome for Testing")
SOURCES: Final = ("browser", "node_modules", "spec", "package.json", "tsconfig.json")
"""What the pages are built from, beside `src`."""


class Means(StrEnum):
    """What can be missing; the sentence for each is `drill.missing.…` of the commands' texts."""

    PLAYWRIGHT = "playwright"
    CHROMIUM = "chromium"
    SOURCES = "sources"


def missing() -> Means | None:
    """What the counter's part lacks here; None when it can be run."""
    if find_spec("playwright") is None:
        return Means.PLAYWRIGHT
    if chromium() is None:
        return Means.CHROMIUM
    if shutil.which("node") is None or not all((source_tree() / name).exists() for name in SOURCES):
        return Means.SOURCES
    return None


def source_tree() -> Path:
    """Where this package's repository is, when it runs from one."""
    return Path(sceau.__file__).resolve().parents[2]


def chromium() -> Path | None:
    """As for the tests (`scripts/chromium.sh`): CHROMIUM, one on the path, or one that Playwright fetched."""
    if named := os.environ.get("CHROMIUM"):
        return Path(named) if os.access(named, os.X_OK) else None
    found = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if found is not None:
        return Path(found)
    fetched = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", source_tree() / ".browsers"))
    return next((path for name in _FETCHED for path in fetched.rglob(name) if path.is_file()), None)


def playwright() -> "AbstractContextManager[Playwright]":
    """Imported only when used: whoever runs a server has none."""
    started: AbstractContextManager[Playwright] = import_module("playwright.sync_api").sync_playwright()
    return started
