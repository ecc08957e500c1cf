"""One register for all tests of this folder: each test brings its own pharmacies and people."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sceau.web.embedded import EmbeddedPostgres
from tests.integration.register.world import Pharmacy, World, running


@pytest.fixture(scope="session")
def world(register_cluster: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    url = register_cluster.create_database("register")
    with running(url, tmp_path_factory.mktemp("register")) as begun:
        yield begun


@pytest.fixture
def pharmacy(world: World) -> Pharmacy:
    return world.new_pharmacy()
