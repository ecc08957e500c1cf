"""Who sees the operator's page: an operator and nobody else, whatever they try; and each look is in the journal."""

import secrets
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from tests.integration.relay.people.authenticator import Authenticator
from tests.integration.relay.people.browser import Browser
from tests.integration.relay.people.conftest import Shop
from tests.integration.relay.people.rules import routes
from tests.integration.relay.pharmacy import Pharmacy
from tests.integration.running import PublishedRegister, RunningRelay

from sceau.relay.operators import accounts
from sceau.relay.people import retention

API = "/operator/api/"
PAGES = ("/operator", "/operator/record", "/operator/days/20000", "/operator/days/20000/file")
UNKNOWN = ("/operator/join", f"{API}passkeys/creation", f"{API}passkeys", f"{API}passkeys/request", f"{API}sign-in")
"""What whoever has not signed in may call: each asks for a link's token, or for a passkey's answer."""
POSTED = (f"{API}sign-out", *UNKNOWN[1:])
EMAIL = "astreinte@relais.example"


def invite(relay: RunningRelay, email: str = EMAIL, *, ago: timedelta = timedelta()) -> str:
    with psycopg.connect(relay.database_url) as connection:
        return accounts.invite(connection, email, datetime.now(UTC) - ago)


def join(browser: Browser, token: str, passkey: Authenticator) -> tuple[int, str]:
    options = browser.send("POST", f"{API}passkeys/creation", json={"token": token})
    if options.status_code != 200:
        return options.status_code, options.json()["code"]
    form = {"token": token, "credential": passkey.make(options.json()), "label": "Poste inventé"}
    answer = browser.send("POST", f"{API}passkeys", json=form)
    if answer.status_code == 200:
        browser.csrf = answer.json()["csrf"]
    return answer.status_code, "" if answer.status_code == 200 else answer.json()["code"]


def sign_in(browser: Browser, passkey: Authenticator, api: str = API) -> tuple[int, str]:
    options = browser.send("POST", f"{api}passkeys/request")
    answer = browser.send("POST", f"{api}sign-in", json={"credential": passkey.sign(options.json())})
    if answer.status_code == 200:
        browser.csrf = answer.json()["csrf"]
    return answer.status_code, "" if answer.status_code == 200 else answer.json()["code"]


def pages(browser: Browser) -> set[int]:
    return {browser.send("GET", page).status_code for page in PAGES}


@pytest.fixture
def operator(counter: RunningRelay) -> tuple[Browser, Authenticator]:
    """Signed in, and the passkey."""
    browser, passkey = Browser.opened(counter.url), Authenticator(counter.url)
    assert join(browser, invite(counter), passkey) == (200, "")
    return browser, passkey


def test_every_address_of_the_operators_is_asked_here(counter: RunningRelay) -> None:
    found = {f"/{route}".replace("<day:day>", "20000") for route in routes(counter) if route.startswith("operator")}
    assert found == {*PAGES, *UNKNOWN, f"{API}sign-out"}


@pytest.mark.parametrize("address", POSTED)
def test_nothing_is_done_for_another_sites_page(address: str, operator: tuple[Browser, Authenticator]) -> None:
    browser, _ = operator
    browser.csrf = ""
    answer = browser.send("POST", address, json={})
    assert answer.json()["code"] == "csrf"


def test_nobody_sees_a_page_or_signs_out(counter: RunningRelay) -> None:
    stranger = Browser.opened(counter.url)
    assert (pages(stranger), stranger.send("POST", f"{API}sign-out").json()["code"]) == ({401}, "signed-out")


def test_an_operator_reads_on_in_the_language_that_was_chosen_before_signing_in(
    counter: RunningRelay, operator: tuple[Browser, Authenticator]
) -> None:
    _, passkey = operator
    browser = Browser.opened(counter.url)
    browser.send("GET", "/operator?lang=en", Accept_Language="fr")
    assert sign_in(browser, passkey) == (200, "")
    assert '<html lang="en"' in browser.send("GET", "/operator", Accept_Language="fr").text


def test_an_operator_sees_the_pages_until_he_signs_out(operator: tuple[Browser, Authenticator]) -> None:
    browser, _ = operator
    assert pages(browser) == {200}
    assert browser.send("POST", f"{API}sign-out").status_code == 204
    assert pages(browser) == {401}


def test_a_passkey_signs_an_operator_in_again(counter: RunningRelay, operator: tuple[Browser, Authenticator]) -> None:
    _, passkey = operator
    browser = Browser.opened(counter.url)
    assert (sign_in(browser, passkey), pages(browser)) == ((200, ""), {200})


def test_a_member_of_a_pharmacy_is_no_operator(counter: RunningRelay, shop: Shop) -> None:
    titular = shop.people["titular"]
    browser = Browser.opened(counter.url)
    browser.sign_in(titular.passkey)
    assert pages(browser) == {401}
    assert sign_in(Browser.opened(counter.url), titular.passkey) == (403, "sign-in-refused")


def test_an_operator_is_no_member_of_a_pharmacy(counter: RunningRelay, operator: tuple[Browser, Authenticator]) -> None:
    browser, passkey = operator
    assert browser.ask("GET", "items").json()["code"] == "signed-out"
    assert sign_in(Browser.opened(counter.url), passkey, "/counter/api/") == (403, "sign-in-refused")


def test_an_ended_operator_sees_nothing_at_once(counter: RunningRelay, operator: tuple[Browser, Authenticator]) -> None:
    browser, passkey = operator
    with psycopg.connect(counter.database_url) as connection:
        assert accounts.end(connection, EMAIL.upper(), datetime.now(UTC))
    assert pages(browser) == {401}
    assert sign_in(Browser.opened(counter.url), passkey) == (403, "sign-in-refused")


def test_of_an_ended_operator_a_number_is_left_after_a_year(counter: RunningRelay) -> None:
    browser, email, now = Browser.opened(counter.url), "partie@relais.example", datetime.now(UTC)
    assert join(browser, invite(counter, email), Authenticator(counter.url)) == (200, "")
    ((one,),) = counter.rows("SELECT id FROM operator WHERE email = %s", email)
    assert isinstance(one, bytes)
    with psycopg.connect(counter.database_url) as connection:
        assert accounts.end(connection, email, now - retention.KEPT - timedelta(days=1))
        retention.keep_people(connection, now)
    assert counter.rows("SELECT email, account FROM operator WHERE id = %s", one) == [("", None)]
    assert counter.rows("SELECT FROM auth_user WHERE username = %s", one.hex()) == []


def test_a_link_works_once_and_replaces_every_earlier_passkey(
    counter: RunningRelay, operator: tuple[Browser, Authenticator]
) -> None:
    browser, lost = operator
    token, found = invite(counter), Authenticator(counter.url)
    assert join(Browser.opened(counter.url), token, found) == (200, "")
    assert join(Browser.opened(counter.url), token, Authenticator(counter.url)) == (403, "link-invalid")
    assert sign_in(Browser.opened(counter.url), lost) == (403, "sign-in-refused")
    assert pages(browser) == {401}


def test_a_search_by_finess_names_the_pharmacy_though_it_never_sent(
    counter: RunningRelay, published_register: PublishedRegister, operator: tuple[Browser, Authenticator]
) -> None:
    browser, _ = operator
    pharmacy = Pharmacy.enrolled(counter, published_register, "990000043")
    counter.execute(_SHOP, pharmacy.finess)
    said = browser.send("POST", "/operator/record", data={"record": pharmacy.finess}).text
    assert "Officine inventée · 990000043" in said


def test_a_link_ends_after_three_days(counter: RunningRelay) -> None:
    token = invite(counter, "autre@relais.example", ago=accounts.DAYS)
    assert join(Browser.opened(counter.url), token, Authenticator(counter.url)) == (403, "link-invalid")


def test_a_members_link_makes_no_operator(counter: RunningRelay, shop: Shop) -> None:
    shop.titular_signs_in()
    invitation = {"name": "Dominique Exemple", "role": "member"}
    link = shop.titular.browser.ask("POST", "invitations", invitation).json()["link"]
    token = link.partition("#")[2]
    assert join(Browser.opened(counter.url), token, Authenticator(counter.url)) == (403, "link-invalid")


def test_the_form_of_a_page_left_open_asks_nothing_and_leads_to_where_to_sign_in(
    counter: RunningRelay, operator: tuple[Browser, Authenticator]
) -> None:
    browser, _ = operator
    asked = counter.rows("SELECT count(*) FROM journal WHERE action = 'whereabouts-asked'")
    counter.execute("UPDATE session SET expires_at = now() WHERE operator IS NOT NULL")
    answer = browser.send("POST", "/operator/record", data={"record": "f" * 32})
    assert (answer.status_code, answer.headers.get("location")) == (303, "/operator")
    assert counter.rows("SELECT count(*) FROM journal WHERE action = 'whereabouts-asked'") == asked


def test_the_form_without_its_token_against_forgery_asks_nothing(
    counter: RunningRelay, operator: tuple[Browser, Authenticator]
) -> None:
    browser, _ = operator
    browser.csrf = ""
    asked = counter.rows("SELECT count(*) FROM journal WHERE action = 'whereabouts-asked'")
    assert browser.send("POST", "/operator/record", data={"record": "f" * 32}).status_code == 303
    assert counter.rows("SELECT count(*) FROM journal WHERE action = 'whereabouts-asked'") == asked


def test_every_look_is_in_the_journal_and_one_on_an_envelope_names_it(
    counter: RunningRelay, published_register: PublishedRegister, operator: tuple[Browser, Authenticator]
) -> None:
    browser, _ = operator
    pharmacy = Pharmacy.enrolled(counter, published_register, "990000042")
    sealed = pharmacy.seal()
    assert pharmacy.send(sealed).status_code == 201
    envelope = sealed.envelope.header.id
    for typed in (envelope.hex(), f"990000042 {envelope.hex()[:6]}"):
        answer = browser.send("POST", "/operator/record", data={"record": typed})
        assert envelope.hex() in answer.text
    query = "SELECT count(*), min(actor) FROM journal WHERE action = 'whereabouts-asked' AND id = %s"
    ((count, actor),) = counter.rows(query, envelope)
    assert (count, str(actor).startswith("operator-")) == (2, True)
    browser.send("GET", "/operator")
    assert counter.rows("SELECT count(*) FROM journal WHERE action = 'operator-looked' AND actor = %s", actor) == [(1,)]


def test_a_ticket_that_was_locked_and_given_anew_is_not_said_to_be_locked(
    counter: RunningRelay, published_register: PublishedRegister, operator: tuple[Browser, Authenticator]
) -> None:
    browser, _ = operator
    pharmacy = Pharmacy.enrolled(counter, published_register, "990000044")
    sealed = pharmacy.seal()
    assert pharmacy.send(sealed).status_code == 201
    envelope, locked, anew = sealed.envelope.header.id, secrets.token_bytes(16), secrets.token_bytes(16)
    counter.execute("UPDATE envelope SET lookup = %s WHERE id = %s", locked, envelope)

    def said() -> tuple[bool, bool]:
        answer = browser.send("POST", "/operator/record", data={"record": envelope.hex()}, Accept_Language="en")
        return "Ticket locked" in answer.text, "not read yet" in answer.text

    counter.execute(_TICKET, locked, 0)
    assert said() == (True, False)
    counter.execute(_TICKET, anew, 5)
    counter.execute("UPDATE ticket SET replaced_by = %s WHERE lookup = %s", anew, locked)
    assert said() == (False, True)


def test_an_id_that_nobody_sent_is_said_to_be_unknown_and_the_asking_is_noted(
    counter: RunningRelay, operator: tuple[Browser, Authenticator]
) -> None:
    browser, _ = operator
    before = counter.rows("SELECT count(*) FROM journal WHERE action = 'whereabouts-asked' AND count = 0")
    answer = browser.send("POST", "/operator/record", data={"record": secrets.token_hex(16)}, Accept_Language="en")
    assert "No envelope of this id was accepted here." in answer.text
    after = counter.rows("SELECT count(*) FROM journal WHERE action = 'whereabouts-asked' AND count = 0")
    assert after != before


def test_a_page_has_the_strict_policy_and_its_own_script_alone(operator: tuple[Browser, Authenticator]) -> None:
    browser, _ = operator
    answer = browser.send("GET", "/operator")
    policy = answer.headers["Content-Security-Policy"]
    assert ("default-src 'none'" in policy, "unsafe" in policy, "style=" in answer.text) == (True, False, False)
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_days_verdict_counts_every_pharmacy_and_claims_no_more_than_was_compared(
    counter: RunningRelay, operator: tuple[Browser, Authenticator]
) -> None:
    browser, _ = operator
    counter.execute(_MANY, 19_999, 1)
    counter.execute(_MANY, 19_998, 0)
    differing, waiting = (
        browser.send("GET", f"/operator/days/{day}", Accept_Language="en").text for day in (19_999, 19_998)
    )
    assert "Envelopes that differ: 201" in differing
    assert ("Both books name the same envelopes" in waiting, "= delivered" in waiting) == (True, False)


def test_a_file_of_a_day_holds_no_formula(counter: RunningRelay, operator: tuple[Browser, Authenticator]) -> None:
    browser, _ = operator
    counter.execute("INSERT INTO pharmacy VALUES (%s, '990000077', 0, now())", b"f" * 16)
    counter.execute(
        "INSERT INTO shop (finess, name, phone, email, pharmacy, contract, approved_at)"
        " VALUES ('990000077', '=1+1', '0199000000', 'a@b.example', %s, 'c', now())",
        b"f" * 16,
    )
    counter.execute("INSERT INTO reconciliation VALUES (20000, %s, NULL, NULL, 1, 1, 0, 0, 1, 0, 0, now())", b"f" * 16)
    assert "990000077;'=1+1;;1;1;0;0;1;0;0;" in browser.send("GET", "/operator/days/20000/file").text


_SHOP = """
INSERT INTO shop (finess, name, phone, email, pharmacy, contract, approved_at)
SELECT finess, 'Officine inventée', '0199000000', 'titulaire@pharmacie.example', pharmacy, 'contrat', now()
FROM pharmacy WHERE finess = %s
"""
_TICKET = """
INSERT INTO ticket (lookup, pharmacy, proof_hash, tries_left, last_day)
VALUES (%s, decode(repeat('00', 16), 'hex'), decode(repeat('00', 32), 'hex'), %s, 20000)
"""
_MANY = """
INSERT INTO reconciliation (day, pharmacy, accepted, delivered, waiting, dead, registered, rejected, differs)
SELECT %s, decode(lpad(to_hex(one), 32, '0'), 'hex'), 2, 1, 1, 0, 1, 0, %s FROM generate_series(1, 201) AS one
"""
