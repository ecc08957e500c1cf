"""The guard stops what outlives the demo, and nothing else."""

import signal
import subprocess
import sys

from sceau.demo.guard import watch

SLEEP = [sys.executable, "-c", "import time; time.sleep(600)"]


def test_a_demo_that_was_done_leaves_nothing_to_stop() -> None:
    assert watch(["11\n", "12\n", "done\n"]) == []


def test_a_demo_that_was_killed_leaves_its_processes_last_first() -> None:
    assert watch(["11\n", "12\n"]) == [12, 11]


def test_the_guard_stops_them() -> None:
    sleeper = subprocess.Popen(SLEEP)
    subprocess.run([sys.executable, "-m", "sceau.demo.guard"], input=f"{sleeper.pid}\n", text=True, check=True)
    assert sleeper.wait(timeout=30) == -signal.SIGTERM
