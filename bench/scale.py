"""How much is measured: enough for medians to settle, or just enough to see that everything runs."""

from dataclasses import dataclass
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

    @property
    def envelopes(self) -> int:
        """How many must be sealed beforehand."""
        return max(self.batch, self.single, self.deliveries, self.paced, self.growth * self.rounds)

    @property
    def paced(self) -> int:
        """Envelopes of the latency measure."""
        return self.seconds * PER_SECOND


PER_SECOND: Final = 139
"""12 million a day."""
PHARMACIES: Final = 4
FULL: Final = Scale("full", 8000, 2000, 6000, 5, 60, 10_000, 1_000_000, 1600)
QUICK: Final = Scale("quick", 2000, 600, 1600, 3, 10, 10_000, 50_000, 600)
TINY: Final = Scale("tiny", 200, 40, 200, 1, 1, 100, 200, 100)
