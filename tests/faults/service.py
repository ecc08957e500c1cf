"""A process of the product, started by a test: run, killed, stopped, resumed, and what it logged."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import httpx2
from tests.faults.fault import Plan

ROOT: Final = Path(__file__).resolve().parents[2]
DEADLINE_SECONDS: Final = 60.0
"""Nothing here takes so long; what does has failed."""
_LOOK_SECONDS: Final = 0.02

Found = TypeVar("Found")


def eventually(look: Callable[[], Found], what: str, *, seconds: float = DEADLINE_SECONDS) -> Found:
    """What `look` finds, once it finds something. AssertionError after `seconds`."""
    ends = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < ends, f"never came: {what}"
        time.sleep(_LOOK_SECONDS)
    return found


def environment(folder: Path, source: Path | None = None) -> dict[str, str]:
    """What a process inherits, with its temporary files in `folder` and no setting of ours.

    It runs the product, or the copy whose packages are in the folder `source`.
    """
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("SCEAU_")}
    copied = {} if source is None else {"PYTHONPATH": str(source)}
    return {**inherited, "TMPDIR": str(folder), **copied}


@dataclass(frozen=True, slots=True)
class Service:
    """A service is a process group: all of it is killed at once, as a power cut does."""

    process: "subprocess.Popen[bytes]"
    log: Path

    @classmethod
    def start(
        cls,
        command: tuple[str, ...],
        plan: Plan,
        settings: Mapping[str, str],
        log: Path,
        *,
        source: Path | None = None,
    ) -> "Service":
        """Run `sceau` with these words, of the product, or of a copy whose packages are in the folder `source`."""
        with log.open("ab") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.launch", plan.encode(), *command],
                cwd=ROOT,
                env={**environment(log.parent, source), **settings},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        return cls(process, log)

    def wait_until_ready(self, url: str) -> None:
        eventually(lambda: self._answers(url), f"the service's first answer\n{self.log.read_text()}")

    def wait_until_dead(self) -> None:
        """Until its own fault has killed it."""
        code = self.process.wait(DEADLINE_SECONDS)
        assert code == -signal.SIGKILL, self.log.read_text()

    def wait_until_stopped(self) -> None:
        """Until its own fault has stopped it."""
        eventually(self._is_stopped, "SIGSTOP")

    def resume(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """kill -9 of all its processes."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def finish(self) -> None:
        """For a command that ends by itself."""
        assert self.process.wait(DEADLINE_SECONDS) == 0, self.log.read_text()

    def events(self, name: str) -> list[dict[str, Any]]:
        """The lines it has logged under this name."""
        lines = [line for line in self.log.read_text().splitlines() if line.startswith("{") and line.endswith("}")]
        return [event for event in map(json.loads, lines) if event.get("event") == name]

    def _answers(self, url: str) -> bool:
        assert self.process.poll() is None, self.log.read_text()
        try:
            return httpx2.get(f"{url}/ready").is_success
        except httpx2.TransportError:
            return False

    def _is_stopped(self) -> bool:
        assert self.process.poll() is None, self.log.read_text()
        state = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()[0]
        return state == "T"
