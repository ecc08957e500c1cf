"""What a row of the fault matrix is given, and what it hands back (`tests/faults/rows`, `tests/faults/run.py`)."""

from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.faults.ground import Ground
from tests.faults.world import World


class CannotRun(Exception):
    """This machine lacks what the row needs: the message names it, and the package that brings it."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What held: a sentence, how many times the fault struck, how many envelopes were answered 2xx."""

    sentence: str
    runs: int
    acknowledged: int


@dataclass(slots=True)
class Trial:
    """`envelopes` to be acknowledged in all; whatever is drawn by lot is drawn with `random`, made of `seed`.

    Worlds are made by `world()`, so that what they had acknowledged is known also of a row that breaks. With `source`,
    the folder of a copy's packages, the copy is run instead of the product.
    """

    ground: Ground
    folder: Path
    envelopes: int
    seed: int
    source: Path | None = None
    worlds: list[World] = field(default_factory=list)
    random: Random = field(init=False)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)  # noqa: S311 (a seed that can be said again, not a secret)

    def world(self, ground: Ground | None = None) -> World:
        """A world to enter, of this ground or another."""
        folder = self.folder / f"world-{len(self.worlds) + 1}"
        folder.mkdir(parents=True)
        made = World(ground or self.ground, folder, self.source)
        self.worlds.append(made)
        return made

    @property
    def acknowledged(self) -> int:
        return sum(len(world.notebook.acknowledged) for world in self.worlds)
