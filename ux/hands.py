"""Two hands at a keyboard, counted: the keystroke-level model (Card, Moran and Newell, 1980) on a real page.

A key costs 0.28 s (an average typist), a decision 1.35 s, a scan 2 s whatever its length: the characters that a
scanner types are no keys. The page's own time is measured and added, since a hand waits for it.
"""

import time
from dataclasses import dataclass, field
from typing import Final

from playwright.sync_api import Page

KEY_SECONDS: Final = 0.28
DECISION_SECONDS: Final = 1.35
SCAN_SECONDS: Final = 2.0
SEPARATOR: Final = "\x1d"
TWO_FINGERS: Final = "@.?"
"""On a French keyboard, beside capitals; digits, + and - are those of the numeric keypad."""


@dataclass(slots=True)
class Hands:
    """Everything that is done on `page` goes through here, so that nothing is done uncounted."""

    page: Page = field(repr=False)
    keys: int = 0
    decisions: int = 0
    scans: int = 0
    waited: float = 0.0

    def types(self, text: str) -> None:
        """Each character a key, or two held together."""
        for character in text:
            self.keys += fingers(character)
            self.page.keyboard.press(character)

    def presses(self, shortcut: str) -> None:
        """One key, or keys held together (`Alt+N`): each finger counts."""
        self.keys += shortcut.count("+") + 1
        self.page.keyboard.press(shortcut)

    def decides(self, times: int = 1) -> None:
        """Looks, understands, chooses."""
        self.decisions += times

    def scans_code(self, text: str) -> None:
        """A scanner types it, presses Ctrl+] for a separator, ends with Enter, and is faster than any hand."""
        self.scans += 1
        for at, part in enumerate(text.split(SEPARATOR)):
            if at:
                self.page.keyboard.press("Control+]")
            self.page.keyboard.type(part)
        self.page.keyboard.press("Enter")

    def waits_for(self, selector: str) -> None:
        """The page's own time counts."""
        began = time.monotonic()
        self.page.wait_for_selector(selector)
        self.waited += time.monotonic() - began

    @property
    def seconds(self) -> float:
        modelled = self.keys * KEY_SECONDS + self.decisions * DECISION_SECONDS + self.scans * SCAN_SECONDS
        return modelled + self.waited


def fingers(character: str) -> int:
    """Keys that a character takes."""
    return 2 if character in TWO_FINGERS or character != character.lower() else 1
