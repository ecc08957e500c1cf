"""The counter app at a shop's computer, for the journeys: what the pharmacist does there, in the words of the counter.

Its clock runs twenty minutes late at first, so that a cassette's minutes can pass at once, and nothing
lies in the future.
"""

import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from playwright.sync_api import BrowserContext, Locator, expect
from tests.journeys.computer import Computer, Language
from tests.journeys.phone import ROOT

from sceau.demo.shops import Opening

BEHIND = timedelta(minutes=20)
ALERT_SECONDS = 240
BOX = "0100686597200018172909301" + "0A12345"  # GTIN, expiry 30/09/2029, lot
COVID = "94558-4"


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

    @classmethod
    def placed(cls, context: BrowserContext, language: Language, url: str, *, prf: bool = True) -> "Till":
        till = cls.taken(context, language, url, prf=prf)
        assert isinstance(till, Till)
        till.page.clock.install(time=datetime.now(UTC) - BEHIND)
        return till

    # Keys and buttons

    def does(self, shortcut: str) -> None:
        """Press the key of a button that can be pressed now."""
        expect(self.button(shortcut)).to_be_enabled()
        self.page.keyboard.press(shortcut)

    def button(self, shortcut: str) -> Locator:
        return self.page.locator(f"button[aria-keyshortcuts='{shortcut}']").last

    # Joining and setting up

    def joins(self, link: str) -> None:
        self.page.goto(link)
        expect(self.page.locator("#label")).to_be_visible()
        self.does("F2")

    def begins_pharmacy(self, opening: Opening) -> None:
        """From the operator's link to the board."""
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
        self.scans(code)
        self.page.locator("#kit-name").fill(name)
        self.page.locator(f"[id='kit-{analyte}']").check()
        self.does("F2")
        expect(self.page.locator("dialog[open]")).to_be_hidden()

    # At the counter

    def sees_board(self) -> None:
        expect(self.page.locator("#capture-title")).to_be_visible()

    def scans(self, code: str) -> None:
        """A USB scanner types fast, and ends with Enter."""
        self.page.keyboard.type(code)
        self.page.keyboard.press("Enter")

    def passes(self, *, minutes: float = 0, seconds: float = 0) -> None:
        """Time passes, with somebody at the keyboard: an idle counter locks itself."""
        left = 60 * minutes + seconds
        while left > 0:
            self.page.clock.fast_forward(int(1000 * min(left, ALERT_SECONDS)))
            self.page.keyboard.press("Shift")
            left -= ALERT_SECONDS

    def captures(self, somebody: Somebody) -> None:
        """Types what somebody says, agrees to the test and the register for them, and hands over a ticket."""
        self.types_in(somebody)
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
        for name, value in said.items():
            if value:
                self.page.locator(f"#capture-{name}").fill(value)

    def hands_over(self) -> str:
        """The person scans the ticket on the screen, and is swabbed; the link that the phone read."""
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

    def sees_registered(self, count: int) -> None:
        expect(self.page.locator(".top")).to_contain_text(f"{count} enregistré", timeout=30_000)

    def row(self, number: int) -> Locator:
        return self.page.locator(f"[data-number='{number}']")


def read_qr(picture: bytes) -> str:
    """What a phone's camera reads in a picture."""
    node = ["node", str(ROOT / "tests/journeys/read_qr.mjs")]
    return subprocess.run(node, input=picture, capture_output=True, check=True, cwd=ROOT).stdout.decode()
