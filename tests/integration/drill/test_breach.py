"""The drill, whole: two worlds, every component, and the control."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow
COMMAND = "from sceau.cli import main; main()"


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What `sceau drill breach --json` says, its exit code, and what it left behind."""
    temporary = tmp_path_factory.mktemp("drill")
    temporary.chmod(0o711)
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, "drill", "breach", "--json"],
        capture_output=True,
        text=True,
        env={**os.environ, "TMPDIR": str(temporary)},
        check=False,
    )
    assert done.stdout, done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    left = [path.name for path in temporary.iterdir()]
    return {**report, "exit": done.returncode, "left": left, "processes": _processes_of(temporary)}


def test_nobody_is_readable_in_any_component(said: dict[str, Any]) -> None:
    assert [one for one in said["components"] if one["readable"]] == []
    assert said["sum"] == 0


def test_the_control_finds_every_canary(said: dict[str, Any]) -> None:
    assert said["control"]["readable"] == said["control"]["canaries"] >= 12


def test_the_control_finds_people_in_each_place_where_copies_lie(said: dict[str, Any]) -> None:
    readable = {one["name"]: one["readable"] for one in said["control"]["components"]}
    kept = (
        "relay web memory and environment",
        "relay worker memory and environment",
        "relay database",
        "relay write-ahead log",
        "register database",
        "register write-ahead log",
        "backups",
        "client's computer",
    )
    assert [name for name in kept if not readable[name]] == []


def test_every_component_was_searched(said: dict[str, Any]) -> None:
    assert len(said["components"]) >= 9
    assert [one["name"] for one in said["components"] if one["searched_bytes"] == 0] == []


def test_what_opens_envelopes_is_shown_as_what_it_is(said: dict[str, Any]) -> None:
    assert [one["name"] for one in said["shown"]] == ["register intake memory and environment"]


def test_pairs_are_measured(said: dict[str, Any]) -> None:
    readable = {one["name"]: one["readable"] for one in said["pairs"]}
    assert readable["relay database + tickets"] == said["control"]["canaries"]
    assert readable["relay database + register database"] == 0


def test_it_ends_well_and_leaves_nothing(said: dict[str, Any]) -> None:
    assert (said["exit"], said["left"], said["processes"]) == (0, [], [])


def _processes_of(folder: Path) -> list[str]:
    found: list[str] = []
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found += [process.parent.name] if os.fsencode(folder) in process.read_bytes() else []
        except OSError:
            continue
    return found
