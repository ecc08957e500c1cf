"""The drill, whole: two worlds, every component, and the control."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

pytestmark = pytest.mark.slow
COMMAND = "from sceau.cli import main; main()"


@pytest.fixture(scope="module")
def temporary() -> Iterator[Path]:
    """Not in pytest's own folder: as root PostgreSQL runs as another account, which each new pytest shuts out."""
    with TemporaryDirectory(prefix="sceau-tested-") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


@pytest.fixture(scope="module")
def said(temporary: Path) -> dict[str, Any]:
    """What `sceau drill breach --json` says, its exit code, and what it left behind."""
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, "drill", "breach", "--json"],
        capture_output=True,
        text=True,
        env={**os.environ, "TMPDIR": str(temporary)},
        check=False,
    )
    report: dict[str, Any] = json.loads(done.stdout)
    assert "components" in report, done.stdout + done.stderr
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
        "counter's computer, locked, switched on by a thief",
        "half of an enrolled browser: relay",
    )
    assert [name for name in kept if not readable[name]] == []


def test_the_control_finds_everybody_on_the_counters_computer(said: dict[str, Any]) -> None:
    readable = {one["name"]: one["readable"] for one in said["control"]["components"]}
    names = ("counter's computer, locked (browser profile)", "half of an enrolled browser: profile")
    assert [readable[name] for name in names] == [said["control"]["canaries"]] * len(names)


def test_nothing_was_left_out(said: dict[str, Any]) -> None:
    assert said["not_run"] == []


def test_every_component_was_searched(said: dict[str, Any]) -> None:
    assert len(said["components"]) >= 9
    assert [one["name"] for one in said["components"] if one["searched_bytes"] == 0] == []


def test_what_opens_envelopes_is_shown_as_what_it_is(said: dict[str, Any]) -> None:
    shown = {one["name"]: one["readable"] for one in said["shown"]}
    assert set(shown) == {"register intake memory and environment", "notifier's batch while it sends"}
    assert shown["notifier's batch while it sends"] >= 1


def test_pairs_are_measured(said: dict[str, Any]) -> None:
    readable = {one["name"]: one["readable"] for one in said["pairs"]}
    assert readable["relay database + tickets"] == said["control"]["canaries"]
    assert readable["relay database + register database"] == 0
    assert readable["relay database + notifier's seeds"] == 4
    assert readable["counter's computer + relay's half"] == said["control"]["canaries"]
    assert readable["counter's computer + counter's kit"] == said["control"]["canaries"]
    assert readable["relay database + counter's kit"] == said["control"]["canaries"] - 2  # captured without a network


def test_the_notifier_is_stolen_before_and_after_it_sends_and_so_are_the_mailboxes(said: dict[str, Any]) -> None:
    control = {one["name"]: one["readable"] for one in said["control"]["components"]}
    stolen = {one["name"] for one in said["components"]}
    assert stolen >= {"notifier before sending", "notifier after sending", "mailbox and SMS log"}
    assert control["notifier before sending"] > 0
    assert control["notifier after sending"] > 0


def test_it_ends_well_and_leaves_nothing(said: dict[str, Any]) -> None:
    assert (said["exit"], said["left"], said["processes"]) == (0, [], [])


def test_a_drill_that_is_killed_leaves_nothing(temporary: Path) -> None:
    drill = subprocess.Popen(
        [sys.executable, "-c", COMMAND, "drill", "breach", "--json"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "TMPDIR": str(temporary)},
    )
    _wait_until(lambda: len(list(temporary.glob("*/[rc]/sceau-demo-*/*.log"))) >= 4)  # both worlds have services
    drill.kill()
    drill.wait()
    _wait_until(lambda: not list(temporary.iterdir()) and not _processes_of(temporary))


def _wait_until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def _processes_of(folder: Path) -> list[str]:
    found: list[str] = []
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found += [process.parent.name] if os.fsencode(folder) in process.read_bytes() else []
        except OSError:
            continue
    return found
