"""Somebody types who they are on their own phone, and is called by four digits."""

from datetime import timedelta

from playwright.sync_api import Browser, expect
from tests.journeys.conftest import NewPhone
from tests.journeys.counter.conftest import NewShop
from tests.journeys.counter.till import Till, read_qr
from tests.journeys.phone import Phone


def test_what_was_typed_on_a_phone_is_taken_at_the_counter_with_one_key(
    new_shop: NewShop, new_phone: NewPhone, browser: Browser
) -> None:
    # Given the pharmacy's poster on the wall
    till = new_shop(behind=timedelta(minutes=5))  # a clock so late that it takes them for another's digits is none
    poster = _poster_of(till, browser)
    # When somebody scans it, types who they are, and says the four digits: the board has heard of it
    phone = new_phone()
    phone.opens(poster)
    expect(phone.page.locator("#place")).to_have_text("Pharmacie du Port")
    digits = _prepares(phone)
    assert len(digits) == 4
    expect(till.page.locator(".prefills")).to_contain_text(digits)
    till.does("Alt+1")
    # Then the page is filled, and a ticket is two keys away
    till.sees_fields(birth_name="EXEMPLE", first_name="Dominique", birth="28/03/1979", sex="F", phone="01 99 00 12 34")
    till.agrees()
    number = till.ticket_number()
    ticket = till.hands_over()
    expect(till.row(number)).to_contain_text(f"pré-inscription · {digits}")
    expect(till.page.locator(".prefills")).to_be_hidden()
    # And the same phone opens the ticket
    phone.opens(ticket)
    phone.sees_state("waiting")
    assert phone.errors == till.errors == []


def test_four_digits_said_at_the_board_call_whoever_typed_them(
    new_shop: NewShop, new_phone: NewPhone, browser: Browser
) -> None:
    # Given somebody who pre-registered, and a board that has the keys
    till = new_shop(behind=timedelta(minutes=5))
    phone = new_phone()
    phone.opens(_poster_of(till, browser))
    digits = _prepares(phone)
    expect(till.page.locator(".prefills")).to_contain_text(digits)
    till.page.keyboard.press("Escape")
    # When the four digits are typed there
    till.page.keyboard.type(digits)
    # Then the page is filled, and no N was needed
    till.sees_fields(birth_name="EXEMPLE", first_name="Dominique", birth="28/03/1979", sex="F", phone="01 99 00 12 34")
    till.agrees()
    assert till.ticket_number() == 1
    assert phone.errors == till.errors == []


def _poster_of(till: Till, browser: Browser) -> str:
    """The link that a phone's camera reads on the printed poster."""
    button = till.page.get_by_role("button", name="Imprimer l’affiche de la pharmacie")
    wall = browser.new_page(viewport={"width": 600, "height": 800})
    wall.set_content(f"<style>.light {{ fill: white }}</style>{till.prints(button.click)}")
    link = read_qr(wall.locator("svg").first.screenshot())
    wall.close()
    return link


def _prepares(phone: Phone) -> str:
    """Both screens of the phone's page; the four digits to say."""
    page = phone.page
    page.locator("#birth_name").fill("exemple")
    page.locator("#first_name").fill("Dominique")
    page.locator("#born").fill("28/03/1979")
    page.locator("#sex").check()
    phone.asks_to_see()
    page.locator("#phone").fill("0199001234")
    phone.asks_to_see()
    return page.locator(".number").inner_text()
