"""`sceau demo` tells what became of every record, and leaves no process behind however it ends."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sceau.demo.people import write_day
from sceau.demo.processes import sceau

DATA = Path(__file__).parents[2] / "data" / "bio-trod"


def processes_in(folder: Path) -> list[str]:
    """Command lines of living processes whose environment or arguments name a folder."""
    found: list[str] = []
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            try:
                told = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
                state = (process / "stat").read_text().rpartition(") ")[2][0]
            except OSError:
                continue
            if os.fsencode(folder) in told and state != "Z":
                found.append((process / "cmdline").name)
    return found


def eventually(holds: Callable[[], bool], *, seconds: float = 60.0) -> bool:
    ends = time.monotonic() + seconds
    while not holds() and time.monotonic() < ends:
        time.sleep(0.1)
    return holds()


def started(folder: Path, *words: str) -> "subprocess.Popen[str]":
    environment = {**os.environ, "TMPDIR": str(folder), "LANG": "C"}
    return subprocess.Popen(sceau("demo", *words), env=environment, stdout=subprocess.PIPE, text=True)


def test_documents_and_a_day_with_a_bad_row_come_to_their_end(tmp_path: Path) -> None:
    day = write_day(tmp_path / "day.csv")
    day.write_bytes(day.read_bytes().replace(b"02/11/1954", b"31/02/1954"))
    files = [day, *sorted(DATA.glob("BIO-TROD*.xml"))]
    demo = started(tmp_path, "--exit", "--json", *(word for path in files for word in ("--send", str(path))))
    told = json.loads(demo.communicate(timeout=300)[0])
    totals = {name: told[name] for name in ("accepted", "registered", "rejected", "lost", "tickets_opened")}
    assert totals == {"accepted": 4, "registered": 4, "rejected": 1, "lost": 0, "tickets_opened": 4}
    assert [(one["row"], one["errors"][0]["column"]) for one in told["records"] if one["state"] == "rejected"] == [
        (3, "date_naissance")
    ]
    assert (demo.returncode, processes_in(tmp_path)) == (0, [])


@pytest.mark.fault
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_however_it_is_stopped_no_process_is_left(tmp_path: Path, number: signal.Signals) -> None:
    demo = started(tmp_path, "--json")
    assert demo.stdout is not None
    assert json.loads(demo.stdout.readline())["registered"] == 3
    assert processes_in(tmp_path)
    demo.send_signal(number)
    demo.communicate(timeout=120)
    assert eventually(lambda: processes_in(tmp_path) == [])
