"""What the live process counts: how many boards are open and how many events went out; never whose."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from prometheus_client import Counter, Gauge


@dataclass(frozen=True, slots=True)
class LiveMetrics:
    boards: "Gauge"
    events: "Counter"

    @classmethod
    def start(cls, port: int) -> Self:
        """From zero; on Prometheus' page at 127.0.0.1 unless `port` is 0."""
        from prometheus_client import CollectorRegistry, Counter, Gauge, start_http_server  # noqa: PLC0415 (as the relay's)

        registry = CollectorRegistry()
        if port:
            start_http_server(port, addr="127.0.0.1", registry=registry)
        return cls(
            boards=Gauge("sceau_relay_live_boards", "Boards open now", registry=registry),
            events=Counter("sceau_relay_live_events", "Events and pings sent", registry=registry),
        )
