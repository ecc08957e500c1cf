"""What the measures stand on: all that runs in production, a real browser, a pharmacy at work for each of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import cast

from tests.journeys.computer import LOCALES
from tests.journeys.counter.scenes.whole import Stage
from tests.journeys.counter.till import Till

from ux.unhurried import Unhurried, shift_date

PUPILS = 25
"""Numbers of two digits are on the board then, as on a busy day."""


@dataclass(frozen=True, slots=True)
class Ground:
    stage: Stage
    finess: Iterator[int] = field(default_factory=lambda: count(750_088_001))

    def unhurried(self) -> Unhurried:
        """A computer out of its box, for what the page measures of itself."""
        context = self.stage.browser.new_context(locale=LOCALES["fr"], viewport={"width": 1280, "height": 800})
        shift_date(context)
        return cast("Unhurried", Unhurried.taken(context, "fr", self.stage.world.relay))

    def shop(self, till: Till) -> Till:
        """Set up, somebody responsible, nobody in it yet."""
        opened = self.stage.world.open_shop(str(next(self.finess)), name="Pharmacie du Port", titular="Camille Inventé")
        till.begins_pharmacy(opened)
        till.chooses_responsible()
        return till


def lists_class(till: Till) -> None:
    """Puts as many on the board as a class has, all with both consents."""
    till.does("F6")
    lines = "\n".join(f"EXEMPLE Pupille{chr(ord('a') + at)}\t04/01/2016" for at in range(PUPILS))
    till.page.locator("dialog textarea").fill(lines)
    till.page.locator("dialog input[type=checkbox]").check()
    till.does("F2")
    till.page.locator("dialog[open]").wait_for(state="detached", timeout=60_000)


def at_board(till: Till) -> None:
    """No field has the keys."""
    till.page.locator("#board-title").click()
