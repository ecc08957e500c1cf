"""A world at night, after its day at the counter: nobody is readable there, until a page is careless, or the relay."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from sceau.demo.world import running
from sceau.drill.canaries import CANARIES
from sceau.drill.counter.computer import switched_on
from sceau.drill.counter.day import CounterDay
from sceau.drill.counter.profile import profile_pieces
from sceau.drill.counter.theft import NAMES, CounterThefts
from sceau.drill.day import live
from sceau.drill.search import Search, Traces
from sceau.drill.theft import Component, Scene, Thief
from sceau.drill.tries import guesses

pytestmark = pytest.mark.slow
LEAKED = 6


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("workshop")
    with running(usual_ports=False) as world:
        yield Scene(world, live(world, folder, counter=True), folder)


@pytest.fixture(scope="module")
def thief(scene: Scene) -> Thief:
    search = Search(scene.day.people, Traces(scene.day.traces()))
    return Thief(search, tuple(guesses(scene.day.people, scene.day.hashed)), tuple(range(CANARIES)))


@pytest.fixture(scope="module")
def counter_day(scene: Scene) -> CounterDay:
    assert scene.day.counter is not None
    return scene.day.counter


@pytest.fixture(scope="module")
def at_night(scene: Scene, counter_day: CounterDay) -> CounterThefts:
    return CounterThefts(scene, counter_day)


@pytest.mark.parametrize("name", NAMES)
def test_nobody_is_readable_at_the_counter(at_night: CounterThefts, thief: Thief, name: str) -> None:
    (component,) = (one for one in at_night.components() if one.name == name)
    stolen = thief.steal(component)
    assert (set(stolen.readable), stolen.searched_bytes > 0) == (set(), True)


def test_both_halves_of_the_browser_open_it(at_night: CounterThefts, thief: Thief) -> None:
    (both,) = (one for one in at_night.pairs() if one.name == "counter's computer + relay's half")
    assert len(thief.steal(both).readable) == CANARIES


def test_a_name_that_a_page_keeps_is_seen(scene: Scene, thief: Thief, counter_day: CounterDay, tmp_path: Path) -> None:
    careless = tmp_path / "profile"
    shutil.copytree(counter_day.profile, careless, ignore=shutil.ignore_patterns("Singleton*"))
    with switched_on(careless, scene.world.relay) as computer:
        computer.page.goto(f"{scene.world.relay}/counter")
        computer.page.evaluate("(name) => localStorage.setItem('draft', name)", scene.day.people[LEAKED].birth_name)
    leaking = Component("profile", lambda: profile_pieces(careless))
    assert set(thief.steal(leaking).readable) == {LEAKED}


def test_a_half_that_the_relay_would_give_to_a_cookie_is_seen(
    scene: Scene, thief: Thief, counter_day: CounterDay, at_night: CounterThefts
) -> None:
    with psycopg.connect(scene.cluster("relay").url) as connection:
        ((half,),) = connection.execute("SELECT half FROM browser_half").fetchall()
    given = CounterThefts(scene, counter_day, seen=replace(at_night.seen, halves={bytes(16): half}))
    (switched,) = (one for one in given.components() if one.name.endswith("switched on by a thief"))
    assert len(thief.steal(switched).readable) == CANARIES


def test_the_counters_tables_have_rows_and_all_are_searched(scene: Scene) -> None:
    tables = ("access_key", "browser_half", "counter_change", "item", "membership", "prefill", "session", "shelf")
    searched = {piece.place for piece in scene.cluster("relay").row_pieces()}
    assert [name for name in tables if f"table {name}" not in searched] == []
