"""What a process counts: how many, and how it went; never whose, never which pharmacy.

prometheus-client is imported when counting starts: it decides at its import whether processes add up in one folder, and
that folder is made when the service starts (`sceau.web.serving`).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

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
        from prometheus_client import CollectorRegistry, Counter  # noqa: PLC0415 (see above)

        registry = CollectorRegistry()
        return cls(
            envelopes=Counter("sceau_relay_envelopes", "Envelopes answered", ["outcome"], registry=registry),
            tickets=Counter("sceau_relay_tickets", "Proofs answered", ["answer"], registry=registry),
            counter=Counter("sceau_relay_counter", "Written at counters", ["what"], registry=registry),
            sign_ins=Counter("sceau_relay_sign_ins", "Sign-ins answered", ["outcome"], registry=registry),
        )
