"""The counter app at a shop's computer, for the journeys: what the pharmacist does there, in the words of the counter.

Its clock runs twenty minutes late at first, so that a cassette's minutes can pass at once, and nothing
lies in the future.
"""

import json
import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Locator, TimeoutError, expect  # noqa: A004 (Playwright's own name)
from tests.journeys.computer import Computer, Language
from tests.journeys.phone import ROOT

from sceau.demo.shops import Opening

BEHIND = timedelta(minutes=20)
LONG_BEHIND = timedelta(minutes=50)  # two cassettes one after the other; an hour would be a wrong clock
ALERT_SECONDS = 240
BOX = "0100686597200018172909301" + "0A12345"  # GTIN, expiry 30/09/2029, lot
COVID = "94558-4"
SEPARATOR = "\x1d"
"""Ends a field of a DataMatrix; a scanner presses Ctrl+] for it."""

_PRINTER = """() => {
  delete document.body.dataset.printed;
  window.print = () => { document.body.dataset.printed = document.querySelector(".paper").innerHTML; };
}"""


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person made up; dates as they are typed."""

    birth_name: str = "EXEMPLE"
    first_name: str = "DOMINIQUE"
    born: str = "28031979"
    sex: str = "F"
    phone: str = ""
    email: str = ""


@dataclass
class Till(Computer):
    """A computer in front of the counter app."""

    kit: str = ""
    """The printed kit of whoever set this computer up or joined on it."""
    finess: str = ""
    """Of the pharmacy that was set up here."""

    @classmethod
    def placed(
        cls, context: BrowserContext, language: Language, url: str, *, prf: bool = True, behind: timedelta = BEHIND
    ) -> "Till":
        till = cls.taken(context, language, url, prf=prf)
        assert isinstance(till, Till)
        till.page.clock.install(time=datetime.now(UTC) - behind)
        return till

    # Keys and buttons

    def does(self, shortcut: str) -> None:
        """Press the key of a button or a screen that can be pressed now."""
        expect(self.button(shortcut)).to_be_enabled()
        self.page.keyboard.press(shortcut)

    def button(self, shortcut: str) -> Locator:
        return self.page.locator(f"[aria-keyshortcuts='{shortcut}']").last

    # Joining and setting up

    def joins(self, link: str) -> None:
        self.page.goto(link)
        expect(self.page.locator("#label")).to_be_visible()
        self.does("F2")

    def begins_pharmacy(self, opening: Opening) -> None:
        """From the operator's link to the board."""
        self.finess = opening.finess
        self.joins(opening.link)
        self.page.locator("#code").fill(opening.code)
        self.does("F2")
        self.keeps_kit()
        self.does("F2")  # what opens from day to day: the passkey
        expect(self.page.locator(".notice.done")).to_be_visible()
        self.does("F2")
        self.sees_board()

    def keeps_kit(self) -> None:
        """Print it, and type three groups back."""
        groups = self.page.locator(".kit-groups li")
        expect(groups.first).to_be_visible()
        texts = groups.all_inner_texts()
        self.kit = " ".join(texts)
        self.does("F2")
        fields = self.page.locator("input[id^=group-]")
        expect(fields.first).to_be_visible()
        for field in fields.all():
            field.fill(texts[int((field.get_attribute("id") or "").removeprefix("group-"))])
        self.does("F2")
        expect(fields.first).to_be_hidden()

    def chooses_responsible(self) -> None:
        dialog = self.page.locator("dialog[open]")
        expect(dialog).to_be_visible()
        dialog.locator("button").first.click()
        expect(dialog).to_be_hidden()

    def opens_box(self, code: str = BOX, *, name: str = "INSTI", analyte: str = COVID) -> None:
        """Scan a box of tests nobody has described before."""
        described = self.page.locator("#kit-name")
        self.scans(code)
        while not appears(described):
            self.scans(code)  # keys that came too slowly for a scanner's were taken for a hand's: people scan again
        described.fill(name)
        self.page.locator(f"[id='kit-{analyte}']").check()
        self.does("F2")
        expect(self.page.locator("dialog[open]")).to_be_hidden()

    # At the counter

    def sees_board(self) -> None:
        expect(self.page.locator("#capture-title")).to_be_visible()

    def scans(self, code: str) -> None:
        """A USB scanner types fast, and ends with Enter; a hand has to leave it before it types."""
        first, *others = code.split(SEPARATOR)
        self.page.keyboard.type(first)
        for part in others:
            self.page.keyboard.press("Control+]")
            self.page.keyboard.type(part)
        self.page.keyboard.press("Enter")
        self.passes(seconds=1)

    def passes(self, *, minutes: float = 0, seconds: float = 0) -> None:
        """Time passes, with somebody at the keyboard: an idle counter locks itself.

        What was asked before is answered first: when the clock jumps, the page gives up waiting.
        """
        left = 60 * minutes + seconds
        while left > 0:
            self.settles()
            self.page.clock.fast_forward(int(1000 * min(left, ALERT_SECONDS)))
            self.page.keyboard.press("Shift")
            left -= ALERT_SECONDS

    def captures(self, somebody: Somebody) -> None:
        """Types what somebody says, agrees to the test and the register for them, and hands over a ticket."""
        self.types_in(somebody)
        self.agrees()

    def agrees(self) -> None:
        """Yes to the test and the register; the ticket."""
        self.page.keyboard.press("F3")
        self.does("F2")

    def types_in(self, somebody: Somebody) -> None:
        said = {
            "birth_name": somebody.birth_name,
            "first_name": somebody.first_name,
            "birth": somebody.born,
            "sex": somebody.sex,
            "phone": somebody.phone,
            "email": somebody.email,
        }
        self.fills(**{name: value for name, value in said.items() if value})

    def fills(self, **values: str) -> None:
        for name, value in values.items():
            self.field(name).fill(value)

    def field(self, name: str) -> Locator:
        return self.page.locator(f"#capture-{name}")

    def sees_fields(self, **values: str) -> None:
        for name, value in values.items():
            expect(self.field(name)).to_have_value(value)

    def chooses(self, **values: str) -> None:
        """In the lists of the page."""
        for name, value in values.items():
            self.field(name).select_option(value)

    def asks_more(self) -> None:
        """What is asked of few: another name, an address abroad, symptoms."""
        self.page.locator("details.more summary").click()

    def ticket_number(self) -> int:
        """Of the ticket on the screen: what the person is called by today."""
        number = self.page.locator("dialog[open] .number")
        expect(number).to_be_visible()
        return int(number.inner_text())

    def hands_over(self) -> str:
        """The person scans the ticket on the screen, and is swabbed if that is still to be done; the link read."""
        code = self.page.locator("dialog[open] svg").first
        expect(code).to_be_visible()
        link = read_qr(code.screenshot())
        self.does("Enter")
        expect(self.page.locator("dialog[open]")).to_be_hidden()
        return link

    def reads(self, number: int, *keys: str) -> None:
        """The number, then the result's keys."""
        self.page.locator("h2").first.click()  # no field has the keys
        self.page.keyboard.type(str(number))
        for key in keys:
            self.page.keyboard.press(key)

    def sees_state(self, number: int, state: str) -> None:
        expect(self.row(number)).to_have_attribute("data-state", state)

    def reads_in_time(self, number: int, *keys: str) -> None:
        """A quarter of an hour after the swab; nobody takes it back, so that it is sealed and sent."""
        self.passes(minutes=16)
        self.reads(number, *keys)
        self.sees_state(number, "read")
        self.passes(seconds=61)

    def repeats(self, number: int) -> None:
        """On a new kit, swabbed at once."""
        self.reads(number, "r")
        self.sees_state(number, "waiting")
        expect(self.row(number)).to_contain_text("2e test")
        self.reads(number, "Enter")
        self.sees_state(number, "running")

    def prints(self, order: Callable[[], None]) -> str:
        """What comes out of the printer, as a page."""
        self.page.evaluate(_PRINTER)
        order()
        body = self.page.locator("body")
        expect(body).to_have_attribute("data-printed", re.compile("<"))
        return body.get_attribute("data-printed") or ""

    def exports_visits(self) -> list[dict[str, Any]]:
        """The shop's own file of its visits."""
        self.page.keyboard.press("Alt+J")
        self.does("5")
        with self.page.expect_download() as saved:
            self.does("F2")
        return [json.loads(line) for line in Path(saved.value.path()).read_text().splitlines()]

    def goes_to_day(self, days: int) -> None:
        """The page is opened on another day, by whoever touches the passkey."""
        self.page.clock.set_system_time(datetime.now(UTC) - BEHIND + timedelta(days=days))
        self.page.reload()
        self.does("F9")
        self.sees_board()

    def sees_registered(self, count: int) -> None:
        expect(self.page.locator(".top")).to_contain_text(f"{count} enregistré", timeout=30_000)

    def row(self, number: int) -> Locator:
        return self.page.locator(f"[data-number='{number}']")


def appears(element: Locator) -> bool:
    try:
        element.wait_for()
    except TimeoutError:
        return False
    return True


def read_qr(picture: bytes) -> str:
    """What a phone's camera reads in a picture."""
    node = ["node", str(ROOT / "tests/journeys/read_qr.mjs")]
    return subprocess.run(node, input=picture, capture_output=True, check=True, cwd=ROOT).stdout.decode()
