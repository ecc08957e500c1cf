"""Passkeys: whose answer is believed, and changing one's own."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import httpx2
import psycopg
import pytest
from tests.faults.service import eventually
from tests.integration.relay.locks import WAITING_FOR_A_LOCK
from tests.integration.relay.people.aging import grow_old
from tests.integration.relay.people.authenticator import Authenticator, decode, encode
from tests.integration.relay.people.browser import Browser
from tests.integration.relay.people.conftest import Person, Shop, operator_link


@pytest.fixture
def titular(shop: Shop) -> Person:
    browser = Browser.opened(shop.relay.url)
    browser.sign_in(shop.titular.passkey)
    return Person(browser, shop.titular.passkey, shop.titular.id)


def refused(answer: httpx2.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def creation(shop: Shop) -> tuple[Browser, str, dict[str, Any]]:
    """A browser with a link and the options of a passkey to make."""
    browser, token = Browser.opened(shop.relay.url), operator_link(shop)
    return browser, token, browser.ask("POST", "passkeys/creation", {"token": token}).json()


def test_a_discoverable_passkey_that_verifies_its_owner_is_asked_for(shop: Shop) -> None:
    asked = creation(shop)[2]["publicKey"]
    assert asked["rp"] == {"id": "localhost", "name": "Sceau"}
    assert asked["authenticatorSelection"]["residentKey"] == "required"
    assert asked["authenticatorSelection"]["userVerification"] == "required"
    assert asked["user"]["name"] == "Camille Exemple"
    assert decode(asked["user"]["id"]).hex() == shop.titular.id


def test_any_passkey_may_answer_a_sign_in(shop: Shop) -> None:
    asked = Browser.opened(shop.relay.url).ask("POST", "passkeys/request").json()["publicKey"]
    assert asked["userVerification"] == "required"
    assert not asked.get("allowCredentials")
    assert asked["rpId"] == "localhost"


def test_a_passkey_that_verifies_nobody_is_not_registered(shop: Shop) -> None:
    browser, token, options = creation(shop)
    credential = Authenticator(shop.relay.url, verifies=False).make(options)
    answer = browser.ask("POST", "passkeys", {"token": token, "credential": credential, "label": "Sans code"})
    assert refused(answer) == (422, "passkey-refused")


def test_a_passkey_that_verifies_nobody_does_not_sign_in(shop: Shop) -> None:
    shop.titular.passkey.verifies = False
    answer = Browser.opened(shop.relay.url).try_sign_in(shop.titular.passkey)
    shop.titular.passkey.verifies = True
    assert refused(answer) == (403, "sign-in-refused")


@pytest.mark.parametrize("origin", ["http://localhost:1", "http://evil.localhost", "https://localhost.example"])
def test_an_answer_made_on_another_page_is_refused(shop: Shop, origin: str) -> None:
    passkey = shop.titular.passkey
    elsewhere = Authenticator(origin, key=passkey.key, credential_id=passkey.credential_id)
    elsewhere.user_handle = passkey.user_handle
    assert refused(Browser.opened(shop.relay.url).try_sign_in(elsewhere)) == (403, "sign-in-refused")


def test_an_answer_is_used_once(shop: Shop) -> None:
    browser = Browser.opened(shop.relay.url)
    credential = shop.titular.passkey.sign(browser.ask("POST", "passkeys/request").json())
    browser.csrf = browser.ask("POST", "sign-in", {"credential": credential}).json()["csrf"]
    assert refused(browser.ask("POST", "sign-in", {"credential": credential})) == (403, "sign-in-refused")


def test_an_answer_sent_again_with_the_cookie_of_then_signs_nobody_in(shop: Shop) -> None:
    browser = Browser.opened(shop.relay.url)
    credential = shop.titular.passkey.sign(browser.ask("POST", "passkeys/request").json())
    copied = Browser(browser.url, cookie=browser.cookie, csrf=browser.csrf)
    assert browser.ask("POST", "sign-in", {"credential": credential}).status_code == 200
    assert refused(copied.ask("POST", "sign-in", {"credential": credential})) == (403, "sign-in-refused")


def test_an_answer_that_comes_after_ten_minutes_is_refused(shop: Shop) -> None:
    browser = Browser.opened(shop.relay.url)
    credential = shop.titular.passkey.sign(browser.ask("POST", "passkeys/request").json())
    grow_old(shop.relay, browser, minutes=11)
    assert refused(browser.ask("POST", "sign-in", {"credential": credential})) == (403, "sign-in-refused")


def test_an_answer_to_another_browsers_challenge_is_refused(shop: Shop) -> None:
    first, second = Browser.opened(shop.relay.url), Browser.opened(shop.relay.url)
    credential = shop.titular.passkey.sign(first.ask("POST", "passkeys/request").json())
    second.ask("POST", "passkeys/request")
    assert refused(second.ask("POST", "sign-in", {"credential": credential})) == (403, "sign-in-refused")


def test_unknown_passkeys_and_wrong_signatures_are_answered_alike(shop: Shop) -> None:
    known = shop.titular.passkey
    nobody = Authenticator(shop.relay.url, user_handle=bytes(16))
    forged = Authenticator(shop.relay.url, credential_id=known.credential_id, user_handle=known.user_handle)
    foreign = Authenticator(shop.relay.url, user_handle=known.user_handle)
    answers = [Browser.opened(shop.relay.url).try_sign_in(one) for one in (nobody, forged, foreign)]
    assert {answer.text for answer in answers} == {answers[0].text}
    assert refused(answers[0]) == (403, "sign-in-refused")


def test_the_secret_of_a_passkey_is_refused(shop: Shop) -> None:
    browser, token, options = creation(shop)
    credential = Authenticator(shop.relay.url).make(options)
    credential["clientExtensionResults"] = {"prf": {"enabled": True, "results": {"first": "c2VjcmV0"}}}
    answer = browser.ask("POST", "passkeys", {"token": token, "credential": credential, "label": "Poste"})
    assert refused(answer) == (422, "passkey-secret-sent")


def test_of_the_extensions_only_whether_it_is_discoverable_is_kept(shop: Shop, titular: Person) -> None:
    options = titular.browser.ask("POST", "passkeys/creation", {}).json()
    credential = Authenticator(shop.relay.url).make(options)
    credential["clientExtensionResults"] |= {"prf": {"enabled": True}, "largeBlob": {"supported": True}}
    titular.browser.ask("POST", "passkeys", {"credential": credential, "label": "Seulement"})
    ((kept,),) = shop.relay.rows(
        "SELECT data->'credential'->'clientExtensionResults' FROM mfa_authenticator WHERE data->>'name' = 'Seulement'"
    )
    assert kept == {"credProps": {"rk": True}}


def test_no_broken_answer_is_more_than_refused(shop: Shop, titular: Person) -> None:
    """Every eleventh byte of an authenticator's answer, changed: parsers meet it before any signature does."""
    options = titular.browser.ask("POST", "passkeys/creation", {}).json()
    credential = Authenticator(shop.relay.url).make(options)
    whole = decode(credential["response"]["attestationObject"])
    codes = set()
    for at in range(0, len(whole), 11):
        broken = whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]
        credential["response"]["attestationObject"] = encode(broken)
        answer = titular.browser.ask("POST", "passkeys", {"credential": credential, "label": "Brisé"})
        codes.add(answer.status_code)
        if answer.status_code == 200:  # a byte that says nothing: the next challenge is a new one
            options = titular.browser.ask("POST", "passkeys/creation", {}).json()
            credential = Authenticator(shop.relay.url).make(options)
    assert codes <= {200, 422}
    assert 422 in codes


@pytest.mark.parametrize(
    "credential",
    [
        {},
        {"id": "AA", "type": "public-key", "response": {}},
        {"id": "AA", "type": "password", "response": {"clientDataJSON": "e30"}},
        {"id": "AA", "type": "public-key", "response": {"clientDataJSON": "e30"}},
        {"id": "AA", "type": "public-key", "response": {"clientDataJSON": "AA", "userHandle": "AA"}},
        {"id": "AA", "type": "public-key", "response": {"clientDataJSON": "W10"}},
    ],
)
def test_no_other_shape_is_more_than_refused(shop: Shop, credential: dict[str, Any]) -> None:
    browser = Browser.opened(shop.relay.url)
    browser.ask("POST", "passkeys/request")
    assert browser.ask("POST", "sign-in", {"credential": credential}).status_code in {403, 422}


def test_another_passkey_signs_in_too(shop: Shop, titular: Person) -> None:
    other = Authenticator(shop.relay.url)
    assert titular.browser.add_passkey(other, "Téléphone").status_code == 200
    assert Browser.opened(shop.relay.url).sign_in(other)["member"] == titular.id
    labels = [one["label"] for one in titular.browser.ask("GET", "passkeys").json()]
    assert labels[0] == "Poste inventé"
    assert "Téléphone" in labels


def test_removing_a_passkey_signs_every_other_browser_out(shop: Shop) -> None:
    person, other = shop.invited("member"), Authenticator(shop.relay.url)
    person.browser.add_passkey(other)
    elsewhere = Browser.opened(shop.relay.url)
    elsewhere.sign_in(other)
    kept, gone = [one["id"] for one in person.browser.ask("GET", "passkeys").json()]
    assert person.browser.ask("DELETE", f"passkeys/{gone}").status_code == 204
    assert elsewhere.session()["signed_in"] is False
    assert refused(elsewhere.try_sign_in(other)) == (403, "sign-in-refused")
    assert [one["id"] for one in person.browser.ask("GET", "passkeys").json()] == [kept]


def test_the_last_passkey_stays(shop: Shop) -> None:
    person = shop.invited("reader")
    (only,) = person.browser.ask("GET", "passkeys").json()
    assert refused(person.browser.ask("DELETE", f"passkeys/{only['id']}")) == (409, "last-passkey")


def test_of_two_passkeys_removed_at_once_one_stays(shop: Shop) -> None:
    browser = shop.invited("reader").browser
    browser.add_passkey(Authenticator(shop.relay.url))
    both = [one["id"] for one in browser.ask("GET", "passkeys").json()]
    with psycopg.connect(shop.relay.database_url) as held, ThreadPoolExecutor() as threads:
        held.execute("LOCK TABLE mfa_authenticator IN SHARE ROW EXCLUSIVE MODE")  # read, and not removed yet
        asked = [threads.submit(replace(browser).ask, "DELETE", f"passkeys/{one}") for one in both]
        eventually(lambda: shop.relay.rows(WAITING_FOR_A_LOCK) == [(2,)], "both removals wait")
        held.commit()
        assert sorted(one.result().status_code for one in asked) == [204, 409]
    assert len(browser.ask("GET", "passkeys").json()) == 1


def test_nobody_removes_somebody_elses_passkey(shop: Shop, titular: Person) -> None:
    person = shop.invited("reader")
    person.browser.add_passkey(Authenticator(shop.relay.url))
    theirs = person.browser.ask("GET", "passkeys").json()[0]["id"]
    assert refused(titular.browser.ask("DELETE", f"passkeys/{theirs}")) == (404, "not-found")


def test_a_session_left_open_changes_no_passkey(shop: Shop) -> None:
    person = shop.invited("member")
    grow_old(shop.relay, person.browser, minutes=3)
    assert refused(person.browser.add_passkey(Authenticator(shop.relay.url))) == (403, "sign-in-again")
    person.browser.sign_in(person.passkey)
    assert person.browser.add_passkey(Authenticator(shop.relay.url)).status_code == 200


def test_who_took_a_while_to_touch_has_the_passkey_all_the_same(shop: Shop) -> None:
    person, slow = shop.invited("member"), Authenticator(shop.relay.url)
    options = person.browser.ask("POST", "passkeys/creation", {}).json()
    grow_old(shop.relay, person.browser, minutes=3)
    form = {"credential": slow.make(options), "label": "Autre poste"}
    assert person.browser.ask("POST", "passkeys", form).status_code == 200


def test_a_touch_that_was_asked_for_long_ago_adds_no_passkey(shop: Shop) -> None:
    person, late = shop.invited("member"), Authenticator(shop.relay.url)
    options = person.browser.ask("POST", "passkeys/creation", {}).json()
    grow_old(shop.relay, person.browser, minutes=5)
    form = {"credential": late.make(options), "label": "Autre poste"}
    assert refused(person.browser.ask("POST", "passkeys", form)) == (403, "sign-in-again")
