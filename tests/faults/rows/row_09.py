"""Row 9: clocks three days ahead, and three days behind."""

from tests.faults.faked_clock import FakedClock
from tests.faults.scenarios import clocks
from tests.faults.trial import Seen, Trial


def run(trial: Trial) -> Seen:
    with trial.world() as world:
        relays, registers = (FakedClock.beside(world.folder / name) for name in ("relay", "register"))
        clocks.clock_jumps(world, relays, registers, trial.envelopes)
    return Seen(
        "three days forward, back, and the relay's three days behind the register's: nothing given up, nothing twice, "
        "the oldest first; what was due in a future that was none went at once",
        4,
        trial.acknowledged,
    )
