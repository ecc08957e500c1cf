"""Sessions: who is signed in, the cookie, forgery, locking, and what ends them."""


import pytest
from tests.integration.relay.people.browser import Browser
from tests.integration.relay.people.conftest import RPPS, Person, Shop
from tests.integration.running import RunningRelay


@pytest.fixture
def titular(shop: Shop) -> Person:
    """The titular pharmacist at another computer: signed in there, unlocked."""
    browser = Browser.opened(shop.relay.url)
    browser.sign_in(shop.titular.passkey)
    return Person(browser, shop.titular.passkey, shop.titular.id)


def test_nobody_is_signed_in_at_a_new_browser(counter: RunningRelay) -> None:
    session = Browser.opened(counter.url).session()
    assert set(session) == {"signed_in", "csrf"}
    assert session["signed_in"] is False


def test_whoever_joins_is_signed_in(shop: Shop) -> None:
    session = shop.titular.browser.session()
    del session["csrf"]
    assert session == {
        "signed_in": True,
        "member": shop.titular.id,
        "name": "Camille Exemple",
        "role": "titular",
        "rpps": RPPS,
        "shop": {"finess": "990000010", "name": "Pharmacie Inventée", "phone": "0100000000"},
        "locked": False,
    }
