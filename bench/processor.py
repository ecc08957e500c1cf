"""Processor time of what a measure started: what others do to the machine lengthens the clock's time, hardly this."""

import os
from pathlib import Path
from typing import Final

_PARENT, _TIMES = 1, slice(11, 15)
"""Places after the name in /proc/PID/stat (proc(5)): its parent; its own time and its ended children's, in jiffies."""
_A_SECOND: Final = os.sysconf("SC_CLK_TCK")


def used_by_services() -> float:
    """Seconds, of all that descends from this process and lives, and of the ended children of those.

    What this process started and has waited for, as a generator of load, is not in it.
    """
    processes = dict(_all())
    return (
        sum(sum(map(int, fields[_TIMES])) for pid, fields in processes.items() if _is_ours(pid, processes)) / _A_SECOND
    )


def _is_ours(pid: int, processes: dict[int, list[str]]) -> bool:
    seen = 0
    while pid in processes and seen != pid:
        seen, pid = pid, int(processes[pid][_PARENT])
        if pid == os.getpid():
            return True
    return False


def _all() -> list[tuple[int, list[str]]]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            found.append((int(folder.name), (folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()))
        except OSError:  # ended meanwhile
            continue
    return found
