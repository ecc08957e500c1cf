"""Every state of the operator's page, one after the other, for the checks that hold of all and for the pictures."""

from collections.abc import Iterator

from tests.journeys.computer import Computer
from tests.journeys.operations.room import IDS, Room, finess


def whole(room: Room, computer: Computer) -> Iterator[str]:
    """Goes through them all; the name of each once it is shown."""
    computer.opens("/operator")
    yield "signin"
    computer.opens("/operator/join#" + "A" * 43)
    computer.page.get_by_role("button").first.click()
    computer.page.locator("#problem:not(:empty)").wait_for()
    yield "join-refused"
    joins(room, computer)
    yield "empty"
    room.has_days()
    computer.opens("/operator")
    yield "well"
    room.has_envelopes()
    room.has_alarms()
    room.has_a_difference()
    computer.opens("/operator")
    yield "alarms"
    computer.page.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    yield "tables"
    computer.opens(f"/operator/days/{room.today - 1}")
    yield "day"
    yield from records(room, computer)


def records(room: Room, computer: Computer) -> Iterator[str]:
    room.has_a_row(42, "read")
    for name, typed in (
        ("registered", IDS["registered"].hex()),
        ("retried", f"{finess(0)} {IDS['retried'].hex()[:6]}"),
        ("dead", IDS["dead"].hex()),
        ("lost", IDS["lost"].hex()),
        ("none", "f" * 32),
        ("row", f"{finess(0)} 42"),
        ("shop", finess(1)),
        ("error", "mon résultat"),
    ):
        asks(computer, typed)
        yield f"record-{name}"


def joins(room: Room, computer: Computer) -> None:
    """The operator follows the link of the invitation, and makes a passkey."""
    computer.page.goto("about:blank")  # another link of the same page alone would not load it
    computer.opens(room.invites())
    computer.page.locator("#join").click()
    computer.page.locator("#record").wait_for()


def asks(computer: Computer, typed: str) -> None:
    """Types into the one field, and presses Enter."""
    computer.opens("/operator")
    computer.page.locator("#record").wait_for()
    computer.types(typed)
    computer.presses("Enter")
    computer.page.locator(".back").wait_for()
