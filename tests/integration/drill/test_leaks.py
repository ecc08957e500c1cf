"""One world after its day: nobody is readable, until a leak is planted on purpose; then the drill says whom."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import psycopg
import pytest

from sceau.demo.world import running
from sceau.drill.canaries import CANARIES
from sceau.drill.day import live
from sceau.drill.search import Search, Traces
from sceau.drill.streams import Piece
from sceau.drill.theft import RELAY_WEB, Scene, Thief, components, secrets_of
from sceau.drill.tries import guesses

LEAKED = 6


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("workshop")
    with running(usual_ports=False) as world:
        yield Scene(world, live(world, folder, counter=False), folder)


@pytest.fixture(scope="module")
def thief(scene: Scene) -> Thief:
    search = Search(scene.day.people, Traces(scene.day.traces()))
    return Thief(search, tuple(guesses(scene.day.people, scene.day.hashed)), tuple(range(CANARIES)))


def readable(scene: Scene, thief: Thief, name: str) -> set[int]:
    (component,) = (one for one in components(scene) if one.name == name)
    return set(thief.steal(component).readable)


@contextmanager
def row(scene: Scene, service: str, value: str) -> Iterator[None]:
    """Something that an absent-minded version would keep."""
    with psycopg.connect(scene.cluster(service).url, autocommit=True) as connection:
        connection.execute("CREATE TABLE careless (value text)")
        connection.execute("INSERT INTO careless VALUES (%s)", (value,))
        yield
        connection.execute("DROP TABLE careless")


@pytest.mark.parametrize("name", ["relay database", "register database", "client's computer", "ledgers", "logs"])
def test_nobody_is_readable(scene: Scene, thief: Thief, name: str) -> None:
    assert readable(scene, thief, name) == set()


def test_a_name_in_a_row_is_seen(scene: Scene, thief: Thief) -> None:
    with row(scene, "relay", json.dumps({"name": scene.day.people[LEAKED].birth_name})):
        assert readable(scene, thief, "relay database") == {LEAKED}


def test_a_result_beside_an_envelopes_id_is_seen(scene: Scene, thief: Thief) -> None:
    with row(scene, "relay", f"{scene.day.ids[LEAKED][0].hex()} was positive"):
        assert readable(scene, thief, "relay database") == {LEAKED}


def test_a_name_in_a_log_is_seen(scene: Scene, thief: Thief) -> None:
    log = scene.world.folder / "relay-careless.log"
    log.write_text(f"refused: {scene.day.people[LEAKED].first_name.lower()}\n", encoding="utf-8")
    assert readable(scene, thief, "logs") == {LEAKED}
    log.unlink()


def test_a_secret_that_is_served_counts_as_everybody(scene: Scene, thief: Thief) -> None:
    (component,) = (one for one in components(scene) if one.name == "relay files over HTTP")
    secret = scene.settings(RELAY_WEB)["SCEAU_RELAY_TOKEN_SECRET"].encode()
    assert secret in secrets_of(scene)
    leaking = replace(component, theft=lambda: iter([Piece("/.env", b"key=" + secret)]))
    assert len(thief.steal(leaking).readable) == CANARIES
