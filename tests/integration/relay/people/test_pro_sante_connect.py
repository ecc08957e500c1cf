"""Pro Santé Connect: there and back through a real OpenID provider, matched by RPPS number, nothing kept."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from tests.integration.relay.people.aging import grow_old
from tests.integration.relay.people.browser import Browser
from tests.integration.relay.people.conftest import RPPS, Shop
from tests.integration.running import RunningRelay, free_port

from sceau.demo.openid import OpenIdProvider, Professional, openid_provider

PREPARER, STRANGER = "01234567897", "99700218896"
PEOPLE = [
    Professional("Camille Exemple", RPPS),
    Professional("Dominique Exemple", PREPARER, profession="70"),
    Professional("Personne Inconnue", STRANGER),
    Professional("Camille Exemple, sans exercice de pharmacien", RPPS, profession="70"),
]
TITULAR, MEMBER, UNKNOWN, NO_PHARMACIST = range(len(PEOPLE))


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def provider(port: int) -> Iterator[OpenIdProvider]:
    with openid_provider(f"http://localhost:{port}", PEOPLE) as begun:
        yield begun


@pytest.fixture(scope="module")
def counter(new_counter: Callable[..., RunningRelay], provider: OpenIdProvider, port: int) -> RunningRelay:
    where = {"bind": f"127.0.0.1:{port}", "public_url": f"http://localhost:{port}"}
    return new_counter("counter_psc", **where, **provider.settings)


@pytest.fixture(scope="module")
def shop(counter: RunningRelay) -> Shop:
    shop = Shop.opened(counter, "990000020")
    shop.invited("member", rpps=PREPARER)
    return shop


def authorised(browser: Browser, person: int) -> str:
    """Go to the provider, choose who one is, and come back as far as the relay's callback address."""
    there = browser.send("GET", "/accounts/psc/login/")
    assert there.status_code == 302, there.text
    with httpx2.Client(follow_redirects=False) as client:
        page = _followed(client, there.headers["location"])
        answer = client.post(page.url, data={"person": str(person)})
        back = _followed(client, answer.headers["location"])
        return back.headers["location"]


def _followed(client: httpx2.Client, address: str) -> httpx2.Response:
    """Until a page, or until the provider sends the browser elsewhere."""
    while True:
        response = client.get(address)
        where = str(response.url.join(response.headers.get("location", "")))
        if response.status_code not in {302, 303} or "/accounts/psc/" in where:
            return response
        address = where


def arrived(shop: Shop, person: int) -> tuple[Browser, httpx2.Response]:
    browser = Browser.opened(shop.relay.url)
    return browser, browser.send("GET", authorised(browser, person))


def test_a_member_signs_in_by_the_rpps_number(shop: Shop) -> None:
    browser, answer = arrived(shop, MEMBER)
    assert (answer.status_code, answer.headers["location"]) == (302, "/counter")
    assert browser.session()["member"] == shop.people["member"].id


def test_the_session_is_a_new_one(shop: Shop) -> None:
    browser = Browser.opened(shop.relay.url)
    back = authorised(browser, MEMBER)
    before = browser.cookie
    browser.send("GET", back)
    assert browser.cookie not in {"", before}


def test_the_second_factor_and_a_new_proof_are_asked_for(shop: Shop) -> None:
    there = Browser.opened(shop.relay.url).send("GET", "/accounts/psc/login/?auth_params=prompt%3Dnone&scope=email")
    asked = parse_qs(urlsplit(there.headers["location"]).query)
    assert asked["acr_values"] == ["eidas1"]
    assert asked["prompt"] == ["login"]
    assert set(asked["scope"][0].split()) == {"openid", "scope_all"}
    assert asked["code_challenge_method"] == ["S256"]


def test_whoever_only_goes_there_leaves_no_row(shop: Shop) -> None:
    before = shop.relay.rows("SELECT count(*) FROM session")
    authorised(Browser(shop.relay.url), MEMBER)
    assert shop.relay.rows("SELECT count(*) FROM session") == before


def test_somebody_without_membership_reads_so(shop: Shop) -> None:
    browser, answer = arrived(shop, UNKNOWN)
    assert answer.status_code == 403
    assert "Aucun comptoir ne connaît ce numéro RPPS" in answer.text
    assert "No counter knows this RPPS number" in answer.text
    assert browser.session()["signed_in"] is False


def test_a_titular_must_be_a_pharmacist(shop: Shop) -> None:
    assert arrived(shop, NO_PHARMACIST)[1].status_code == 403
    assert arrived(shop, TITULAR)[1].status_code == 302


def test_an_invited_person_joins_by_it(shop: Shop) -> None:
    shop.titular_signs_in()
    link = shop.titular.browser.ask("POST", "invitations", {"name": "Nouveau", "role": "reader", "rpps": STRANGER})
    browser, _ = arrived(shop, UNKNOWN)
    assert browser.session()["role"] == "reader"
    token = link.json()["link"].partition("#")[2]
    assert browser.ask("POST", "joining", {"token": token}).status_code == 403
    shop.relay.execute("UPDATE membership SET ended_at = now() WHERE rpps = %s", STRANGER)


def test_whoever_has_two_pharmacies_chooses(shop: Shop) -> None:
    other = Shop.opened(shop.relay, "990000021", name="Pharmacie <b>Autre</b>")
    browser, answer = arrived(shop, TITULAR)
    assert answer.headers["location"] == "/accounts/choice"
    page = browser.send("GET", "/accounts/choice")
    assert "Pharmacie &lt;b&gt;Autre&lt;/b&gt;" in page.text
    assert "script-src" not in page.headers["content-security-policy"]
    assert page.headers["referrer-policy"] == "same-origin"  # else a browser sends the form with Origin: null
    form = {"member": other.titular.id, "csrfmiddlewaretoken": _token(page)}
    assert browser.send("POST", "/accounts/choice", data=form).headers["location"] == "/counter"
    assert browser.session()["shop"]["finess"] == "990000021"
    shop.relay.execute("UPDATE membership SET ended_at = now() WHERE finess = '990000021'")


def test_nobody_chooses_what_was_not_offered(shop: Shop) -> None:
    other = Shop.opened(shop.relay, "990000022")
    browser, _ = arrived(shop, TITULAR)
    page = browser.send("GET", "/accounts/choice")
    form = {"member": shop.people["member"].id, "csrfmiddlewaretoken": _token(page)}
    assert browser.send("POST", "/accounts/choice", data=form).status_code == 403
    assert browser.session()["signed_in"] is False
    shop.relay.execute("UPDATE membership SET ended_at = now() WHERE finess = %s", other.finess)


def test_a_choice_that_somebody_left_open_is_nobodys(shop: Shop) -> None:
    other = Shop.opened(shop.relay, "990000023")
    browser, _ = arrived(shop, TITULAR)
    page = browser.send("GET", "/accounts/choice")
    grow_old(shop.relay, browser, minutes=3)
    form = {"member": other.titular.id, "csrfmiddlewaretoken": _token(page)}
    assert browser.send("POST", "/accounts/choice", data=form).status_code == 403
    assert browser.session()["signed_in"] is False
    shop.relay.execute("UPDATE membership SET ended_at = now() WHERE finess = %s", other.finess)


def test_a_choice_without_an_arrival_is_refused(shop: Shop) -> None:
    assert Browser.opened(shop.relay.url).send("GET", "/accounts/choice").status_code == 403


def test_a_choice_sent_by_another_site_is_refused(shop: Shop) -> None:
    browser = Browser.opened(shop.relay.url)
    answer = browser.send("POST", "/accounts/choice", data={"member": shop.titular.id}, X_CSRFToken="")
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf")


def test_an_arrival_in_another_browser_is_refused(shop: Shop) -> None:
    back = authorised(Browser.opened(shop.relay.url), MEMBER)
    elsewhere = Browser.opened(shop.relay.url)
    assert elsewhere.send("GET", back).status_code == 403
    assert elsewhere.session()["signed_in"] is False


def test_an_arrival_is_used_once(shop: Shop) -> None:
    browser = Browser.opened(shop.relay.url)
    back = authorised(browser, MEMBER)
    browser.send("GET", back)
    assert browser.send("GET", back).status_code == 403


def test_nothing_of_the_sign_in_is_kept(shop: Shop) -> None:
    browser, _ = arrived(shop, MEMBER)
    browser.session()
    tables = ("socialaccount_socialaccount", "socialaccount_socialtoken", "account_emailaddress")
    assert [shop.relay.rows(f"SELECT count(*) FROM {table}") for table in tables] == [[(0,)]] * 3  # noqa: S608
    assert shop.relay.rows("SELECT DISTINCT first_name, last_name, email FROM auth_user") == [("", "", "")]


def test_an_ended_membership_is_not_found(shop: Shop) -> None:
    shop.relay.execute("UPDATE membership SET until = now() WHERE rpps = %s", PREPARER)
    assert arrived(shop, MEMBER)[1].status_code == 403
    shop.relay.execute("UPDATE membership SET until = NULL WHERE rpps = %s", PREPARER)


def test_without_settings_the_address_is_not_there(new_counter: Callable[..., RunningRelay]) -> None:
    plain = Browser.opened(new_counter("counter_without_psc").url)
    assert plain.send("GET", "/accounts/psc/login/").status_code == 404
    assert plain.send("GET", "/accounts/psc/login/callback/").status_code == 404


def _token(page: httpx2.Response) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
    assert found
    return found[1]
