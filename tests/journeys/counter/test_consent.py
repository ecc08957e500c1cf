"""Whoever does not want to be named to the register is tested all the same."""

from playwright.sync_api import expect
from tests.journeys.conftest import NewPhone
from tests.journeys.counter.conftest import NewShop
from tests.journeys.counter.officer import registered
from tests.journeys.counter.till import Somebody

from sceau.demo.world import World

NAMING = {"identity", "number", "contact"}


def test_without_consent_to_identity_there_is_a_test_and_a_ticket(
    new_shop: NewShop, new_phone: NewPhone, world: World
) -> None:
    # Given somebody who says yes to the test, and no to being named
    till = new_shop()
    till.types_in(Somebody(phone="0199001234"))
    till.field("consent_test").focus()
    till.presses("o", "n", "n", "n", "n")
    till.sees("Sans son identité au registre : le test et le ticket se font quand même.")
    till.does("F2")
    # When they are tested like anybody
    link = till.hands_over()
    till.reads_in_time(1, "-")
    till.sees_registered(1)
    # Then the register has the result and not the person
    (record,) = registered(world, till.finess)
    assert record["result"]["analytes"][0]["outcome"] == "260385009"
    assert record["statistics"]["sex"] == "F"
    assert not NAMING & record.keys()
    assert "EXEMPLE" not in repr(record)
    # And the person reads it, and that the register has no name
    phone = new_phone()
    phone.opens(link)
    phone.gives_birth_date()
    phone.sees("Négatif", "Le registre ne connaît pas votre nom.")
    # While the pharmacy knows whom it tested
    till.reads(1)
    expect(till.row(1)).to_contain_text("Dominique E.")
    assert till.errors == []
