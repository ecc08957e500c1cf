"""The public status page: files behind any web server, with no relay and no database anywhere."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.journeys.operations.public import DOWN, UP, published, serving
from tests.journeys.phone import LOCALES, Language, accessibility_problems

pytestmark = pytest.mark.journey


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    with serving(tmp_path) as found:
        yield found


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 800})
    yield context.new_page()
    context.close()


def test_a_page_of_now_says_that_all_works(page: Page, address: str, tmp_path: Path) -> None:
    published(tmp_path, UP, datetime.now(UTC))
    page.goto(address)
    expect(page.locator("h1")).to_contain_text("Tout fonctionne")
    expect(page.locator(".stale")).to_be_hidden()


def test_a_page_older_than_five_minutes_says_that_it_may_be_wrong(page: Page, address: str, tmp_path: Path) -> None:
    published(tmp_path, UP, datetime.now(UTC) - timedelta(minutes=6))
    page.goto(address)
    expect(page.locator(".stale")).to_be_visible()


def test_a_page_that_stays_open_notices_that_it_grows_old(page: Page, address: str, tmp_path: Path) -> None:
    page.clock.install(time=datetime.now(UTC))
    published(tmp_path, UP, datetime.now(UTC) - timedelta(minutes=4))
    page.goto(address)
    expect(page.locator(".stale")).to_be_hidden()
    page.route("**/*", lambda route: route.abort())
    page.clock.run_for(50_000)
    expect(page.locator(".stale")).to_be_hidden()
    page.clock.run_for(20_000)
    expect(page.locator(".stale")).to_be_visible()


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_bad_days_are_words_and_shapes_and_nobody_is_shut_out(
    browser: Browser, address: str, tmp_path: Path, language: Language, width: int
) -> None:
    published(tmp_path, DOWN, datetime.now(UTC))
    context = browser.new_context(locale=LOCALES[language], viewport={"width": width, "height": 800})
    page, complaints = context.new_page(), list[str]()
    page.on("console", lambda said: complaints.append(said.text))
    page.goto(f"{address}/{'en.html' if language == 'en' else ''}")
    said = {"fr": "Une partie ne fonctionne pas", "en": "A part does not work"}[language]
    expect(page.locator("h1")).to_contain_text(said)
    wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert (complaints, page.evaluate(wider)) == ([], 0)
    problems = accessibility_problems(page)
    context.close()
    assert problems == []


def test_the_page_names_no_pharmacy_and_says_no_number_of_results(tmp_path: Path) -> None:
    published(tmp_path, DOWN, datetime.now(UTC))
    text = "".join((tmp_path / name).read_text() for name in ("index.html", "en.html", "history.json"))
    assert [word for word in ("99000", "Officine", "214") if word in text] == []
