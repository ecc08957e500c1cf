"""Links that let somebody in: once, for a while, and nothing of them in the database."""

from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import pytest
from tests.integration.relay.people.authenticator import Authenticator
from tests.integration.relay.people.browser import Browser
from tests.integration.relay.people.conftest import Shop, operator_link


def invitation(shop: Shop, **more: object) -> str:
    """The token of a new invitation."""
    form = {"name": "Dominique Exemple", "role": "member", **more}
    shop.titular_signs_in()
    link: str = shop.titular.browser.ask("POST", "invitations", form).json()["link"]
    return link.partition("#")[2]


def test_a_link_says_whom_it_lets_in(shop: Shop) -> None:
    answer = Browser.opened(shop.relay.url).ask("POST", "joining", {"token": invitation(shop)})
    assert answer.json() == {
        "kind": "invited",
        "name": "Dominique Exemple",
        "role": "member",
        "shop": {"finess": "990000010", "name": "Pharmacie Inventée", "phone": "0100000000"},
    }


def test_a_link_is_used_once(shop: Shop) -> None:
    token = invitation(shop)
    browser, passkey = Browser.opened(shop.relay.url), Authenticator(shop.relay.url)
    browser.join(token, passkey)
    assert Browser.opened(shop.relay.url).ask("POST", "joining", {"token": token}).status_code == 403


def test_of_two_who_use_it_at_once_one_gets_in(shop: Shop) -> None:
    token = invitation(shop)
    tries = []
    for _ in range(4):
        browser, passkey = Browser.opened(shop.relay.url), Authenticator(shop.relay.url)
        options = browser.ask("POST", "passkeys/creation", {"token": token}).json()
        tries.append((browser, {"token": token, "credential": passkey.make(options), "label": "Poste"}))
    with ThreadPoolExecutor(len(tries)) as pool:
        answers = list(pool.map(lambda one: one[0].ask("POST", "passkeys", one[1]).status_code, tries))
    assert sorted(answers) == [200, 403, 403, 403]


@pytest.mark.parametrize("path", ["joining", "passkeys/creation"])
def test_unknown_used_and_old_links_are_answered_alike(shop: Shop, path: str) -> None:
    used, old = invitation(shop), invitation(shop)
    Browser.opened(shop.relay.url).join(used, Authenticator(shop.relay.url))
    shop.relay.execute("UPDATE invitation SET expires_at = now() WHERE token_hash = %s", sha256(old.encode()).digest())
    browser = Browser.opened(shop.relay.url)
    answers = [browser.ask("POST", path, {"token": token}) for token in ("A" * 43, used, old)]
    assert {answer.text for answer in answers} == {answers[0].text}
    assert answers[0].json()["code"] == "link-invalid"


def test_the_database_has_the_hash_of_a_link(shop: Shop) -> None:
    token = invitation(shop)
    rows = shop.relay.rows("SELECT token_hash, invitation::text FROM invitation")
    assert sha256(token.encode()).digest() in [row[0] for row in rows]
    assert not any(token in str(row[1]) for row in rows)


def test_a_link_lasts_fourteen_days(shop: Shop) -> None:
    hashed = sha256(invitation(shop).encode()).digest()
    ((days,),) = shop.relay.rows("SELECT extract(epoch FROM expires_at - now()) / 86400 FROM invitation"
                                 " WHERE token_hash = %s", hashed)  # fmt: skip
    assert 13.9 < float(str(days)) <= 14


def test_joining_at_a_computer_where_somebody_is_signed_in_takes_it_over(shop: Shop) -> None:
    browser = Browser.opened(shop.relay.url)
    browser.sign_in(shop.titular.passkey)
    session = browser.join(invitation(shop), Authenticator(shop.relay.url))
    assert (session["name"], session["role"]) == ("Dominique Exemple", "member")


def test_a_new_link_from_the_operator_replaces_every_passkey(shop: Shop) -> None:
    lost, elsewhere = shop.titular.passkey, Browser.opened(shop.relay.url)
    elsewhere.sign_in(lost)
    found = Authenticator(shop.relay.url)
    session = shop.titular.browser.join(operator_link(shop), found)
    assert session["member"] == shop.titular.id
    assert elsewhere.session()["signed_in"] is False
    assert elsewhere.try_sign_in(lost).status_code == 403
    shop.titular.passkey = found


def test_a_passkey_is_made_by_nobody_without_a_link(shop: Shop) -> None:
    answer = Browser.opened(shop.relay.url).ask("POST", "passkeys/creation", {})
    assert answer.json()["code"] == "signed-out"


def test_joining_is_journalled(shop: Shop) -> None:
    person = shop.invited("reader")
    rows = shop.relay.rows("SELECT action FROM journal WHERE actor = %s ORDER BY number", f"member-{person.id}")
    assert rows == [("link-used",), ("passkey-added",)]
