"""How often what goes wrong: a mixture for each seed, so that some are about the network and some about crashes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random
from typing import Final

from tests.faults.simulation.clocks import OPENS


class Fate(StrEnum):
    """What becomes of a request and of its answer."""

    ARRIVES = "arrives"
    NO_CONNECTION = "no connection"
    REQUEST_LOST = "request lost"
    ANSWER_LOST = "answer lost"
    ANSWER_CUT = "answer cut short"
    LATE = "arrives later, unanswered"
    TWICE = "arrives twice at once"
    TWICE_LATE = "arrives, and again later"
    ERROR = "500 before it is read"
    ERROR_AFTER = "500 after it was done"
    BUSY = "503"
    SLOW_DOWN = "429 with Retry-After"
    GARBAGE = "200 with garbage"
    ANOTHERS = "200 with an earlier answer"
    ALTERED = "200 with one bit changed"


ILL: Final = (*(fate for fate in Fate if fate is not Fate.ARRIVES), Fate.ANOTHERS, Fate.ANOTHERS)
"""What goes wrong with a message; rarely does an earlier answer fit, so it is tried more often."""
SKEWS: Final = (
    timedelta(days=3),
    timedelta(days=-3),
    timedelta(hours=1),
    timedelta(hours=-1),
    timedelta(minutes=-2),
    timedelta(),
)
"""How wrong a service's clock may go, and be right again."""
TURNS: Final = 50
"""After which it clears up."""
PAUSES: Final = (
    timedelta(seconds=5),
    timedelta(seconds=20),
    timedelta(seconds=70),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=5),
    timedelta(days=1),
)
MOMENTS: Final = PAUSES[:3]
"""What may pass while a message is under way: the last outlasts a lease."""
OUTAGES: Final = (timedelta(minutes=5), timedelta(hours=3), timedelta(days=1), timedelta(days=17))
_SIT_OUT: Final = 0.3
"""How often nobody but the workers does anything until an outage is nearly over."""
_LAST: Final = OPENS + timedelta(days=20)
"""No outage is sat out after that: sixty days after its sealing an envelope cannot be delivered any more."""


@dataclass(frozen=True, slots=True)
class Weather:
    """Shares: of messages that fare ill, of operations in which a process dies or loses its database, of turns."""

    network: float
    crash: float
    database: float
    clock: float
    outage: float
    meanwhile: float
    """Of the moments at which a process waits for a connection, in which others act."""
    under_way: float
    """The same, of a message that is under way."""

    @classmethod
    def drawn(cls, random: Random) -> "Weather":
        return cls(
            network=random.choice((0.05, 0.2, 0.5)),
            crash=random.choice((0.0, 0.1, 0.4)),
            database=random.choice((0.0, 0.05, 0.2)),
            clock=random.choice((0.0, 0.03, 0.1)),
            outage=random.choice((0.0, 0.02, 0.05)),
            meanwhile=random.choice((0.0, 0.03, 0.1)),
            under_way=random.choice((0.05, 0.2, 0.4)),
        )


FAIR: Final = Weather(network=0, crash=0, database=0, clock=0, outage=0, meanwhile=0, under_way=0)


def sat_out(outage: timedelta, now: datetime, random: Random) -> list[timedelta]:
    """The pauses in which only workers act until an outage is nearly over; none as a rule."""
    return [outage / 10] * 9 if now < _LAST and random.random() < _SIT_OUT else []
