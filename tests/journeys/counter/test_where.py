"""A pharmacist calls, reads eight digits from the screen, and the operator says where the record is."""

import re

from playwright.sync_api import Browser, expect
from tests.journeys.computer import LOCALES, Computer
from tests.journeys.counter.conftest import NewTill
from tests.journeys.counter.till import Somebody
from tests.journeys.operations.scenes import asks

from sceau.demo.shops import Opening
from sceau.demo.world import World


def test_eight_digits_from_the_counter_find_the_record_on_the_operators_page(
    browser: Browser, world: World, new_till: NewTill, opening: Opening
) -> None:
    # Given a result that was sent from the counter
    till = new_till()
    till.begins_pharmacy(opening)
    till.chooses_responsible()
    till.opens_box()
    till.captures(Somebody())
    till.hands_over()
    till.reads_in_time(1, "-")
    till.sees_registered(1)
    # When the pharmacist opens the visit and reads its digits out
    till.does("Alt+J")
    till.page.locator(".visit").click()
    spoken = re.search("à dire au téléphone\u202f: ([0-9a-f]{4} [0-9a-f]{4})", till.page.locator("dialog").inner_text())
    assert spoken is not None
    # Then the operator, who types them after the pharmacy's number, reads where it is, and no name
    context = browser.new_context(locale=LOCALES["fr"], viewport={"width": 1280, "height": 800})
    computer = Computer.taken(context, "fr", world.relay)
    computer.page.goto(world.invite_operator())
    computer.page.locator("#join").click()
    computer.page.locator("#record").wait_for()
    asks(computer, f"{opening.finess} {spoken.group(1)}")
    expect(computer.page.locator(".found h2")).to_have_text("Enregistré par le registre.")
    computer.sees("Ticket remis, pas encore lu", "Pharmacie des Quatre-Cantons")
    computer.does_not_see(Somebody().birth_name)
    context.close()
