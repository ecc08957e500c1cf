"""A shop's computer whose timers are the machine's own, so that what the page measures of itself is true."""

from typing import Final

from playwright.sync_api import BrowserContext
from tests.journeys.counter.till import Till

AT_ONCE_MINUTES: Final = 4  # an idle counter locks itself
BEHIND_MINUTES: Final = 30
_SHIFTED_DATE: Final = """
(() => {
  if (location.protocol === "about:") return;
  const Real = Date;
  globalThis.shiftMinutes = Number(sessionStorage.getItem("shift") ?? "-%d");
  globalThis.passMinutes = (minutes) => sessionStorage.setItem("shift", String((shiftMinutes += minutes)));
  globalThis.Date = class extends Real {
    constructor(...given) { super(...(given.length ? given : [Date.now()])); }
    static now() { return Real.now() + shiftMinutes * 60_000; }
  };
})();
"""


class Unhurried(Till):
    """Only its date is behind and moves on, so that a cassette's minutes can pass."""

    def passes(self, *, minutes: float = 0, seconds: float = 0) -> None:
        left = minutes + seconds / 60
        while left > 0:
            self.page.evaluate("passMinutes", min(left, AT_ONCE_MINUTES))
            self.page.keyboard.press("Shift")
            left -= AT_ONCE_MINUTES

    def sealings(self) -> list[float]:
        """Milliseconds that each sealing took, in their order."""
        took: list[float] = self.page.evaluate("performance.getEntriesByName('sealed').map(({ duration }) => duration)")
        return took


def shift_date(context: BrowserContext) -> None:
    context.add_init_script(_SHIFTED_DATE % BEHIND_MINUTES)
