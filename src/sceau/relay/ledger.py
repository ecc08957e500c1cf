"""The relay's own ledger: who signs its checkpoints."""

from sceau.envelope.statements import ledger_origin
from sceau.ledger.keys import Signer
from sceau.relay.configuration import RelaySettings


def ledger_signer(settings: RelaySettings) -> Signer:
    """The worker's alone: the web processes are not given the seed."""
    return Signer(ledger_origin(settings.domain), bytes.fromhex(settings.ledger_seed.get_secret_value()))
