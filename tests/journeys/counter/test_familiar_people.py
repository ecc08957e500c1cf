"""People the shop knows or who come together: somebody back, a child with a parent, a class."""

from playwright.sync_api import expect
from tests.journeys.conftest import NewPhone
from tests.journeys.counter.conftest import NewShop
from tests.journeys.counter.till import Somebody, Till

PARENT = Somebody(birth_name="MODELE", first_name="Claude", born="04051985", sex="M", phone="0199001234")
CHILD = Somebody(birth_name="MODELE", first_name="Alix", born="15062017", sex="F")


def test_somebody_who_comes_back_is_found_by_first_letters(new_shop: NewShop) -> None:
    # Given somebody who was here two days ago, and left before the test
    till = new_shop()
    till.goes_to_day(-2)
    till.chooses_responsible()
    till.captures(Somebody(phone="0199001234"))
    number = till.ticket_number()
    till.does("W")
    till.reads(number, "Delete")
    till.does("1")
    expect(till.row(number)).to_have_count(0)
    # When they come back, and the first letters of their name are typed
    till.goes_to_day(0)
    till.chooses_responsible()
    till.field("number").fill("exe")
    option = till.page.locator("#capture-number-list [role=option]")
    expect(option).to_contain_text("Dominique E.")
    till.presses("Enter")
    # Then all is there but what is asked every time
    till.sees_fields(birth_name="EXEMPLE", first_name="DOMINIQUE", birth="28/03/1979", sex="F", phone="01 99 00 12 34")
    expect(till.field("consent_test")).not_to_be_checked()
    till.agrees()
    back = till.ticket_number()
    till.hands_over()
    till.sees_state(back, "running")
    assert till.errors == []


def test_a_child_comes_with_a_parent(new_shop: NewShop, new_phone: NewPhone) -> None:
    # Given a parent who was registered first
    till = new_shop()
    till.captures(PARENT)
    till.hands_over()
    # When the child follows, of the same household
    till.does("F4")
    till.types_in(CHILD)
    # Then the parent is the guardian, with their phone
    till.sees_fields(
        guardian_family="MODELE", guardian_given="Claude", guardian_phone="01 99 00 12 34", phone="01 99 00 12 34"
    )
    till.sees("Le ticket demandera la date de naissance de l’enfant.")
    till.agrees()
    number = till.ticket_number()
    link = till.hands_over()
    expect(till.row(number)).to_contain_text("enfant, avec M.")
    # And the ticket opens with the child's date of birth, not the parent's
    till.reads_in_time(number, "-")
    till.sees_registered(1)
    phone = new_phone()
    phone.opens(link)
    phone.gives_birth_date("4", "5", "1985")
    phone.sees_title("Ce n’est pas cette date")
    phone.gives_birth_date("15", "6", "2017")
    phone.sees_state("result")
    phone.sees("Alix", "Négatif")


def test_a_class_of_thirty_is_put_on_the_board_at_once(shop: Till, new_phone: NewPhone) -> None:
    # Given the school's phone on the page, and its list
    pupils = [
        f"ELEVE{chr(65 + index % 26)}{chr(65 + index // 26)} Camille {index + 1:02}/09/2016" for index in range(30)
    ]
    shop.fills(phone="0199004321")
    shop.does("F6")
    shop.page.locator("#people-list").fill("\n".join(pupils))
    shop.sees("30 personnes")
    # When the authorisations are there
    shop.page.locator("#people-authorised").check()
    shop.does("F2")
    # Then thirty wait, each with a number
    expect(shop.page.locator("dialog[open]")).to_be_hidden(timeout=60_000)
    waiting = shop.page.locator("[data-state='waiting']")
    expect(waiting).to_have_count(30)
    assert len({row.get_attribute("data-number") for row in waiting.all()}) == 30
    # And the first one swabbed has a ticket, which asks for that pupil's date of birth
    first = int(waiting.first.get_attribute("data-number") or "")
    expect(shop.row(first)).to_contain_text("enfant")
    shop.reads(first, "t")
    assert shop.ticket_number() == first
    phone = new_phone()
    phone.opens(shop.hands_over())
    phone.sees_state("waiting")
    shop.sees_state(first, "running")
    assert shop.errors == []
