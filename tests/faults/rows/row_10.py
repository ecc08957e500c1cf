"""Row 10: seventeen simulated days without the register. 51,000 envelopes when 10,000 are asked of each row: 1:100."""

from typing import Final

from tests.faults.faked_clock import FakedClock
from tests.faults.scenarios import clocks
from tests.faults.trial import Seen, Trial

_A_DAY: Final = 0.3
"""Of what other rows are asked: 3,000 of 10,000."""


def run(trial: Trial) -> Seen:
    count = round(trial.envelopes * _A_DAY) * clocks.DAYS
    with trial.world() as world:
        rate = clocks.long_outage(world, FakedClock.beside(world.folder / "clock"), count)
    return Seen(
        f"{count:,} held for {clocks.DAYS} days, none tried in vain; drained by one thread at {rate:,.0f}/s, "
        "the oldest first",
        1,
        trial.acknowledged,
    )
