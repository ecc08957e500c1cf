"""The board at work: swabbed, to read, read, repeated, too late; a ticket again; locked; without a network; suspended.

After `capturing`: 1, 3 and 4 are swabbed, 2 and the pupils 5 to 7 wait.
"""

from playwright.sync_api import expect
from tests.journeys.counter.operator import suspended
from tests.journeys.counter.scenes.scene import Scenes, dialog_shuts, dialog_stands
from tests.journeys.counter.till import Somebody, Till

from sceau.demo.world import World


def reading(till: Till) -> Scenes:
    page = till.page
    till.reads(2, "Enter")
    till.sees_state(2, "running")
    yield "board-running", page
    till.reads(2, "-")
    expect(page.locator(".row .note")).to_be_visible()
    yield "board-early", page
    till.passes(minutes=15)
    till.reads(5, "Enter")
    till.sees_state(1, "due")
    expect(till.row(5).locator(".tag", has_text="pas encore partagé")).to_have_count(0)
    yield "board-due", page


def read(till: Till) -> Scenes:
    page = till.page
    till.reads(3, "+")
    expect(page.locator(".row .note")).to_be_visible()
    yield "board-positive-asked", page
    till.presses("+")
    till.reads(1, "-")
    till.reads(4, "!")
    till.sees_state(4, "read")
    yield "board-read", page
    till.passes(minutes=7)
    till.sees_state(2, "late")
    till.reads(2)
    yield "board-late", page
    till.presses("r")
    till.sees_state(2, "waiting")
    till.sees_registered(3)
    page.locator(".finished").evaluate("list => { list.open = true }")
    expect(till.row(1)).to_contain_text("envoyé")
    yield "board-finished", page


def handing_over_again(till: Till) -> Scenes:
    """A lost ticket, a sheet of paper, somebody who leaves, a record that is changed."""
    page = till.page
    till.reads(1, "t")
    yield "reissue", dialog_stands(page)
    till.presses("1")
    expect(page.locator("dialog[open] svg").first).to_be_visible()
    till.does("Enter")
    dialog_shuts(page)
    till.reads(1, "p")
    yield "print", dialog_stands(page)
    till.presses("Escape")
    dialog_shuts(page)
    till.reads(7, "Delete")
    yield "cancel", dialog_stands(page)
    till.presses("Escape")
    dialog_shuts(page)
    till.reads(6, "e")
    expect(page.locator("#capture-title")).to_contain_text("6")
    yield "capture-change", page
    till.does("Alt+X")


def locking(till: Till) -> Scenes:
    page = till.page
    till.does("F9")
    expect(page.locator(".unlock")).to_be_visible()
    yield "board-locked", page
    till.does("F9")
    till.sees_board()


def without_network(till: Till) -> Scenes:
    page = till.page
    till.goes_offline()
    till.captures(Somebody(birth_name="SPECIMEN", first_name="Denis"))
    dialog_stands(page)
    till.does("Enter")
    dialog_shuts(page)
    expect(page.locator(".offline-banner")).to_be_visible(timeout=30_000)
    yield "board-offline", page
    till.passes(minutes=8)
    till.reads(5, "-")
    till.passes(minutes=7.5)
    till.reads(500, "-")
    till.sees_state(500, "read")
    till.passes(seconds=61)
    expect(page.locator(".top")).to_contain_text("2 à envoyer")
    yield "board-unsent", page
    till.goes_online()
    expect(page.locator(".offline-banner")).to_be_hidden(timeout=30_000)
    till.sees_registered(5)
    till.reads(6, "Enter")
    till.sees_state(6, "running")


def stopped(till: Till, world: World, finess: str) -> Scenes:
    """The operator suspends the pharmacy; what is read stays on the computer."""
    page = till.page
    before = page.locator("[data-number]").count()
    till.captures(Somebody(birth_name="SPECIMEN", first_name="Diane"))
    till.hands_over()
    rows = page.locator("[data-number]")
    expect(rows).to_have_count(before + 1)
    number = max(int(row.get_attribute("data-number") or "") for row in rows.all())
    with suspended(world, finess):
        till.reads_in_time(number, "-")
        expect(page.locator("body")).to_contain_text("L’opérateur a suspendu", timeout=30_000)
        yield "board-suspended", page
