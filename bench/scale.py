"""How much is measured: enough for medians to settle, or just enough to see that everything runs."""

from dataclasses import dataclass, replace
from typing import Final


@dataclass(frozen=True, slots=True)
class Scale:
    """Numbers are of envelopes unless said; `rounds` is how often a figure and its limit take turns."""

    name: str
    batch: int
    single: int
    deliveries: int
    rounds: int
    seconds: int
    """How long the latency is watched."""
    few_rows: int
    many_rows: int
    growth: int
    """Envelopes of one round of the growth measure."""
    outage: int
    """Envelopes that an outage of `OUTAGE_DAYS` holds back."""
    day: int = 0
    """Envelopes of the record day, of `RECORD_DAY`."""
    short_rows: int = 0
    """Rows stored with bodies of 64 bytes."""

    @property
    def envelopes(self) -> int:
        """How many must be sealed beforehand."""
        return max(self.batch, self.single, self.deliveries, self.paced, self.growth * self.rounds, self.day)

    @property
    def paced(self) -> int:
        """Envelopes of the latency measure."""
        return self.seconds * PER_SECOND


PER_SECOND: Final = 139
"""12 million a day."""
PHARMACIES: Final = 4
OUTAGE_DAYS: Final = 17
RESULTS_A_DAY: Final = 300_000
"""What arrives while the register is away; `Scale.outage` is a part of what that makes."""
RECORD_DAY: Final = 2_280_000
"""France, 10 January 2022."""
WORKERS: Final = (1, 2, 4)
"""How many processes deliver."""
FULL: Final = Scale("full", 8000, 2000, 6000, 5, 60, 10_000, 1_000_000, 1600, 51_000)
QUICK: Final = Scale("quick", 2000, 600, 1600, 3, 10, 10_000, 50_000, 600, 5_100)
TINY: Final = Scale("tiny", 200, 40, 200, 1, 1, 100, 200, 100, 204, 200, 400)
LONG: Final = replace(FULL, name="long", day=RECORD_DAY // 10, short_rows=10_000_000)
"""Half an hour, and 45 GB of disk."""
