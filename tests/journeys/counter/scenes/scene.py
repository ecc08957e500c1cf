"""What the counter shows, state by state: a story walks through its states and names each as it stands there.

Whoever looks (axe, a camera, a pair of eyes) looks at the page while the story rests. A look may change the language
and the colours, and puts French and light back before the story goes on.
"""

from collections.abc import Iterator

from playwright.sync_api import Page, expect
from tests.journeys.phone import LOCALES, Language, Scheme

Scenes = Iterator[tuple[str, Page]]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")


def looks(page: Page) -> Iterator[tuple[Language, Scheme]]:
    """The page as it stands, in each language, light and dark."""
    for language in LOCALES:
        in_language(page, language)
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            yield language, scheme
        page.emulate_media(color_scheme="light")
    in_language(page, "fr")


def in_language(page: Page, language: Language) -> None:
    """By the page's own switch, also where a dialog keeps hands from it. A page without one says everything in both."""
    switch = page.locator(".language, #language")
    if switch.count() and page.locator("html").get_attribute("lang") != language:
        switch.dispatch_event("click")
        page.wait_for_selector(f"html[lang={language}]")


def dialog_stands(page: Page) -> Page:
    expect(page.locator("dialog[open]")).to_be_visible()
    return page


def dialog_shuts(page: Page) -> None:
    expect(page.locator("dialog[open]")).to_be_hidden()
