"""The stage of the counter's journeys: everything that runs in production, and computers in a real browser."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count

import pytest
from playwright.sync_api import Browser, BrowserContext, expect
from tests.journeys.computer import LOCALES, Language
from tests.journeys.counter.till import BEHIND, Till

from sceau.demo.shops import Opening
from sceau.demo.world import World, running

NewTill = Callable[..., Till]
NewShop = Callable[..., Till]
expect.set_options(timeout=30_000)  # as long as a page's own waits: a busy machine is no failure


@pytest.fixture(scope="session")
def world() -> Iterator[World]:
    with running(usual_ports=False) as everything:
        yield everything


@pytest.fixture(scope="session")
def numbers() -> Iterator[int]:
    return count(750_000_001)


@pytest.fixture(scope="module")
def new_till(browser: Browser, world: World) -> Iterator[NewTill]:
    """Puts a computer on a counter: a browser profile of its own, with or without a passkey that has PRF."""
    contexts: list[BrowserContext] = []

    def place(language: Language = "fr", *, prf: bool = True, width: int = 1280, behind: timedelta = BEHIND) -> Till:
        context = browser.new_context(locale=LOCALES[language], viewport={"width": width, "height": 800})
        contexts.append(context)
        return Till.placed(context, language, world.relay, prf=prf, behind=behind)

    yield place
    for context in contexts:
        context.close()


@pytest.fixture
def opening(world: World, numbers: Iterator[int]) -> Opening:
    """A pharmacy that signed up and was approved, with the code of the register's officer."""
    return world.open_shop(str(next(numbers)), name="Pharmacie des Quatre-Cantons", titular="Paule Didot")


@pytest.fixture(scope="module")
def new_shop(world: World, numbers: Iterator[int], new_till: NewTill) -> NewShop:
    """Opens a pharmacy that is at work: set up, somebody responsible, a box open."""

    def open_shop(*, behind: timedelta = BEHIND) -> Till:
        till = new_till(behind=behind)
        till.begins_pharmacy(world.open_shop(str(next(numbers)), name="Pharmacie du Port", titular="Camille Inventé"))
        till.chooses_responsible()
        till.opens_box()
        return till

    return open_shop


@pytest.fixture(scope="module")
def shop(new_shop: NewShop) -> Till:
    """One for all of a file's journeys: no minutes pass in it."""
    return new_shop()
