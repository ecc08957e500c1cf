"""Letters sealed before any clock runs. Every world of a ground takes them from the first on: it has seen none."""

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from typing import Final

from tests.faults.pharmacy import Enrolled, Letter, Pen

_TOGETHER: Final = 1000
"""From so many on, a process a core seals."""


@dataclass(slots=True)
class Pool:
    """Grows as it is asked."""

    enrolled: Enrolled
    _letters: list[Letter] = field(default_factory=list, repr=False)

    def take(self, count: int, *, after: int) -> list[Letter]:
        """The `count` letters that follow the first `after`."""
        missing = after + count - len(self._letters)
        if missing > 0:
            self._letters += seal_together(self.enrolled.pen, missing)
        return self._letters[after : after + count]


def seal_together(pen: Pen, count: int) -> list[Letter]:
    """Seal `count` letters, on every core when they are many."""
    if count < _TOGETHER:
        return pen.seal_many(count)
    cores = os.cpu_count() or 1
    shares = [count // cores + (core < count % cores) for core in range(cores)]
    with ProcessPoolExecutor(cores, mp_context=multiprocessing.get_context("spawn")) as processes:
        return [letter for part in processes.map(pen.seal_many, shares) for letter in part]
