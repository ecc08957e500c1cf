"""The ground of all fault runs, and a world for each."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.faults.ground import LOSES_WHAT_WAS_NOT_FLUSHED, Ground, begin
from tests.faults.world import World

from sceau.web.embedded import EmbeddedPostgres


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    folder = tmp_path_factory.mktemp("ground")
    options = LOSES_WHAT_WAS_NOT_FLUSHED
    with (
        EmbeddedPostgres(folder / "relay", options) as relay,
        EmbeddedPostgres(folder / "register", options) as register,
    ):
        yield begin(relay, register, folder)


@pytest.fixture
def world(ground: Ground, tmp_path: Path) -> Iterator[World]:
    with World(ground, tmp_path) as made:
        yield made
