"""The relay's ledger as its worker keeps it, for tests that run none."""

from datetime import UTC, datetime

import psycopg
from tests.integration.running import RunningRelay

from sceau.ledger.keys import Signer
from sceau.web import ledger_store

ORIGIN = "relay.example/ledger"


def own_ledger(relay: RunningRelay) -> Signer:
    """A ledger that this relay's own seed signs, in place of the one that its database was copied with."""
    signer = Signer(ORIGIN, bytes.fromhex(relay.environment["SCEAU_RELAY_LEDGER_SEED"]))
    with psycopg.connect(relay.database_url) as database:
        database.execute("DELETE FROM ledger_state")
        database.execute("DELETE FROM tile")
        ledger_store.open_ledger(database, signer, datetime.now(UTC))
    return signer


def sequence(relay: RunningRelay, signer: Signer) -> None:
    """Give all that waits its place."""
    with psycopg.connect(relay.database_url) as database:
        while ledger_store.sequence(database, signer, datetime.now(UTC)):
            pass
