"""What is done at the board: a person captured, a ticket handed over, a swab, a reading, somebody who leaves.

The one idea: through the page's own fields and keys, so that whatever the page leaves on the disk is left.
"""

from typing import Final

from sceau.drill.canaries import Canary
from sceau.drill.counter.computer import Computer

_DIALOG: Final = "dialog"
_UNDO: Final = 61_000  # milliseconds: a result can be taken back for a minute


def is_told(person: Canary) -> bool:
    """Who agrees, at the counter, to be told when the result is ready."""
    return person.number % 2 == 1


def capture(computer: Computer, person: Canary) -> int:
    """Type in what a person says and answers; the number on the ticket, which is shown."""
    computer.find("details.more > summary").click()
    computer.fill(
        {
            "capture-number": person.nir,
            "capture-birth_name": person.birth_name,
            "capture-first_name": person.first_name,
            "capture-birth": f"{person.born:%d/%m/%Y}",
            "capture-sex": person.sex,
            "capture-phone": person.phone,
            "capture-email": person.email,
            "capture-postal_code": "13001",
            "capture-address": person.street,
            "capture-used_name": person.used_name,
        }
    )
    return _register(computer, person)


def capture_called(computer: Computer, person: Canary, digits: str) -> int:
    """The same for who typed it all on a phone, and says four digits."""
    computer.see(f'.prefills button:has-text("{digits}")').click()
    return _register(computer, person)


def hand_over_and_swab(computer: Computer, number: int) -> None:
    """The ticket that is shown is the person's; the swab is done."""
    computer.press("Enter")
    computer.see_gone(_DIALOG)
    computer.see(f"{_row(number)}[data-state=due]")


def keep_ticket(computer: Computer) -> None:
    """The ticket that is shown is handed over later: its secret stays in the row."""
    computer.press("Escape")
    computer.see_gone(_DIALOG)


def read(computer: Computer, number: int, person: Canary) -> None:
    """Positive is said twice."""
    computer.see(f"{_row(number)} button.number").click()
    computer.type("++" if person.positive else "-")
    computer.see(f"{_row(number)}[data-state=read]")


def leave(computer: Computer, number: int) -> None:
    """Somebody who goes without a test, for the first of the reasons."""
    computer.see(f"{_row(number)} button.number").click()
    computer.page.keyboard.press("Delete")
    computer.see(f"{_DIALOG} .choices button").click()
    computer.see_gone(_DIALOG)


def wait_until_sealed(computer: Computer) -> None:
    """A minute passes, on the page's clock; what was read is sealed and on its way."""
    computer.page.clock.fast_forward(_UNDO)
    computer.see_gone("li.row[data-state=read]")


def lock(computer: Computer) -> None:
    computer.press("F9")
    computer.see("section.unlock")


def _register(computer: Computer, person: Canary) -> int:
    computer.press("F3")
    if not person.agrees_to_be_named:
        _answer(computer, "identity-no")
    _answer(computer, "notice" if is_told(person) else "notice-no")
    computer.press("F2")
    return int(computer.see(f"{_DIALOG} .number").inner_text())


def _answer(computer: Computer, name: str) -> None:
    computer.find(f"label:has(#capture-consent_{name})").click()  # the button that is drawn


def _row(number: int) -> str:
    return f'li.row[data-number="{number}"]'
