"""What it ran on, and how busy that was: a ratio of a busy machine is worth less, and says so."""

import os
import platform
import re
import time
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Machine:
    """`busy_before` is the share of the cores that others used in the second before anything ran."""

    processor: str
    cores: int
    memory_gib: float
    python: str
    postgresql: str
    busy_before: float

    @classmethod
    def look(cls, *, postgresql: str) -> "Machine":
        return cls(
            processor=_processor(),
            cores=len(os.sched_getaffinity(0)),
            memory_gib=round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
            python=platform.python_version(),
            postgresql=postgresql,
            busy_before=round(_busy(), 2),
        )

    def members(self) -> dict[str, object]:
        return asdict(self)


def _processor() -> str:
    found = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    return found[1] if found else platform.machine()


def _busy() -> float:
    """Over one second."""
    before = _jiffies()
    time.sleep(1)
    idle, total = (now - then for now, then in zip(_jiffies(), before, strict=True))
    return 1 - idle / total


def _jiffies() -> tuple[int, int]:
    """Idle (waiting for the disk included) and all, since the machine started."""
    fields = [int(field) for field in Path("/proc/stat").read_text(encoding="ascii").splitlines()[0].split()[1:9]]
    return fields[3] + fields[4], sum(fields)
