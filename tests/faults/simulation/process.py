"""Something that may die between any two of its steps, and is then begun anew with nothing in its memory."""

from collections.abc import Callable
from enum import StrEnum
from typing import Final

from psycopg import OperationalError
from tests.faults.simulation.chance import Chance
from tests.faults.simulation.weather import FAIR, Weather

_STEPS: Final = 24
"""Within so many steps a planned mishap comes, if the operation takes as many."""


class SimulatedCrash(BaseException):
    """The process is dead: no handler of the product's catches this, and whatever it still tries raises it again."""


class Mishap(StrEnum):
    CRASH = "a process dies"
    DATABASE = "a connection to the database is lost"


class Process:
    """One life of a process. `others` lets them act, where this one waits and holds nothing."""

    def __init__(self, name: str, chance: Chance, others: Callable[[], None]) -> None:
        self.name = name
        self.alive = True
        self._others = others
        self._chance = chance
        self._weather = FAIR
        self._planned: tuple[Mishap, int] | None = None

    def begin(self, weather: Weather) -> None:
        """An operation begins: what will befall it, and after how many steps, is drawn now."""
        self._planned = None
        self._weather = weather
        if weather is FAIR:
            return
        for mishap, share in ((Mishap.CRASH, weather.crash), (Mishap.DATABASE, weather.database)):
            if self._chance.happens(share):
                self._planned = mishap, self._chance.random.randint(1, _STEPS)
                return

    def waits_for_a_connection(self) -> None:
        if self._chance.happens(self._weather.meanwhile):
            self._others()

    def waits_for_a_message(self) -> None:
        if self._chance.happens(self._weather.under_way):
            self._others()

    def step(self, where: str, *, in_database: bool = False) -> None:
        """A step was reached. Raises SimulatedCrash, or OperationalError for a lost connection."""
        if not self.alive:
            raise SimulatedCrash(self.name)
        if self._planned is None:
            return
        mishap, left = self._planned
        if left > 1 or (mishap is Mishap.DATABASE and not in_database):
            self._planned = mishap, max(left - 1, 1)
            return
        self._planned = None
        self._chance.strikes(mishap, self.name, where)
        if mishap is Mishap.DATABASE:
            raise OperationalError("the connection was lost")
        self.alive = False
        raise SimulatedCrash(self.name)
