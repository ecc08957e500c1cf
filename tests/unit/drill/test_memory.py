"""A process that holds a name gives it to whoever may read its memory."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sceau.drill.canaries import canaries
from sceau.drill.memory import process_pieces, process_tree, stopped
from sceau.drill.search import Search

SOMEBODY = canaries()[2]
SEARCH = Search([SOMEBODY])


@contextmanager
def process(code: str, *, environment: dict[str, str] | None = None) -> Iterator[int]:
    """One that has run `code` and waits."""
    program = f"{code}\nprint(flush=True)\ninput()"
    started = subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, **(environment or {})},
    )
    with started:
        assert started.stdout is not None
        started.stdout.readline()
        yield started.pid
        started.kill()


def forms(pid: int) -> set[str]:
    with stopped([pid]):
        return {finding.form for piece in process_pieces(pid) for finding in SEARCH.findings(piece)}


def scattered(text: str) -> str:
    """Code that makes a text which stands nowhere in the code."""
    return f"kept = bytes({[ord(one) ^ 1 for one in text]}); kept = bytes(one ^ 1 for one in kept)"


def test_a_name_in_memory_is_found() -> None:
    with process(scattered(SOMEBODY.used_name)) as pid:
        assert forms(pid) == {"text"}


def test_a_name_in_hexadecimal_is_found() -> None:
    with process(f"{scattered(SOMEBODY.used_name)}; kept = kept.hex()") as pid:
        assert "hexadecimal" in forms(pid)


def test_a_name_in_the_environment_is_found() -> None:
    with process("", environment={"SOMETHING": SOMEBODY.used_name}) as pid:
        assert "text" in forms(pid)


def test_a_process_that_knows_nobody_gives_nobody() -> None:
    with process(scattered("nobody at all")) as pid:
        assert forms(pid) == set()


def test_a_process_goes_on_after_it_was_read() -> None:
    with process("") as pid:
        forms(pid)
        assert _state(pid) != "T"


def test_children_belong_to_the_tree() -> None:
    child = "import subprocess, sys; kept = subprocess.Popen([sys.executable, '-c', 'input()'], stdin=subprocess.PIPE)"
    with process(child) as pid:
        assert len(process_tree(pid)) == 2


def _state(pid: int) -> str:
    return (Path("/proc") / str(pid) / "stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
