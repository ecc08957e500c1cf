"""What a process of the relay holds while it runs: settings, connections, clock, and what it has read of keys and logs.

One object, made when the process starts and handed to whatever needs it; there is no other shared state.
"""

from dataclasses import dataclass
from typing import Self

from sceau.relay.configuration import RelaySettings
from sceau.relay.metrics import Metrics
from sceau.relay.pharmacies.cache import PharmacyCache
from sceau.relay.statements.mirror import StatementMirror
from sceau.web.clock import Clock, SystemClock
from sceau.web.database import Pool, open_pool
from sceau.web.smart import Tokens


@dataclass(frozen=True, slots=True)
class Relay:
    """`pool` belongs to this process: make a Relay after a fork, never before."""

    settings: RelaySettings
    pool: Pool
    clock: Clock
    tokens: Tokens
    statements: StatementMirror
    pharmacies: PharmacyCache
    metrics: Metrics

    @classmethod
    def start(cls, settings: RelaySettings, clock: Clock | None = None, *, connections: int | None = None) -> Self:
        """Open the pool, of one connection a thread unless told, and begin with empty caches."""
        return cls(
            settings=settings,
            pool=open_pool(settings.database_url.get_secret_value(), size=connections or settings.threads),
            clock=clock or SystemClock(),
            tokens=Tokens(settings.token_secret.get_secret_value().encode(), settings.domain),
            statements=StatementMirror(bytes.fromhex(settings.register_root)),
            pharmacies=PharmacyCache(),
            metrics=Metrics.start(),
        )

    def seconds(self) -> int:
        """Now, in seconds since 1970."""
        return int(self.clock.now().timestamp())
