"""The demo's processes: started in order, each known by its id, stopped in reverse."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Self

import httpx2

_START_SECONDS = 60.0
_STOP_SECONDS = 30.0


class DemoError(RuntimeError):
    """A service did not start; its log, whose end is in the message, holds no secret and nobody's name."""


@dataclass(slots=True)
class Processes:
    """`folder` takes their logs. A context manager: leaving it stops all."""

    folder: Path
    _started: list["subprocess.Popen[bytes]"] = field(default_factory=list)
    _guard: "subprocess.Popen[bytes] | None" = None

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "sceau.demo.guard"]
        self._guard = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)  # noqa: S603 - our own
        return self

    def __exit__(self, *_: object) -> None:
        for process in reversed(self._started):
            process.terminate()
        for process in reversed(self._started):
            _end(process)
        if self._guard is not None and self._guard.stdin is not None:
            self._tell("done")
            self._guard.stdin.close()
            self._guard.wait()

    def guard(self, process_id: int) -> None:
        """Have a process that somebody else started stopped, should the demo be killed."""
        self._tell(str(process_id))

    def start(self, *words: str, environment: Mapping[str, str], health: str = "") -> None:
        """Start `sceau WORDS…`; with `health`, the address that answers once it serves, wait for it."""
        self._launch(sceau(*words), "-".join(words), environment, health)

    def start_module(self, module: str, *arguments: str, health: str) -> None:
        """Start `python -m MODULE ARGUMENTS…`, a part of the demo that no operator runs; wait until it serves."""
        self._launch([sys.executable, "-m", module, *arguments], module.rpartition(".")[2], {}, health)

    def _launch(self, command: list[str], name: str, environment: Mapping[str, str], health: str) -> None:
        log = self.folder / f"{name}.log"
        with log.open("ab") as output:
            process = subprocess.Popen(  # noqa: S603 - our own
                command,
                env=inherited(environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,  # an interrupt at the terminal is the demo's to pass on, in order
            )
        self._started.append(process)
        self.guard(process.pid)
        if health:
            _wait(process, health, log)

    def _tell(self, line: str) -> None:
        if self._guard is not None and self._guard.stdin is not None:
            self._guard.stdin.write(f"{line}\n".encode())
            self._guard.stdin.flush()


def sceau(*words: str) -> list[str]:
    """The command, by this very Python."""
    return [sys.executable, "-c", "from sceau.cli import main; main()", *words]


def inherited(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of the demo itself, without settings of other installations, and with these."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SCEAU_")}
    return {**kept, **environment}


def end_of(log: Path) -> str:
    """The last lines of a log, for the message of a failure."""
    return log.read_text(encoding="utf-8", errors="replace")[-2000:]


def port_for(wanted: int) -> int:
    """`wanted` when it is free, else a free port; 0 wants any."""
    for port in (wanted, 0):
        with socket.socket() as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind(("127.0.0.1", port))
            except OSError:
                continue
            free: int = listener.getsockname()[1]
            return free
    raise DemoError("no free port on 127.0.0.1")


def _wait(process: "subprocess.Popen[bytes]", address: str, log: Path) -> None:
    ends = time.monotonic() + _START_SECONDS
    while time.monotonic() < ends and process.poll() is None:
        try:
            if httpx2.get(address).status_code < HTTPStatus.INTERNAL_SERVER_ERROR:  # "not you" is an answer too
                return
        except httpx2.TransportError:
            pass
        time.sleep(0.05)
    raise DemoError(f"{log.stem} did not start: {end_of(log)}")


def _end(process: "subprocess.Popen[bytes]") -> None:
    try:
        process.wait(timeout=_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
