"""The live board: a change is told at once, to the pharmacy it is of, for as long as the session holds."""

import httpx2
import pytest
from tests.integration.relay.counter.pharmacy import SEALED, Pharmacy, code_of, items, put_item, read, send
from tests.integration.relay.live.listening import HANG_UP, RunningLive
from tests.integration.relay.people.browser import Browser

from sceau.envelope import cbor
from sceau.envelope.access import Kit


def test_a_colleagues_change_is_told_with_its_number(pharmacy: Pharmacy, live: RunningLive) -> None:
    with live.heard(pharmacy.member.browser) as heard:
        change = read(put_item(pharmacy.titular.browser, 1))["change"]
        assert heard.next() == {"change": change, "what": ["items"]}


def test_who_asks_for_what_came_after_has_it(pharmacy: Pharmacy, live: RunningLive) -> None:
    seen = read(send(pharmacy.member.browser, "GET", "items?after=0"))["change"]
    with live.heard(pharmacy.member.browser) as heard:
        put_item(pharmacy.titular.browser, 2)
        heard.next()
        assert [row["number"] for row in items(pharmacy.member.browser, f"after={seen}")] == [2]


def test_a_board_that_opens_is_told_where_it_stands(pharmacy: Pharmacy, live: RunningLive) -> None:
    change = read(put_item(pharmacy.titular.browser, 3))["change"]
    with live.heard(pharmacy.reader.browser) as heard:
        assert heard.first["change"] == change


def test_documents_prefills_and_requests_for_keys_are_told_too(pharmacy: Pharmacy, live: RunningLive) -> None:
    key = {**Kit.new().member, "kind": "kit", "label": "Kit inventé"}
    with live.heard(pharmacy.reader.browser) as heard:
        send(pharmacy.titular.browser, "PUT", "shelf/duty", {"version": 0, "sealed": SEALED})
        assert heard.next()["what"] == ["shelf"]
        leave_prefill(pharmacy)
        assert heard.next()["what"] == ["prefills"]
        send(pharmacy.member.browser, "POST", "key-requests", {"keys": [key]})
        assert heard.next()["what"] == ["keys"]


def test_a_write_that_was_refused_is_not_told(pharmacy: Pharmacy, live: RunningLive) -> None:
    put_item(pharmacy.titular.browser, 4)
    with live.heard(pharmacy.member.browser) as heard:
        put_item(pharmacy.titular.browser, 4, state="cancelled")
        change = read(put_item(pharmacy.titular.browser, 5))["change"]
        assert heard.next()["change"] == change


def test_a_neighbours_change_is_not_told(pharmacy: Pharmacy, neighbour: Pharmacy, live: RunningLive) -> None:
    with live.heard(pharmacy.member.browser) as heard:
        put_item(neighbour.titular.browser, 6)
        send(pharmacy.titular.browser, "PUT", "shelf/kits", {"version": 0, "sealed": SEALED})
        assert heard.next()["what"] == ["shelf"]


def test_a_locked_browser_hears(pharmacy: Pharmacy, live: RunningLive) -> None:
    browser = Browser.opened(pharmacy.shop.relay.url)
    browser.sign_in(pharmacy.member.passkey)
    browser.ask("POST", "lock")
    with live.heard(browser) as heard:
        change = read(put_item(pharmacy.titular.browser, 7))["change"]
        assert heard.next()["change"] == change


def test_a_board_stays_open_while_it_is_locked(pharmacy: Pharmacy, live: RunningLive) -> None:
    browser = Browser.opened(pharmacy.shop.relay.url)
    browser.sign_in(pharmacy.member.passkey)
    with live.heard(browser) as heard:
        browser.ask("POST", "lock")
        change = read(put_item(pharmacy.titular.browser, 8))["change"]
        assert heard.next()["change"] == change


def test_the_board_of_a_member_who_is_removed_ends_at_once(pharmacy: Pharmacy, live: RunningLive) -> None:
    person = pharmacy.shop.invited("reader", name="Sur Le Départ")
    kit = pharmacy.given_keys(person)
    with live.heard(person.browser) as heard:
        entries = [pharmacy.append(pharmacy.removed(kit)), pharmacy.append(pharmacy.epoch())]
        answer = send(pharmacy.titular.browser, "POST", f"members/{person.id}/removal", {"entries": entries})
        assert answer.status_code == 204, answer.text
        assert heard.ends()


def test_a_board_ends_when_its_browser_signs_out(pharmacy: Pharmacy, live: RunningLive) -> None:
    browser = Browser.opened(pharmacy.shop.relay.url)
    browser.sign_in(pharmacy.titular.passkey)
    with live.heard(browser) as heard, live.heard(pharmacy.titular.browser) as other:
        browser.ask("POST", "sign-out")
        assert heard.ends()
        change = read(put_item(pharmacy.titular.browser, 9))["change"]
        assert other.next()["change"] == change


def test_boards_hear_again_after_the_database_hung_up(pharmacy: Pharmacy, live: RunningLive) -> None:
    relay = pharmacy.shop.relay
    with live.heard(pharmacy.titular.browser) as heard:
        assert relay.rows(HANG_UP) == [(True,)]
        assert heard.next()["what"] == ["items", "keys", "prefills", "shelf"]
        change = read(put_item(pharmacy.titular.browser, 10))["change"]
        assert heard.next() == {"change": change, "what": ["items"]}


def test_boards_end_when_the_process_is_told_to_stop(pharmacy: Pharmacy, live: RunningLive) -> None:
    with live.heard(pharmacy.titular.browser) as heard:
        live.stop()
        assert heard.ends()


def test_the_counters_page_may_read_it_from_its_port(pharmacy: Pharmacy, live: RunningLive) -> None:
    with live.heard(pharmacy.titular.browser) as heard:
        allowed = [heard.headers[f"Access-Control-Allow-{name}"] for name in ("Origin", "Credentials")]
        assert allowed == [pharmacy.shop.relay.url, "true"]
        assert heard.headers["Cache-Control"] == "no-store"


def test_the_page_knows_where_it_is(pharmacy: Pharmacy, live: RunningLive) -> None:
    settings = pharmacy.titular.browser.ask("GET", "configuration").json()
    policy = pharmacy.titular.browser.send("GET", "/counter").headers["Content-Security-Policy"]
    assert settings["live_url"] == live.url
    assert f"connect-src 'self' {live.url.removesuffix('/live')};" in policy


def test_nobody_who_is_signed_out_hears(pharmacy: Pharmacy, live: RunningLive) -> None:
    assert code_of(live.ask(Browser.opened(pharmacy.shop.relay.url))) == (401, "signed-out")


def test_another_sites_page_does_not_hear(pharmacy: Pharmacy, live: RunningLive) -> None:
    answer = live.ask(pharmacy.titular.browser, Origin="https://elsewhere.example")
    assert code_of(answer) == (403, "not-allowed")
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        ({"method": "POST"}, (405, "method-not-allowed")),
        ({"path": "/elsewhere"}, (404, "not-found")),
        ({"Host": "elsewhere.example"}, (400, "bad-request")),
    ],
)
def test_it_answers_nothing_else(
    pharmacy: Pharmacy, live: RunningLive, asked: dict[str, str], refusal: tuple[int, str]
) -> None:
    assert code_of(live.ask(pharmacy.titular.browser, **asked)) == refusal


def test_no_log_says_who_heard_what(pharmacy: Pharmacy, live: RunningLive) -> None:
    with live.heard(pharmacy.titular.browser) as heard:
        put_item(pharmacy.titular.browser, 11)
        heard.next()
    live.stop()
    said = pharmacy.shop.relay.log.read_text()
    secrets = [pharmacy.titular.browser.cookie, pharmacy.log.pharmacy.hex(), "127.0.0.1", pharmacy.titular.id]
    assert [secret for secret in secrets if secret in said] == []


def leave_prefill(pharmacy: Pharmacy) -> None:
    body = cbor.encode({"pharmacy": pharmacy.log.pharmacy, "sealed": bytes(4096)})
    url = f"{pharmacy.shop.relay.url}/p/identity"
    assert httpx2.post(url, content=body, headers={"Content-Type": "application/cbor"}).status_code == 201
