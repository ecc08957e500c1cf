"""What the worker counts of delivery: how it goes and whether the register is asked; never whose."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from sceau.relay.delivery.breaker import State
from sceau.relay.delivery.deliver import Pass
from sceau.web.meter import Meter

if TYPE_CHECKING:
    from prometheus_client import Counter, Gauge


@dataclass(frozen=True, slots=True)
class DeliveryMetrics:
    """`breaker` is 1 for the state it is in; `envelopes` by what a pass did with them (`deliver.Pass`)."""

    breaker: "Gauge"
    envelopes: "Counter"

    @classmethod
    def start(cls, port: int) -> Self:
        """From zero; on Prometheus' page at 127.0.0.1 unless `port` is 0."""
        meter = Meter.start(port)
        state = meter.gauge("sceau_relay_breaker_state", "1 for the breaker's state", "state")
        taken = meter.counter("sceau_relay_delivery_envelopes", "Envelopes taken to be delivered", "end")
        return cls(state, taken)

    def show(self, done: Pass, state: State) -> None:
        """After a pass, also one that took nothing."""
        for one in State:
            self.breaker.labels(one.value).set(one is state)
        for end in ("acknowledged", "postponed", "held", "late"):
            self.envelopes.labels(end).inc(getattr(done, end))
