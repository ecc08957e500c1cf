"""Every address of the counter, every method it has, asked by nobody, by each role, and at a locked computer."""

import httpx2
import pytest
from tests.integration.relay.counter.pharmacy import Pharmacy
from tests.integration.relay.people.browser import Browser
from tests.integration.relay.people.conftest import Shop
from tests.integration.relay.people.rules import RULES, Address, Who, routes
from tests.integration.running import PublishedRegister, RunningRelay

PREFIXES = ("counter/api/", "accounts/", "p/")
ROLES = ("titular", "member", "reader")
MAY = {
    Who.ANYBODY: {"nobody", "locked", *ROLES},
    Who.SIGNED_IN: {"locked", *ROLES},
    Who.READS: set(ROLES),
    Who.WRITES: {"titular", "member"},
    Who.MANAGES: {"titular"},
}
REFUSED = {"nobody": (401, "signed-out"), "locked": (403, "locked"), "role": (403, "not-allowed")}


@pytest.fixture(scope="module")
def staffed(counter: RunningRelay, published_register: PublishedRegister) -> Shop:
    """A pharmacy whose log has begun, with somebody in each role."""
    return Pharmacy.opened(counter, published_register, "990000010").shop


@pytest.fixture(scope="module")
def callers(staffed: Shop) -> dict[str, Browser]:
    return {who: browser_of(staffed, who) for who in ("nobody", "locked", *ROLES)}


def browser_of(shop: Shop, who: str) -> Browser:
    browser = Browser.opened(shop.relay.url)
    if who != "nobody":
        browser.sign_in(shop.people["titular" if who == "locked" else who].passkey)
    if who == "locked":
        assert browser.ask("POST", "lock").status_code == 204
    return browser


def ask(browser: Browser, address: Address) -> tuple[int, str]:
    headers = {"Content_Type": address.media} if address.media else {}
    answer = browser.send(address.method, address.path, content=address.body, **headers)
    return answer.status_code, code_of(answer)


def code_of(answer: httpx2.Response) -> str:
    is_problem = answer.headers.get("content-type") == "application/problem+json"
    return str(answer.json()["code"]) if is_problem else ""


def test_the_table_has_every_address_and_method_and_no_other(counter: RunningRelay) -> None:
    assert {address.key for address in RULES} == set(addresses(counter))


@pytest.mark.parametrize("address", RULES, ids=lambda address: address.key)
def test_only_those_who_may_are_let_in(address: Address, staffed: Shop, callers: dict[str, Browser]) -> None:
    for who, browser in callers.items():
        found = ask(browser_of(staffed, who) if address.who is Who.SIGNED_IN else browser, address)
        if who in MAY[address.who]:
            assert found not in REFUSED.values(), who
            assert found[1] not in {"csrf", "internal-error", "method-not-allowed"}, who
        else:
            assert found == REFUSED.get(who, REFUSED["role"]), who


@pytest.mark.parametrize("address", [one for one in RULES if one.method != "GET"], ids=lambda address: address.key)
def test_nothing_is_done_for_another_sites_page(address: Address, callers: dict[str, Browser]) -> None:
    if address.route.startswith("p/"):
        nobody = Browser(callers["nobody"].url)
        ask(nobody, address)
        assert nobody.cookie == ""  # without a session there is nothing to forge
        return
    assert ask(Browser(callers["titular"].url, cookie=callers["titular"].cookie), address) == (403, "csrf")


def addresses(counter: RunningRelay) -> list[str]:
    """Which methods each has, it says itself."""
    found = [route for route in routes(counter) if route.startswith(PREFIXES)]
    assert len(found) > 20
    return [f"{method} {route}" for route in found for method in methods(counter, route)]


def methods(counter: RunningRelay, route: str) -> list[str]:
    path = Address(route, "OPTIONS", Who.ANYBODY).path
    refused = Browser.opened(counter.url).send("OPTIONS", path)
    assert refused.status_code == 405, route
    return refused.headers["allow"].split(", ")
