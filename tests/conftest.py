"""What every test shares: how hypothesis searches, and the browser of the journeys."""

import subprocess
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent

# The same examples at every run, and no clock: a red test is red for everybody, on a slow machine too.
settings.register_profile("sceau", derandomize=True, deadline=None, database=None)
settings.load_profile("sceau")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever opens a browser comes last: Playwright keeps an event loop, beside which no test can run its own."""
    items.sort(key=lambda item: "chromium" in getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the Chromium that journeys launch (Playwright's `executable_path`)."""
    found = subprocess.run([ROOT / "scripts/chromium.sh", "find"], capture_output=True, text=True, check=False)
    assert found.returncode == 0, "no Chromium: run `make chromium`"
    return found.stdout.strip()
