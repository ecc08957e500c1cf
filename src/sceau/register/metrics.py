"""What a process of the register counts: how many deliveries, and how each went; never whose."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from sceau.web.meter import Meter

if TYPE_CHECKING:
    from prometheus_client import Counter


@dataclass(frozen=True, slots=True)
class Metrics:
    """`deliveries` by outcome: `accepted`, `rejected`, `repeated`, or the code they were deferred with."""

    deliveries: "Counter"

    @classmethod
    def start(cls) -> Self:
        """Counters of this process, from zero."""
        return cls(Meter.start().counter("sceau_register_deliveries", "Deliveries answered", "outcome"))
