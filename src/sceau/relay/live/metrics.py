"""What the live process counts: how many boards are open and how many events went out; never whose."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from sceau.web.meter import Meter

if TYPE_CHECKING:
    from prometheus_client import Counter, Gauge


@dataclass(frozen=True, slots=True)
class LiveMetrics:
    boards: "Gauge"
    events: "Counter"

    @classmethod
    def start(cls, port: int) -> Self:
        """From zero; on Prometheus' page at 127.0.0.1 unless `port` is 0."""
        meter = Meter.start(port)
        return cls(
            boards=meter.gauge("sceau_relay_live_boards", "Boards open now"),
            events=meter.counter("sceau_relay_live_events", "Events and pings sent"),
        )
