"""Sessions: who is signed in, the cookie, forgery, locking, and what ends them."""

from hashlib import sha256
from http.cookies import SimpleCookie

import httpx2
import pytest
from tests.integration.relay.people.browser import Browser
from tests.integration.relay.people.conftest import RPPS, Person, Shop
from tests.integration.running import RunningRelay

from sceau.relay.people.members import COOKIE


@pytest.fixture
def titular(shop: Shop) -> Person:
    """The titular pharmacist at another computer: signed in there, unlocked."""
    browser = Browser.opened(shop.relay.url)
    browser.sign_in(shop.titular.passkey)
    return Person(browser, shop.titular.passkey, shop.titular.id)


def code_of(answer: httpx2.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_nobody_is_signed_in_at_a_new_browser(counter: RunningRelay) -> None:
    session = Browser.opened(counter.url).session()
    assert set(session) == {"signed_in", "csrf"}
    assert session["signed_in"] is False


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/counter/api/session"),
        ("POST", "/counter/api/passkeys/request"),
        ("GET", "/operator"),
        ("GET", "/operator?lang=en"),
        ("GET", "/operator/join"),
        ("POST", "/operator/api/passkeys/request"),
    ],
)
def test_whoever_has_not_signed_in_leaves_no_row(counter: RunningRelay, method: str, path: str) -> None:
    browser = Browser.opened(counter.url)
    before = counter.rows("SELECT count(*) FROM session")
    browser.send(method, path)
    assert counter.rows("SELECT count(*) FROM session") == before
    Browser(counter.url).send("GET", path)
    assert counter.rows("SELECT count(*) FROM session") == before


def test_a_strangers_cookie_that_we_did_not_sign_is_not_taken(counter: RunningRelay) -> None:
    forged = Browser.opened(counter.url).cookie[:-1] + "!"
    browser = Browser(counter.url, cookie=forged)
    browser.session()
    assert browser.cookie not in {forged, ""}


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


def test_the_cookie_is_this_hosts_alone_and_no_scripts(titular: Person) -> None:
    cookie = SimpleCookie(titular.browser.said)[COOKIE]
    assert COOKIE.startswith("__Host-")
    assert cookie["secure"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/"
    assert cookie["domain"] == ""


@pytest.mark.parametrize("signed_in", [True, False])
def test_the_cookie_ends_with_the_browser(titular: Person, signed_in: bool) -> None:  # noqa: FBT001 (pytest's)
    browser = titular.browser if signed_in else Browser.opened(titular.browser.url)
    cookie = SimpleCookie(browser.said)[COOKIE]
    assert (cookie["max-age"], cookie["expires"]) == ("", "")


def test_signing_in_makes_a_new_session(shop: Shop) -> None:
    browser = Browser.opened(shop.relay.url)
    planted = browser.cookie
    browser.sign_in(shop.titular.passkey)
    assert browser.cookie != planted
    assert Browser(shop.relay.url, cookie=planted).session()["signed_in"] is False


def test_signing_in_again_makes_a_new_session_too(titular: Person) -> None:
    before = titular.browser.cookie
    titular.browser.sign_in(titular.passkey)
    assert Browser(titular.browser.url, cookie=before).session()["signed_in"] is False
    assert titular.browser.session()["signed_in"] is True


def test_what_was_asked_before_a_sign_in_does_not_take_the_new_cookie_away(titular: Person) -> None:
    late = Browser(titular.browser.url, cookie=titular.browser.cookie)
    titular.browser.sign_in(titular.passkey)
    assert code_of(late.ask("GET", "members")) == (401, "signed-out")
    assert late.said == ""


@pytest.mark.parametrize("was_signed_in", [True, False])
def test_a_session_asked_for_before_a_sign_in_brings_no_other_cookie_after_it(
    titular: Person,
    was_signed_in: bool,  # noqa: FBT001 (pytest's)
) -> None:
    browser = titular.browser if was_signed_in else Browser.opened(titular.browser.url)
    late = Browser(browser.url, cookie=browser.cookie)
    browser.sign_in(titular.passkey)
    assert (late.session()["signed_in"], late.said) == (False, "")


def test_whoever_did_not_hear_of_a_sign_in_signs_in_again(titular: Person) -> None:
    deaf = Browser(titular.browser.url, cookie=titular.browser.cookie)
    titular.browser.sign_in(titular.passkey)
    deaf.session()
    deaf.sign_in(titular.passkey)
    assert deaf.session()["signed_in"] is True


def test_the_session_before_a_sign_in_is_gone_after_a_moment(shop: Shop, titular: Person) -> None:
    key = sha256(titular.browser.cookie.encode()).digest()
    titular.browser.sign_in(titular.passkey)
    rows = shop.relay.rows(
        "SELECT member, expires_at < now() + interval '61 seconds' FROM session WHERE key_hash = %s", key
    )
    assert rows == [(None, True)]


def test_a_session_that_is_there_is_not_set_again(titular: Person) -> None:
    titular.browser.said = ""
    titular.browser.session()
    assert titular.browser.said == ""


def test_signing_out_takes_the_cookie_away(titular: Person) -> None:
    assert titular.browser.ask("POST", "sign-out").status_code == 204
    assert titular.browser.cookie == ""


def test_a_cookie_that_we_did_not_give_is_not_taken(counter: RunningRelay) -> None:
    browser = Browser(counter.url, cookie="a" * 32)
    browser.session()
    assert browser.cookie != "a" * 32


def test_the_database_has_no_cookie(shop: Shop, titular: Person) -> None:
    rows = shop.relay.rows("SELECT key_hash, session::text FROM session")
    assert sha256(titular.browser.cookie.encode()).digest() in [row[0] for row in rows]
    assert not any(titular.browser.cookie in str(row[1]) for row in rows)


def test_a_session_ends_after_a_days_work(shop: Shop, titular: Person) -> None:
    key = sha256(titular.browser.cookie.encode()).digest()
    ((left,),) = shop.relay.rows("SELECT extract(epoch FROM expires_at - now()) FROM session WHERE key_hash = %s", key)
    assert 11.9 * 3600 < float(str(left)) <= 12 * 3600
    shop.relay.execute("UPDATE session SET expires_at = now() WHERE key_hash = %s", key)
    assert code_of(titular.browser.ask("GET", "members")) == (401, "signed-out")


def test_a_request_without_its_token_is_refused(titular: Person) -> None:
    assert code_of(titular.browser.ask("POST", "lock", X_CSRFToken="")) == (403, "csrf")


def test_a_token_of_another_session_is_refused(shop: Shop, titular: Person) -> None:
    other = Browser.opened(shop.relay.url)
    assert code_of(titular.browser.ask("POST", "lock", X_CSRFToken=other.csrf)) == (403, "csrf")


def test_a_request_from_another_site_is_refused(titular: Person) -> None:
    assert code_of(titular.browser.ask("POST", "lock", Origin="https://elsewhere.example")) == (403, "csrf")


def test_signing_in_needs_the_token_too(shop: Shop) -> None:
    browser = Browser.opened(shop.relay.url)
    credential = shop.titular.passkey.sign(browser.ask("POST", "passkeys/request").json())
    answer = browser.ask("POST", "sign-in", {"credential": credential}, X_CSRFToken="")
    assert code_of(answer) == (403, "csrf")


@pytest.mark.parametrize(
    "media", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"]
)
def test_what_a_form_can_send_is_refused(titular: Person, media: str) -> None:
    answer = titular.browser.ask("POST", "sign-in", Content_Type=media)
    assert code_of(answer) == (415, "wrong-media-type")


def test_a_locked_browser_says_who_but_acts_for_nobody(titular: Person) -> None:
    assert titular.browser.ask("POST", "lock").status_code == 204
    session = titular.browser.session()
    assert (session["locked"], session["name"]) == (True, "Camille Exemple")
    assert code_of(titular.browser.ask("GET", "members")) == (403, "locked")


def test_one_passkey_unlocks(titular: Person) -> None:
    titular.browser.ask("POST", "lock")
    assert titular.browser.sign_in(titular.passkey)["locked"] is False
    assert titular.browser.ask("GET", "members").status_code == 200


def test_no_other_request_unlocks(titular: Person) -> None:
    titular.browser.ask("POST", "lock")
    titular.browser.ask("POST", "passkeys/request")  # writes the session's challenge
    assert titular.browser.session()["locked"] is True


def test_a_colleague_takes_over_a_locked_computer(shop: Shop, titular: Person) -> None:
    colleague = shop.invited("member")
    titular.browser.ask("POST", "lock")
    before = titular.browser.cookie
    assert titular.browser.sign_in(colleague.passkey)["member"] == colleague.id
    assert Browser(shop.relay.url, cookie=before).session()["signed_in"] is False


def test_signing_out_ends_the_session_and_its_cookie(shop: Shop, titular: Person) -> None:
    before = titular.browser.cookie
    assert titular.browser.ask("POST", "sign-out").status_code == 204
    assert titular.browser.cookie == ""
    assert code_of(Browser(shop.relay.url, cookie=before).ask("GET", "members")) == (401, "signed-out")


@pytest.mark.parametrize("path", ["/keys", "/enrolments", "/counter", "/t", "/health"])
def test_no_other_address_has_a_session(titular: Person, path: str) -> None:
    answer = titular.browser.send("GET", path)
    assert "set-cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("vary", "")


def test_software_needs_no_token_against_forgery(counter: RunningRelay) -> None:
    answer = httpx2.post(f"{counter.url}/envelopes", headers={"Content-Type": "application/cbor"})
    assert code_of(answer) == (401, "token-missing")


@pytest.mark.parametrize("path", ["session", "contract", "members"])
def test_no_answer_is_kept_or_read_elsewhere(titular: Person, path: str) -> None:
    headers = titular.browser.ask("GET", path).headers
    assert headers["cache-control"] == "no-store"
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert headers["cross-origin-resource-policy"] == "same-origin"


def test_each_act_is_journalled_under_the_memberships_number(shop: Shop, titular: Person) -> None:
    actor = f"member-{titular.id}"
    titular.browser.ask("POST", "lock")
    titular.browser.ask("POST", "sign-out")
    last = shop.relay.rows("SELECT action FROM journal WHERE actor = %s ORDER BY number DESC LIMIT 3", actor)
    assert last == [("signed-out",), ("counter-locked",), ("signed-in",)]


def test_the_log_of_the_processes_names_nobody(shop: Shop) -> None:
    text = shop.relay.log.read_text()
    assert "Camille" not in text
    assert RPPS not in text
    assert shop.titular.id not in text
