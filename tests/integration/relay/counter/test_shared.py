"""Documents of the shop, short numbers of a day, and tokens for the public interface."""

import time

import pytest
from tests.integration.relay.counter.pharmacy import SEALED, Pharmacy, code_of, read, send
from tests.integration.relay.people.browser import Browser
from tests.integration.relay.pharmacy import TODAY

from sceau.envelope.seal import Readers, Sender, seal_envelope

OTHER = b"\xa5" * 4096


def put_document(browser: Browser, name: str, version: int, sealed: bytes = SEALED) -> tuple[int, dict[str, object]]:
    answer = send(browser, "PUT", f"shelf/{name}", {"version": version, "sealed": sealed})
    assert answer.status_code in {200, 409}, answer.text
    return answer.status_code, read(answer)


def numbers(browser: Browser, *, count: int = 1, reserve: bool = False, day: int = TODAY) -> int:
    answer = browser.ask("POST", "numbers", {"day": day, "count": count, "reserve": reserve})
    assert answer.status_code == 200, answer.text
    first: int = answer.json()["first"]
    return first


def test_a_document_that_nobody_wrote_has_version_0(pharmacy: Pharmacy) -> None:
    assert read(send(pharmacy.reader.browser, "GET", "shelf/duty")) == {"version": 0, "change": 0}


def test_a_document_is_the_shops(pharmacy: Pharmacy, neighbour: Pharmacy) -> None:
    put_document(pharmacy.titular.browser, "kits", 0)
    assert read(send(pharmacy.member.browser, "GET", "shelf/kits"))["sealed"] == SEALED
    assert "sealed" not in read(send(neighbour.member.browser, "GET", "shelf/kits"))


def test_a_document_written_on_an_old_version_is_answered_with_the_present_one(neighbour: Pharmacy) -> None:
    put_document(neighbour.titular.browser, "kits", 0)
    put_document(neighbour.titular.browser, "kits", 1, OTHER)
    status, present = put_document(neighbour.member.browser, "kits", 1)
    assert (status, present["version"], present["sealed"]) == (409, 2, OTHER)


def test_a_reader_writes_no_document(pharmacy: Pharmacy) -> None:
    answer = send(pharmacy.reader.browser, "PUT", "shelf/duty", {"version": 0, "sealed": SEALED})
    assert code_of(answer) == (403, "not-allowed")


def test_a_document_of_another_name_is_not_there(pharmacy: Pharmacy) -> None:
    assert send(pharmacy.reader.browser, "GET", "shelf/other").status_code == 404


def test_each_number_of_a_day_is_given_once(pharmacy: Pharmacy) -> None:
    first = numbers(pharmacy.titular.browser)
    assert [numbers(pharmacy.member.browser), numbers(pharmacy.titular.browser, count=30)] == [first + 1, first + 2]
    assert numbers(pharmacy.member.browser) == first + 32


def test_every_day_begins_at_1(pharmacy: Pharmacy) -> None:
    assert numbers(pharmacy.member.browser, day=TODAY + 1) == 1


def test_numbers_in_reserve_begin_at_500(pharmacy: Pharmacy) -> None:
    reserves = [
        numbers(browser, count=10, reserve=True) for browser in (pharmacy.member.browser, pharmacy.titular.browser)
    ]
    assert reserves == [500, 510]


def test_after_499_numbers_go_on_behind_the_reserve(neighbour: Pharmacy) -> None:
    firsts = [numbers(neighbour.member.browser, count=100) for _ in range(5)]
    assert firsts == [1, 101, 201, 301, 1000]


def test_a_reserve_that_is_used_up_is_refused(neighbour: Pharmacy) -> None:
    for _ in range(5):
        numbers(neighbour.member.browser, count=100, reserve=True)
    answer = neighbour.member.browser.ask("POST", "numbers", {"day": TODAY, "count": 1, "reserve": True})
    assert code_of(answer) == (409, "no-number-left")


@pytest.mark.parametrize("wanted", [{"day": TODAY + 9}, {"day": TODAY, "count": 0}, {"day": TODAY, "count": 101}, {}])
def test_numbers_that_nobody_needs_are_refused(pharmacy: Pharmacy, wanted: dict[str, int]) -> None:
    assert pharmacy.member.browser.ask("POST", "numbers", wanted).status_code == 422


def test_a_token_sends_a_result_like_any_software(pharmacy: Pharmacy) -> None:
    token = given_token(pharmacy.member.browser)
    answer = send_envelope(pharmacy, token)
    assert answer == (201, "")


def test_a_readers_token_reads_only(pharmacy: Pharmacy) -> None:
    assert send_envelope(pharmacy, given_token(pharmacy.reader.browser)) == (403, "scope-missing")


def test_another_role_stops_the_tokens_of_before(neighbour: Pharmacy) -> None:
    token = given_token(neighbour.member.browser)
    neighbour.shop.titular_signs_in()
    neighbour.titular.browser.ask("PATCH", f"members/{neighbour.member.id}", {"role": "reader"})
    stopped = send_envelope(neighbour, token)
    neighbour.titular.browser.ask("PATCH", f"members/{neighbour.member.id}", {"role": "member"})
    assert stopped == (401, "token-invalid")
    assert send_envelope(neighbour, given_token(neighbour.member.browser))[1] != "token-invalid"


def test_a_session_signs_no_assertion(pharmacy: Pharmacy) -> None:
    relay = pharmacy.shop.relay
    given_token(pharmacy.member.browser)
    assert relay.rows("SELECT jwk FROM client WHERE member = %s", bytes.fromhex(pharmacy.member.id)) == [(None,)]


def test_a_token_lasts_five_minutes(pharmacy: Pharmacy) -> None:
    assert pharmacy.member.browser.ask("POST", "token").json()["expires_in"] == 300


def given_token(browser: Browser) -> str:
    answer = browser.ask("POST", "token")
    assert answer.status_code == 200, answer.text
    token: str = answer.json()["access_token"]
    return token


def send_envelope(pharmacy: Pharmacy, token: str) -> tuple[int, str]:
    """Status, and the code of a refusal."""
    sealed = seal_envelope(
        {"identity": {"family": "INVENTÉE"}, "result": {"text": "inventé"}, "statistics": {"age": "40-49"}},
        sender=Sender(pharmacy.log.pharmacy, pharmacy.device_seed),
        readers=Readers(pharmacy.register.epoch, pharmacy.log.epoch.public_key),
        day=int(time.time()) // 86_400,
        identity_to_register=True,
    )
    answer = pharmacy.titular.browser.send(
        "POST",
        "/envelopes",
        content=sealed.envelope.encode(),
        Content_Type="application/cbor",
        Authorization=f"Bearer {token}",
    )
    return answer.status_code, "" if answer.is_success else answer.json()["code"]
