"""What a process of the register holds while it runs: settings, connections, clock, seeds, and what it has read.

One object, made when the process starts and handed to whatever needs it; there is no other shared state.
"""

from dataclasses import dataclass
from typing import Self

from sceau.register.configuration import RegisterSettings
from sceau.register.keys.published import ROOT_HASH, PublishedStatements
from sceau.register.keys.seeds import IntakeSeeds
from sceau.register.metrics import Metrics
from sceau.register.months import OpenMonths
from sceau.register.pharmacies.logs import PharmacyLogs
from sceau.web.clock import Clock, SystemClock
from sceau.web.database import Pool, open_pool
from sceau.web.key_folder import KeyFolder
from sceau.web.smart import Tokens


@dataclass(frozen=True, slots=True)
class Register:
    """`pool` belongs to this process: make a Register after a fork, never before."""

    settings: RegisterSettings
    pool: Pool
    clock: Clock
    tokens: Tokens
    seeds: IntakeSeeds
    statements: PublishedStatements
    pharmacies: PharmacyLogs
    months: OpenMonths
    metrics: Metrics

    @classmethod
    def start(cls, settings: RegisterSettings, clock: Clock | None = None) -> Self:
        """Open the pool and begin with empty caches. KeyMissingError before `sceau register keys init`."""
        folder = KeyFolder(settings.keys_folder)
        return cls(
            settings=settings,
            pool=open_pool(settings.database_url.get_secret_value(), size=settings.threads),
            clock=clock or SystemClock(),
            tokens=Tokens(settings.token_secret.get_secret_value().encode(), settings.domain),
            seeds=IntakeSeeds(folder, kept_months=settings.kept_months),
            statements=PublishedStatements(folder.read(ROOT_HASH)),
            pharmacies=PharmacyLogs(),
            months=OpenMonths(),
            metrics=Metrics.start(),
        )

    def seconds(self) -> int:
        """Now, in seconds since 1970."""
        return int(self.clock.now().timestamp())
