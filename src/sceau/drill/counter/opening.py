"""From the operator's link to a pharmacy at work: passkey, enrolment code, kit, and this browser enrolled besides.

The one idea: done by the screens themselves, with what an operator and the register's officer hand over.
"""

from typing import Final

from sceau.demo.shops import Opening
from sceau.drill.counter.computer import Computer

BOX: Final = {
    "kit-name": "Test antigénique de l’exercice",
    "kit-lot": "LOT-7",
    "kit-expiry": "30/09/2099",
    "kit-earliest_minute": "0",  # read at once: a day of the drill has no quarter of an hour to wait
    "kit-latest_minute": "60",
}
_ANALYTE: Final = "#kit-94558-4"  # SARS-CoV-2 antigen
_DIALOG: Final = "dialog"


def open_pharmacy(computer: Computer, opening: Opening) -> str:
    """Join, set up, say who is responsible; the kit, as printed."""
    _join(computer, opening)
    kit = _keep_kit(computer)
    with computer.page.expect_response("**/counter/api/log"):
        computer.press("F2")
    computer.see(".notice.done")
    computer.press("F2")
    computer.see(f"{_DIALOG} .people-list button").click()
    computer.see_gone(_DIALOG)
    return kit


def enrol_browser(computer: Computer) -> None:
    """Have this browser open after a mere sign-in: half of a secret here, half at the relay."""
    computer.press("Alt+K")
    with computer.page.expect_response("**/counter/api/log"):
        computer.press("Alt+O")
    computer.see('button[aria-keyshortcuts="Alt+O"]:not(:disabled)')
    computer.press("Alt+B")


def open_box(computer: Computer) -> None:
    """The box of tests that is used today, described by hand."""
    computer.press("F8")
    computer.see(f"{_DIALOG} #kit-name")
    computer.fill(BOX)
    computer.find(_ANALYTE).check()
    computer.press("F2")
    computer.see_gone(_DIALOG)


def _join(computer: Computer, opening: Opening) -> None:
    computer.page.goto(opening.link)
    computer.see("#label")
    computer.press("F2")
    computer.see("#code")
    computer.fill({"code": opening.code})
    computer.press("F2")


def _keep_kit(computer: Computer) -> str:
    """Shown, then three of its groups typed back."""
    computer.see(".kit-groups li")
    groups = computer.find(".kit-groups li").all_inner_texts()
    computer.press("F2")
    computer.see("input[id^=group-]")
    for asked in computer.find("input[id^=group-]").all():
        name = asked.get_attribute("id") or ""
        asked.fill(groups[int(name.removeprefix("group-"))])
    computer.press("F2")
    computer.see_gone("input[id^=group-]")
    return " ".join(groups)
