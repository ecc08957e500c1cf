"""From signing up to the first result read on a phone."""

from playwright.sync_api import expect
from tests.journeys.conftest import NewPhone
from tests.journeys.counter.conftest import NewTill
from tests.journeys.counter.till import Somebody

from sceau.demo.shops import Opening


def test_from_the_operators_link_to_a_result_on_a_phone(
    opening: Opening, new_till: NewTill, new_phone: NewPhone
) -> None:
    # Given a pharmacy that was approved, its link and its code
    till = new_till()
    # When its titular pharmacist sets it up
    till.begins_pharmacy(opening)
    till.chooses_responsible()
    till.opens_box()
    # And somebody is tested
    till.captures(Somebody())
    link = till.hands_over()
    phone = new_phone()
    phone.opens(link)
    phone.sees_state("waiting")
    till.passes(minutes=16)
    till.reads(1, "-")
    till.sees_state(1, "read")
    till.passes(seconds=61)
    # Then the register has it, and the person reads it
    till.sees_registered(1)
    phone.opens(link)
    phone.sees_state("ready")
    phone.gives_birth_date()
    phone.sees_state("result")
    phone.sees("Négatif")
    assert till.errors == []
    expect(till.page.locator("body")).not_to_contain_text("undefined")
