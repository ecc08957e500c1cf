"""Real services on a real PostgreSQL: one cluster a trust domain for the whole run, one database a test module."""

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from tests.integration.running import (
    NO_POWER_CUTS,
    PublishedRegister,
    RunningRelay,
    migrated_relay_database,
    relay_environment,
)

from sceau.web.embedded import EmbeddedPostgres


def _cluster() -> Iterator[EmbeddedPostgres]:
    # Not in pytest's own folder: as root PostgreSQL runs as another account, which each new pytest shuts out.
    with (
        TemporaryDirectory(prefix="sceau-cluster-") as folder,
        EmbeddedPostgres(Path(folder) / "data", NO_POWER_CUTS) as cluster,
    ):
        yield cluster


@pytest.fixture(scope="session")
def relay_cluster() -> Iterator[EmbeddedPostgres]:
    """The relay's PostgreSQL."""
    yield from _cluster()


@pytest.fixture(scope="session")
def register_cluster() -> Iterator[EmbeddedPostgres]:
    """The register's PostgreSQL."""
    yield from _cluster()


@pytest.fixture(scope="session")
def published_register() -> PublishedRegister:
    """A register's keys and statements, without a register: what a relay alone is tested against."""
    return PublishedRegister()


@pytest.fixture(scope="session")
def relay_template(relay_cluster: EmbeddedPostgres, published_register: PublishedRegister) -> str:
    """Name of a migrated relay's database, which knows that register."""
    return migrated_relay_database(relay_cluster, published_register)


@pytest.fixture(scope="module")
def new_relay(
    relay_cluster: EmbeddedPostgres,
    relay_template: str,
    published_register: PublishedRegister,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[[str], RunningRelay]]:
    """Starts a relay's web server on a fresh database of this name."""
    started: list[RunningRelay] = []

    def start(name: str) -> RunningRelay:
        url = relay_cluster.create_database(name, template=relay_template)
        log = tmp_path_factory.mktemp(name) / "relay.log"
        started.append(RunningRelay.start(relay_environment(url, published_register), log))
        return started[-1]

    yield start
    for relay in started:
        relay.stop()


@pytest.fixture(scope="module")
def relay(request: pytest.FixtureRequest, new_relay: Callable[[str], RunningRelay]) -> RunningRelay:
    """A relay that listens, with a database of its own for this module."""
    return new_relay("relay_" + request.module.__name__.rpartition(".")[2])
