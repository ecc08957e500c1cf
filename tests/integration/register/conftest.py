"""One register for all tests of this folder: each test brings its own pharmacies and people."""

from collections.abc import Iterator

import pytest
from tests.integration.register.pharmacies import Pharmacy
from tests.integration.register.world import World, running

from sceau.web.embedded import EmbeddedPostgres


@pytest.fixture(scope="session")
def world(register_cluster: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    url = register_cluster.create_database("register")
    with running(url, tmp_path_factory.mktemp("register")) as begun:
        yield begun


@pytest.fixture
def pharmacy(world: World) -> Pharmacy:
    return world.new_pharmacy()
