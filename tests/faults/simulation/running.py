"""Seeds, run and judged one after another, on one ground for each process."""

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.faults.invariants import LOST, TWICE, Broken
from tests.faults.simulation.copies import copied
from tests.faults.simulation.ground import Ground, begun
from tests.faults.simulation.healing import heal
from tests.faults.simulation.judging import judge
from tests.faults.simulation.world import World

_SHARE: Final = 25
"""Seeds that a process runs on one ground."""
_MEMORY: Final = Path("/dev/shm")  # noqa: S108 (nothing here survives a run)


@dataclass(frozen=True, slots=True)
class SeedResult:
    """`replayed`: given up by the relay, and tried again by its operator.

    `broken` is what did not hold, empty when all did; `digest` of the trace; `struck` counts what went wrong.
    """

    seed: int
    acknowledged: int
    lost: int
    twice: int
    replayed: int
    broken: str
    digest: str
    struck: Counter[str]
    trace: tuple[str, ...] = ()


def run_seed(ground: Ground, seed: int) -> SeedResult:
    """One seed, from copying the databases to the judgement."""
    with copied(ground) as copies, scratch() as folder:
        world = World(ground, copies, seed, folder)
        broken: Broken | None = None
        with world.running():
            try:
                world.storm()
                heal(world)
                judge(world)
            except Broken as found:
                broken = found
    count = {broken.invariant: broken.count} if broken else {}
    return SeedResult(
        seed=seed,
        acknowledged=len(world.notebook.acknowledged),
        lost=count.get(LOST, 0),
        twice=count.get(TWICE, 0),
        replayed=world.replayed,
        broken=str(broken or ""),
        digest=world.chance.digest(),
        struck=world.chance.struck,
        trace=tuple(world.chance.trace),
    )


def run_seeds(seeds: Iterable[int], *, processes: int) -> Iterator[SeedResult]:
    """Each result as it comes, in no order. Every share begins a ground of its own."""
    given = list(seeds)
    if processes == 1:
        yield from _run_share(given)
        return
    with ProcessPoolExecutor(processes) as pool:
        shares = [given[start : start + _SHARE] for start in range(0, len(given), _SHARE)]
        for share in as_completed([pool.submit(_run_all, share) for share in shares]):
            yield from share.result()


def _run_all(seeds: list[int]) -> list[SeedResult]:
    return list(_run_share(seeds))


def _run_share(seeds: list[int]) -> Iterator[SeedResult]:
    with scratch() as folder, begun(folder) as ground:
        for seed in seeds:
            yield run_seed(ground, seed)


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder in memory where there is one: no power is cut here, and flushing to a disk is most of a spool's time."""
    with tempfile.TemporaryDirectory(prefix="sceau-", dir=_MEMORY if _MEMORY.is_dir() else None) as name:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL runs as another account when root runs this
        yield folder
