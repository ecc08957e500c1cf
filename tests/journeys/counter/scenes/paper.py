"""What comes out of the printer, sheet by sheet, in both languages."""

from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.journeys.counter.scenes.scene import dialog_shuts, dialog_stands
from tests.journeys.counter.till import Till, read_qr
from tests.journeys.phone import LOCALES, Language

_PUPILS = "\n".join(f"EXEMPLE {name}\t04/01/2016" for name in ("Fanny", "Gaël", "Hugo", "Inès", "Jade", "Karim"))
# What paper leaves between its margins (`_paper.css`), at 96 pixels an inch.
_MARGIN = 12
_WIDTHS = {"slip58": 189, "slip80": 265, "label": 174, "a4": 658}


def sheets(till: Till, desk: BrowserContext) -> Iterator[tuple[str, Language, Page]]:
    """A sheet each time, on a page of `desk` as wide as the paper. After `working`: 1 has a result."""
    page = desk.new_page()
    page.goto(f"{till.url}/t")
    waiting = _waiting(till)
    for language in LOCALES:
        for paper in ("slip80", "slip58", "a4"):
            yield f"ticket-{paper}", language, _laid(page, paper, _printed(till, next(waiting), "1", language, paper))
        for key, name, paper in (("2", "label", "label"), ("3", "result", "a4"), ("4", "poster", "a4")):
            yield name, language, _laid(page, paper, _printed(till, 1, key, language, paper))
    page.close()


def _waiting(till: Till) -> Iterator[int]:
    """Numbers whose tickets were not handed over: a ticket can be printed once."""
    till.does("F6")
    dialog_stands(till.page)
    till.page.locator("dialog textarea").fill(_PUPILS)
    till.page.locator("dialog input[type=checkbox]").check()
    till.does("F2")
    dialog_shuts(till.page)
    rows = till.page.locator(".board [data-number]", has_text="Karim")
    expect(rows).to_be_visible()
    last = int(rows.get_attribute("data-number") or "0")
    return iter(range(last - 5, last + 1))


def _printed(till: Till, number: int, key: str, language: Language, paper: str) -> str:
    till.reads(number, "p")
    dialog_stands(till.page)
    if key == "1":
        till.page.locator("#paper-format").select_option(paper)
    till.page.locator("#paper-language").select_option(language)
    sheet = till.prints(lambda: till.does(key))
    expect(till.page.locator("dialog [role=status]")).not_to_be_empty()
    till.presses("Escape")
    dialog_shuts(till.page)
    return sheet


def _laid(page: Page, paper: str, sheet: str) -> Page:
    page.set_viewport_size({"width": _WIDTHS[paper] + 2 * _MARGIN, "height": 80})
    page.emulate_media(media="print", color_scheme="light")
    page.set_content(
        f'<!doctype html><link rel="stylesheet" href="/static/counter.css">'
        f'<style>body {{ padding: {_MARGIN}px }}</style><div class="paper {paper}">{sheet}</div>'
    )
    page.evaluate("document.fonts.ready")
    return page


def doctors_copy(till: Till) -> bytes:
    """The PDF of number 1, whose doctor is to have it. After `sheets`."""
    till.presses("Alt+J")
    till.page.locator(".visit").first.click()
    dialog_stands(till.page)
    with till.page.expect_download() as saved:
        till.does("F6")
    till.presses("Escape")
    dialog_shuts(till.page)
    return Path(saved.value.path()).read_bytes()


def poster_of(till: Till, browser: Browser) -> str:
    """The link that a phone's camera reads on the printed poster, which an empty board offers."""
    button = till.page.locator(".board .empty button")
    wall = browser.new_page(viewport={"width": 600, "height": 800})
    wall.set_content(f"<style>.light {{ fill: white }}</style>{till.prints(button.click)}")
    link = read_qr(wall.locator("svg").first.screenshot())
    wall.close()
    return link
