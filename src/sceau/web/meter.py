"""What a process counts and measures, and the page where Prometheus reads it: how many, never whose.

prometheus-client is imported when counting starts: it decides at its import whether processes add up in one folder, and
that folder is made when the service starts (`sceau.web.serving`).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry, Counter, Gauge


@dataclass(frozen=True, slots=True)
class Meter:
    """Makes the counters and gauges of one process, from zero."""

    _registry: "CollectorRegistry"

    @classmethod
    def start(cls, port: int = 0) -> Self:
        """With a page of its own at 127.0.0.1, unless `port` is 0."""
        from prometheus_client import CollectorRegistry, start_http_server  # noqa: PLC0415 (see above)

        registry = CollectorRegistry()
        if port:
            start_http_server(port, addr="127.0.0.1", registry=registry)
        return cls(registry)

    def counter(self, name: str, what: str, *labels: str) -> "Counter":
        from prometheus_client import Counter  # noqa: PLC0415 (see above)

        return Counter(name, what, labels, registry=self._registry)

    def gauge(self, name: str, what: str, *labels: str) -> "Gauge":
        from prometheus_client import Gauge  # noqa: PLC0415 (see above)

        return Gauge(name, what, labels, registry=self._registry)
