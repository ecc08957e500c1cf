"""The journeys' stage: a real relay with a pharmacy, and phones in a real browser."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright
from tests.journeys.desk import Desk
from tests.journeys.phone import LOCALES, Language, Phone, Scheme
from tests.journeys.stage import stage

NewPhone = Callable[..., Phone]


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A pharmacy's counter, before a relay of its own."""
    with stage(tmp_path_factory.mktemp("journeys")) as opened:
        yield opened


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture
def new_phone(browser: Browser) -> Iterator[NewPhone]:
    """Takes a phone out of the box: in a language, light or dark, so wide."""
    contexts = []

    def take(language: Language = "fr", *, scheme: Scheme = "light", width: int = 360) -> Phone:
        context = browser.new_context(
            locale=LOCALES[language], color_scheme=scheme, viewport={"width": width, "height": 740}
        )
        contexts.append(context)
        return Phone.taken(context, language)

    yield take
    for context in contexts:
        context.close()


@pytest.fixture
def phone(new_phone: NewPhone) -> Phone:
    return new_phone()
