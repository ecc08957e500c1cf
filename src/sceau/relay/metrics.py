"""What a process counts: how many, and how it went; never whose, never which pharmacy."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from sceau.web.meter import Meter

if TYPE_CHECKING:
    from prometheus_client import Counter


@dataclass(frozen=True, slots=True)
class Metrics:
    """`envelopes` by outcome (`accepted`, `repeated`, or a code), `tickets` by what an opening was answered.

    `counter` by what a browser wrote there (`item`, `item-stale`, `prefill`, …).
    `sign_ins` by the way (`passkey`, `pro-sante-connect`) or the code of a refusal.
    """

    envelopes: "Counter"
    tickets: "Counter"
    counter: "Counter"
    sign_ins: "Counter"

    @classmethod
    def start(cls) -> Self:
        """Counters of this process, from zero."""
        meter = Meter.start()
        return cls(
            envelopes=meter.counter("sceau_relay_envelopes", "Envelopes answered", "outcome"),
            tickets=meter.counter("sceau_relay_tickets", "Proofs answered", "answer"),
            counter=meter.counter("sceau_relay_counter", "Written at counters", "what"),
            sign_ins=meter.counter("sceau_relay_sign_ins", "Sign-ins answered", "outcome"),
        )
