"""Everything a journey needs, started in a folder: PostgreSQL, a relay that listens, a pharmacy enrolled."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.integration.running import (
    NO_POWER_CUTS,
    PublishedRegister,
    RunningRelay,
    migrated_relay_database,
    relay_environment,
)
from tests.journeys.desk import Desk

from sceau.web.embedded import EmbeddedPostgres


@contextmanager
def stage(folder: Path) -> Iterator[Desk]:
    register = PublishedRegister()
    with EmbeddedPostgres(folder / "data", NO_POWER_CUTS) as cluster:
        url = cluster.create_database("journeys", template=migrated_relay_database(cluster, register))
        relay = RunningRelay.start(relay_environment(url, register), folder / "relay.log")
        try:
            yield Desk.opened(relay, register)
        finally:
            relay.stop()
