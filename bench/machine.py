"""What it ran on, and how busy that was: a ratio of a busy machine is worth less, and says so."""

import os
import platform
import re
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Machine:
    """`used_by_others`: share of all processor time, while the measures ran, that was not their own processes'.

    The kernel's own work is in it, and what a hypervisor took away.
    """

    processor: str
    cores: int
    memory_gib: float
    python: str
    postgresql: str
    used_by_others: float

    def members(self) -> dict[str, object]:
        return asdict(self)


class Watch:
    """Begun before everything; looked at when all that was started has ended."""

    def __init__(self) -> None:
        self._busy, self._all = _jiffies()
        self._own = _own()

    def look(self, *, postgresql: str) -> Machine:
        busy, everything = _jiffies()
        own = (_own() - self._own) * os.sysconf("SC_CLK_TCK")
        return Machine(
            processor=_processor(),
            cores=len(os.sched_getaffinity(0)),
            memory_gib=round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
            python=platform.python_version(),
            postgresql=postgresql,
            used_by_others=round(max(0.0, busy - self._busy - own) / (everything - self._all), 2),
        )


def _processor() -> str:
    found = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    return found[1] if found else platform.machine()


def _jiffies() -> tuple[int, int]:
    """Busy and all, since the machine started; waiting for the disk is not busy."""
    fields = [int(field) for field in Path("/proc/stat").read_text(encoding="ascii").splitlines()[0].split()[1:9]]
    return sum(fields) - fields[3] - fields[4], sum(fields)


def _own() -> float:
    """Seconds of processor time of this process and of all those that it started and that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
