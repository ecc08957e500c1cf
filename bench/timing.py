"""Processes that prepare, wait for each other, start together, and say how long all of them took."""

import multiprocessing
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bench.processor import used_by_services

if TYPE_CHECKING:
    from multiprocessing.queues import SimpleQueue
    from multiprocessing.synchronize import Barrier

Prepare = Callable[..., Callable[[], Any]]
"""Called in a process of its own with its job's arguments; what it returns is what is timed."""


@dataclass(frozen=True, slots=True)
class Timed:
    """When the first began (seconds since 1970), how long until the last ended, and what each process returned.

    `worked` is what the services took meanwhile, in seconds of processor time, the processes' preparation included.
    """

    began: float
    seconds: float
    worked: float
    results: tuple[Any, ...]


def together(prepare: Prepare, jobs: Sequence[tuple[Any, ...]]) -> Timed:
    """One process a job. Raises RuntimeError when one of them failed (its traceback is on standard error)."""
    context = multiprocessing.get_context("spawn")
    barrier, answers = context.Barrier(len(jobs)), context.SimpleQueue()
    processes = [context.Process(target=_run, args=(prepare, job, barrier, answers)) for job in jobs]
    worked = used_by_services()
    for process in processes:
        process.start()
    found = [answers.get() for _ in processes]
    for process in processes:
        process.join()
    worked = used_by_services() - worked
    if any(one is None for one in found):
        raise RuntimeError(f"{prepare.__module__} failed: see above")
    began = min(one[0] for one in found)
    return Timed(began, max(one[1] for one in found) - began, worked, tuple(one[2] for one in found))


@dataclass(frozen=True, slots=True)
class Rounds:
    """Two sides that took turns: rates a second of each round. What others did to the machine in a round hit both."""

    ours: tuple[float, ...]
    theirs: tuple[float, ...]

    @property
    def ratio(self) -> float:
        """Ours to theirs, the median over the pairs."""
        return statistics.median(one / other for one, other in zip(self.ours, self.theirs, strict=True))


def in_turn(count: int, ours: Callable[[], float], theirs: Callable[[], float], *, rounds: int) -> Rounds:
    """Each side says how many seconds it took for `count`."""
    pairs = [(count / ours(), count / theirs()) for _ in range(rounds)]
    return Rounds(tuple(one for one, _ in pairs), tuple(other for _, other in pairs))


def _run(prepare: Prepare, job: tuple[Any, ...], barrier: "Barrier", answers: "SimpleQueue[Any]") -> None:
    answer = None
    try:
        action = prepare(*job)
        barrier.wait()
        begin = time.time()
        result = action()
        answer = (begin, time.time(), result)
    finally:
        if answer is None:
            barrier.abort()
        answers.put(answer)
