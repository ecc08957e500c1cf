"""Leaves no process behind: reads the ids of the demo's processes, and stops those that outlive the demo.

Its standard input is a pipe that only the demo holds. The demo writes the id of each process it starts, and `done` once
it has stopped them itself; if the pipe closes before, the demo was killed, and the guard asks each to stop.
"""

import os
import signal
import sys
from collections.abc import Iterable


def watch(lines: Iterable[str]) -> list[int]:
    """The ids of the processes to stop: all that were named, none when the demo was done."""
    named = [line.strip() for line in lines]
    return [] if "done" in named else [int(name) for name in reversed(named) if name.isdigit()]


def stop(process_ids: Iterable[int]) -> None:
    for process_id in process_ids:
        try:
            os.kill(process_id, signal.SIGTERM)
        except ProcessLookupError:
            continue


if __name__ == "__main__":
    stop(watch(sys.stdin))
