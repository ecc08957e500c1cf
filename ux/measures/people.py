"""From the board to somebody's ticket: who was here before, who typed it all on a phone, who is new.

Each begins where no field has the keys and ends when the ticket stands on the screen.
"""

from collections.abc import Callable
from typing import Final

from playwright.sync_api import expect
from tests.journeys.counter.scenes.paper import poster_of
from tests.journeys.counter.till import Somebody, Till
from tests.journeys.phone import Phone

from ux import tasks
from ux.figures import Budget, Figure, of_hands
from ux.ground import Ground, at_board, lists_class
from ux.hands import Hands

KNOWN: Final = Budget(keys=6, seconds=10)
SCANNED: Final = Budget(keys=15, seconds=20)
BY_HAND: Final = Budget(keys=130, seconds=75)
BEFORE: Final = Somebody(birth_name="MODELE", first_name="Claude", born="04051985", sex="M", phone="0199001234")
WAITING: Final = (
    {"birth_name": "fictif", "first_name": "Céleste", "born": "12/05/1988"},
    {"birth_name": "specimen", "first_name": "Denis", "born": "17/07/1998"},
)


def measure(ground: Ground) -> list[Figure]:
    till = ground.shop(ground.stage.till())
    poster = poster_of(till, ground.stage.browser)
    _came_before(till)
    lists_class(till)
    _first, second = [_pre_registers(ground.stage.phone(), poster, **who) for who in WAITING]
    till.passes(seconds=31)  # the board asks who waits twice a minute
    expect(till.page.locator(".prefills button")).to_have_count(len(WAITING))
    return _known(till, second) + _new(till)


def _known(till: Till, digits: str) -> list[Figure]:
    called, typed = tasks.is_first_in_line, lambda hands: tasks.says_digits(hands, digits)
    return [
        of_hands("pre-registered person, first in line", "pre_registered_first", _done(till, called), KNOWN),
        of_hands("pre-registered person, four digits typed", "pre_registered_digits", _done(till, typed), KNOWN),
        of_hands("returning person, two letters", "returning", _done(till, tasks.returns), KNOWN),
    ]


def _new(till: Till) -> list[Figure]:
    def figure(name: str, key: str, task: Callable[[Hands], None], budget: Budget) -> Figure:
        return of_hands(name, key, _done(till, task), budget)

    return [
        figure("new person, two scans", "new_scanned", tasks.is_scanned, SCANNED),
        figure("new person, all by hand", "new_by_hand", tasks.is_typed, BY_HAND),
        figure("new person, all by hand, and a doctor", "new_by_hand_doctor", tasks.has_doctor, BY_HAND),
        figure("new child with a guardian, all by hand", "new_child_by_hand", tasks.is_child, BY_HAND),
    ]


def _came_before(till: Till) -> None:
    """Somebody who left before the test, two days ago."""
    till.goes_to_day(-2)
    till.chooses_responsible()
    till.opens_box()
    till.captures(BEFORE)
    number = till.ticket_number()
    till.does("W")
    expect(till.page.locator("dialog[open]")).to_be_hidden()
    till.reads(number, "Delete")
    till.does("1")
    expect(till.row(number)).to_have_count(0)
    till.goes_to_day(0)
    till.chooses_responsible()


def _pre_registers(phone: Phone, poster: str, **who: str) -> str:
    """On the phone's two screens; the four digits that it shows."""
    phone.opens(poster)
    for name, value in who.items():
        phone.page.locator(f"#{name}").fill(value)
    phone.page.locator("#sex").check()
    phone.asks_to_see()
    phone.page.locator("#phone").fill("0199001234")
    phone.asks_to_see()
    digits = phone.page.locator(".number").inner_text()
    phone.context.close()
    return digits


def _done(till: Till, task: Callable[[Hands], None]) -> Hands:
    """The task, until the ticket stands on the screen; then the person is swabbed, uncounted."""
    at_board(till)
    hands = Hands(till.page)
    task(hands)
    hands.waits_for("dialog[open] svg")
    till.hands_over()
    return hands
