"""A process' memory and environment, as a thief with its rights reads them.

The one idea: Linux shows a process' memory as a file (`/proc/PID/mem`) to root and to its ancestors, so nothing is
installed in it and nothing in it is changed. It is stopped while it is read, and its children with it, so that nobody's
name moves between two reads.
"""

import os
import signal
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sceau.drill.search import OVERLAP
from sceau.drill.streams import Piece

_STRETCH: Final = 8 * 1024 * 1024  # bytes read at a time
_PAGE: Final = 4096
_UNREADABLE: Final = ("[vvar", "[vsyscall]")


def process_tree(pid: int) -> tuple[int, ...]:
    """The process and all its descendants, alive."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            after_name = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it ended while we looked
        if after_name[0] != "Z":
            children.setdefault(int(after_name[1]), []).append(int(stat.parent.name))
    found = [pid]
    for one in found:
        found += children.get(one, [])
    return tuple(found)


@contextmanager
def stopped(pids: Iterable[int]) -> Iterator[None]:
    """Stop processes for as long as it takes, and let them go on whatever happens."""
    held = list(pids)
    try:
        for pid in held:
            os.kill(pid, signal.SIGSTOP)
        yield
    finally:
        for pid in held:
            os.kill(pid, signal.SIGCONT)


def process_pieces(pid: int) -> Iterator[Piece]:
    """Environment, command line and memory of one process. PermissionError when the system does not let us read it."""
    process = Path("/proc") / str(pid)
    for name in ("environ", "cmdline"):
        for one in (process / name).read_bytes().split(b"\x00"):
            yield Piece(f"{pid} {name}", one)
    with (process / "mem").open("rb", buffering=0) as memory:
        for start, end, label in _regions((process / "maps").read_text()):
            yield from _stretches(memory.fileno(), start, end, f"{pid} memory {label}")


def tree_pieces(pids: Iterable[int]) -> Iterator[Piece]:
    for pid in pids:
        yield from process_pieces(pid)


def _regions(maps: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, label) of what the process may write, or made itself: the rest is its programs, as on disk."""
    for line in maps.splitlines():
        where, rights, _, _, inode, *path = line.split(maxsplit=5)
        label = path[0] if path else "anonymous"
        if rights[0] == "r" and (rights[1] == "w" or inode == "0") and not label.startswith(_UNREADABLE):
            start, end = where.split("-")
            yield int(start, 16), int(end, 16), label


def _stretches(memory: int, start: int, end: int, place: str) -> Iterator[Piece]:
    before = b""
    for at in range(start, end, _STRETCH):
        try:
            data = os.pread(memory, min(_STRETCH, end - at), at)
        except OSError:
            return  # a guard page, or a device: not readable by the process either
        for used in _without_empty_pages(data):
            yield Piece(place, before + used)
            before = b""
        before = data[-OVERLAP:]


def _without_empty_pages(data: bytes) -> Iterator[bytes]:
    """The runs of pages in which anything stands."""
    begin: int | None = None
    for at in range(0, len(data), _PAGE):
        empty = not data[at : at + _PAGE].strip(b"\x00")
        if empty and begin is not None:
            yield data[begin:at]
            begin = None
        elif not empty and begin is None:
            begin = at
    if begin is not None:
        yield data[begin:]
