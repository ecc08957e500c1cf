"""Take the documents' pictures again: every state of the counter, of paper and of people's phones, in both languages.

They come from everything that runs in production and a real browser, through the states of the journeys. The ticket
page is PNG as on a small phone, the counter WebP, which is a third as large. Documents are shown by the browser's own
reader. Usage: make screenshots
"""

import base64
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # run by path, it finds what the journeys share

from tests.journeys.computer import Computer  # noqa: E402
from tests.journeys.counter.scenes.paper import doctors_copy, sheets  # noqa: E402
from tests.journeys.counter.scenes.scene import in_language  # noqa: E402
from tests.journeys.counter.scenes.whole import Stage, whole  # noqa: E402
from tests.journeys.desk import Desk  # noqa: E402
from tests.journeys.operations import scenes as operations  # noqa: E402
from tests.journeys.operations.public import published, serving  # noqa: E402
from tests.journeys.operations.room import control_room  # noqa: E402
from tests.journeys.phone import LOCALES, Language, Phone, Scheme  # noqa: E402
from tests.journeys.stage import stage  # noqa: E402
from tests.journeys.test_ticket_page import STATES  # noqa: E402

from sceau.demo.world import running  # noqa: E402

SCREENS = ROOT / "docs/screens"
IN_THE_DARK = ("ready", "positive", "openings")
COUNTER_IN_THE_DARK = ("board-due", "capture-whole")
QUALITY = 50
READING = 3000
"""Milliseconds until the reader has drawn a page; it does not say when."""


def main() -> None:
    found = subprocess.run([ROOT / "scripts/chromium.sh", "find"], capture_output=True, text=True, check=True)  # noqa: S603 (our own script)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found.stdout.strip(), args=["--no-sandbox"])
        # Its reader of documents comes with the windows that the other has not.
        reader = playwright.chromium.launch(
            executable_path=found.stdout.strip(), headless=False, args=["--no-sandbox", "--headless=new"]
        )
        take_operations(browser)
        take_counter(browser, reader)
        take_tickets(browser, reader)
        reader.close()
        browser.close()


def take_operations(browser: Browser) -> None:
    """The operator's page, which is made whole in one language."""
    for language, locale in LOCALES.items():
        with tempfile.TemporaryDirectory() as folder, control_room(Path(folder)) as room:
            context, camera = browser.new_context(locale=locale, viewport={"width": 1280, "height": 800}), Camera()
            computer = Computer.taken(context, language, room.relay.url)
            for name in operations.whole(room, computer):
                camera.keeps(computer.page, f"operator-{name}-{language}")
                if name == "alarms" and language == "fr":
                    computer.page.emulate_media(color_scheme="dark")
                    camera.keeps(computer.page, f"operator-{name}-{language}-dark")
                    computer.page.emulate_media(color_scheme="light")
            context.close()
    for state in ("up", "down"):
        with tempfile.TemporaryDirectory() as folder:
            published(Path(folder), state, datetime.now(UTC))
            for name, language in (("index.html", "fr"), ("en.html", "en")):
                context = browser.new_context(locale=LOCALES[language], viewport={"width": 768, "height": 800})
                page = context.new_page()
                with serving(Path(folder)) as address:
                    page.goto(f"{address}/{name}")
                    Camera().keeps(page, f"status-{state}-{language}")
                context.close()


def take_counter(browser: Browser, reader: Browser) -> None:
    with running(usual_ports=False) as world:
        counter, camera = Stage(browser, world), Camera()
        till = counter.till()
        for name, page in whole(counter, till):
            of = name if name.startswith("prefill") else f"counter-{name}"
            for language in LOCALES:
                in_language(page, language)
                camera.keeps(page, f"{of}-{language}")
            in_language(page, "fr")
            if name in COUNTER_IN_THE_DARK:
                page.emulate_media(color_scheme="dark")
                camera.keeps(page, f"{of}-fr-dark")
                page.emulate_media(color_scheme="light")
        for name, language, page in sheets(till, counter.desk()):
            camera.keeps(page, f"paper-{name}-{language}")
        take_document(reader, doctors_copy(till), "paper-doctor-fr")  # to a doctor in France, in French


@dataclass(frozen=True, slots=True)
class Camera:
    """A session a page, kept: whoever ends one also ends the page's virtual passkeys."""

    sessions: dict[Page, CDPSession] = field(default_factory=dict)

    def keeps(self, page: Page, name: str) -> None:
        """The whole page, as on a screen that is high enough for it."""
        if page not in self.sessions:
            self.sessions[page] = page.context.new_cdp_session(page)
        page.locator("#language:focus").evaluate_all("all => all.forEach((one) => one.blur())")
        page.evaluate("scrollTo(0, 0)")
        width, height = page.evaluate("[innerWidth, innerHeight]")
        for _ in range(2):  # a list that scrolls inside the page takes some of what it is given
            needed: int = page.evaluate("document.documentElement.scrollHeight")
            page.set_viewport_size({"width": width, "height": max(height, needed)})
        page.evaluate("document.fonts.ready")
        taken = self.sessions[page].send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})
        page.set_viewport_size({"width": width, "height": height})
        picture = SCREENS / f"{name}.webp"
        picture.write_bytes(base64.b64decode(taken["data"]))
        print(picture.relative_to(ROOT))


def take_tickets(browser: Browser, reader: Browser) -> None:
    with tempfile.TemporaryDirectory() as folder, stage(Path(folder)) as desk:
        for state in STATES:
            for language in LOCALES:
                take_ticket(browser, desk, state, language, "light")
        for language in LOCALES:
            take_saved(browser, reader, desk, language)
        for state in IN_THE_DARK:
            take_ticket(browser, desk, state, "fr", "dark")


def take_ticket(browser: Browser, desk: Desk, state: str, language: Language, scheme: Scheme) -> None:
    context = browser.new_context(locale=LOCALES[language], color_scheme=scheme, viewport={"width": 360, "height": 640})
    phone = Phone.taken(context, language)
    STATES[state](desk, phone)
    phone.page.evaluate("document.fonts.ready")
    dark = "-dark" if scheme == "dark" else ""
    picture = SCREENS / f"ticket-{state.replace('_', '-')}-{language}{dark}.png"
    phone.page.screenshot(path=picture, full_page=True, animations="disabled")
    context.close()
    print(picture.relative_to(ROOT))


def take_saved(browser: Browser, reader: Browser, desk: Desk, language: Language) -> None:
    """What a person keeps: the page once it is saved, and the document."""
    context = browser.new_context(locale=LOCALES[language], viewport={"width": 360, "height": 640})
    phone = Phone.taken(context, language)
    STATES["positive"](desk, phone)
    _, document = phone.saves()
    phone.page.locator(".status:not(:empty)").wait_for()
    picture = SCREENS / f"ticket-saved-{language}.png"
    phone.page.screenshot(path=picture, full_page=True, animations="disabled")
    context.close()
    print(picture.relative_to(ROOT))
    take_document(reader, document, f"paper-document-{language}")


def take_document(reader: Browser, document: bytes, name: str) -> None:
    """Its first page, as the reader shows it without its buttons."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "document.pdf"
        file.write_bytes(document)
        page = reader.new_page(viewport={"width": 600, "height": 848})
        page.goto(f"{file.as_uri()}#toolbar=0&navpanes=0&view=Fit")
        page.wait_for_timeout(READING)
        Camera().keeps(page, name)
        page.close()


if __name__ == "__main__":
    main()
