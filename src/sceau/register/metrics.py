"""What a process of the register counts: how many deliveries, and how each went; never whose.

prometheus-client is imported when counting starts: it decides at its import whether processes add up in one folder, and
that folder is made when the service starts (`sceau.web.serving`).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from prometheus_client import Counter


@dataclass(frozen=True, slots=True)
class Metrics:
    """`deliveries` by outcome: `accepted`, `rejected`, `repeated`, or the code they were deferred with."""

    deliveries: "Counter"

    @classmethod
    def start(cls) -> Self:
        """Counters of this process, from zero."""
        from prometheus_client import CollectorRegistry, Counter  # noqa: PLC0415 (see above)

        registry = CollectorRegistry()
        return cls(Counter("sceau_register_deliveries", "Deliveries answered", ["outcome"], registry=registry))
