"""The restore drill, whole; where its programs are missing, that it says so and is not taken for passed."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from sceau.drill.restore.means import missing

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def said() -> Iterator[dict[str, Any]]:
    """What `sceau drill restore --json` says, its exit code, and what it left behind."""
    with TemporaryDirectory(prefix="sceau-tested-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # not pytest's own folder: as root PostgreSQL runs as another account
        done = subprocess.run(
            [sys.executable, "-c", "from sceau.cli import main; main()", "drill", "restore", "--json"],
            capture_output=True,
            text=True,
            env={**os.environ, "TMPDIR": name},
            check=False,
        )
        report: dict[str, Any] = json.loads(done.stdout)
        yield {**report, "exit": done.returncode, "left": [path.name for path in folder.iterdir()]}


def test_it_holds_or_says_what_is_missing(said: dict[str, Any]) -> None:
    if lacking := missing():
        assert (said["exit"], said["not_run"]) == (2, list(lacking))
    else:
        assert (said["exit"], said["lost"], said["twice"], said["differences"]) == (0, 0, 0, 0)


def test_what_was_on_the_lost_host_alone_came_back_from_the_pharmacy(said: dict[str, Any]) -> None:
    if not missing():
        relay = said["losses"][0]
        assert relay["rolled_back"] == said["sent_again"] > 0


def test_nothing_is_left_behind(said: dict[str, Any]) -> None:
    assert said["left"] == []
