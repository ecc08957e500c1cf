"""The drill from outside: the run and its control side by side, their report, and nothing left behind.

The one idea: everything of the drill lies under one folder with a name of its own, temporary files of the services
included. So whatever happened, the processes that belong to it can be told by that name, and the folder can go.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sceau.drill.canaries import CANARIES
from sceau.drill.control import unsealed_copy
from sceau.drill.counter.means import Means, missing
from sceau.drill.counter.theft import NAMES
from sceau.drill.report import Group, Measured, NotRun, Report

REAL, CONTROL = "real", "control"
WITHOUT_COUNTER: Final = "without-counter"
_UNSEALED: Final = "unsealed"
_STOP_SECONDS: Final = 60.0
Progress = Callable[[str, int, int], None]
"""Called with the run's kind, searches done, and searches in all."""


class DrillError(RuntimeError):
    """A run ended before its report: what it complained of is in the message."""


@dataclass(slots=True)
class _Run:
    """One of the two processes, and what it has said so far."""

    kind: str
    process: "subprocess.Popen[bytes]"
    complaints: Path
    searches: int = 0
    people: set[int] = field(default_factory=set)
    measured: dict[Group, list[Measured]] = field(default_factory=lambda: {group: [] for group in Group})

    def listen(self, progress: Progress) -> None:
        """Until it has said all."""
        for line in self.process.stdout or ():
            self._hear(json.loads(line))
            progress(self.kind, sum(map(len, self.measured.values())), self.searches)

    def done(self) -> None:
        if self.process.wait() != 0 or not self.searches:
            said = self.complaints.read_text(encoding="utf-8", errors="replace")[-3000:]
            raise DrillError(f"the drill's {self.kind} run failed:\n{said}")

    def _hear(self, said: dict[str, Any]) -> None:
        if "searches" in said:
            self.searches = said["searches"]
        else:
            self.measured[Group(said["group"])].append(Measured.of(said["measured"]))
            if said["group"] == Group.COMPONENT:
                self.people.update(said["people"])


def drill(progress: Progress, *, keep: Path | None = None) -> Report:
    """Run it. `keep` is given the backups, the services' papers and every trace. DrillError when a run fails."""
    began, lacking = time.monotonic(), missing()
    with _folder() as folder, _running(folder, counter=lacking is None) as runs:
        listeners = [threading.Thread(target=run.listen, args=[progress]) for run in runs]
        for listener in listeners:
            listener.start()
        for listener in listeners:
            listener.join()
        for run in runs:
            run.done()
        real, control = runs
        report = _report(real, control, time.monotonic() - began, lacking)
        if keep is not None:
            _keep(folder, keep, runs)
    return report


def parts_of(root: Path, kind: str) -> list[Path]:
    """What one of the runs has in the drill's folder: workshop, temporary files, complaints, package."""
    parts = [root / kind, root / kind[0], root / f"{kind}.log"]
    return [*parts, root / _UNSEALED] if kind == CONTROL else parts


def _report(real: _Run, control: _Run, seconds: float, lacking: Means | None) -> Report:
    return Report(
        components=tuple(real.measured[Group.COMPONENT]),
        shown=tuple(real.measured[Group.SHOWN]),
        pairs=tuple(real.measured[Group.PAIR]),
        control=tuple(control.measured[Group.COMPONENT]),
        control_readable=len(control.people),
        canaries=CANARIES,
        seconds=seconds,
        not_run=tuple(NotRun(name, lacking) for name in NAMES) if lacking else (),
    )


@contextmanager
def _folder() -> Iterator[Path]:
    """The drill's folder; on leaving, its processes are ended and it is removed."""
    folder = Path(tempfile.mkdtemp(prefix="sceau-drill-"))
    folder.chmod(0o711)  # PostgreSQL, which is not root, passes through to its data
    try:
        yield folder
    finally:
        for pid in _processes_of(folder):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _running(folder: Path, *, counter: bool) -> Iterator[list[_Run]]:
    runs: list[_Run] = []
    words = () if counter else (WITHOUT_COUNTER,)
    try:
        runs.append(_start(REAL, folder, words, {}))
        unsealed = unsealed_copy(folder / _UNSEALED, pages=counter)
        runs.append(_start(CONTROL, folder, words, {"PYTHONPATH": str(unsealed)}))
        yield runs
    finally:
        for run in runs:
            run.process.terminate()
        for run in runs:
            with suppress(subprocess.TimeoutExpired):
                run.process.wait(_STOP_SECONDS)


def _start(kind: str, folder: Path, words: tuple[str, ...], environment: dict[str, str]) -> _Run:
    complaints, temporary = folder / f"{kind}.log", folder / kind[0]  # short: a socket's path has at most 107 bytes
    temporary.mkdir()
    temporary.chmod(0o711)
    with complaints.open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - our own
            [sys.executable, "-m", "sceau.drill", kind, str(folder / kind), *words],
            cwd=temporary,
            env={**os.environ, **environment, "TMPDIR": str(temporary)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,  # an interrupt at the terminal is passed on by us, in order
        )
    return _Run(kind, process, complaints)


def _processes_of(folder: Path) -> list[int]:
    """Processes whose environment or command line names the folder: nobody else's does."""
    name = os.fsencode(folder)
    found: list[int] = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if name in (process / "environ").read_bytes() + (process / "cmdline").read_bytes():
                found.append(int(process.name))
    return [pid for pid in found if pid != os.getpid()]


def _keep(folder: Path, keep: Path, runs: list[_Run]) -> None:
    for run in runs:
        shutil.copytree(folder / run.kind, keep / run.kind, dirs_exist_ok=True)
        traces = {one.name: one.traces for group in run.measured.values() for one in group}
        (keep / f"{run.kind}-traces.json").write_text(json.dumps(traces, indent=1), encoding="utf-8")
