"""What people type on their own phones: anybody leaves it, the pharmacy alone takes it, for a day, so many an hour."""

from datetime import UTC, datetime, timedelta

import httpx2
import pytest
from tests.integration.relay.counter.pharmacy import Pharmacy, code_of, read, send
from tests.integration.relay.people.conftest import settings_of

from sceau.envelope import cbor
from sceau.relay.counter.housekeeping import forget
from sceau.relay.counter.prefills import AN_HOUR
from sceau.web.database import open_pool

SEALED = b"\x3c" * 4096


def leave(pharmacy: Pharmacy, *, sealed: bytes = SEALED, named: bytes | None = None) -> httpx2.Response:
    """As a phone does: no cookie, no session."""
    body = cbor.encode({"pharmacy": pharmacy.log.pharmacy if named is None else named, "sealed": sealed})
    url = f"{pharmacy.shop.relay.url}/p/identity"
    return httpx2.post(url, content=body, headers={"Content-Type": "application/cbor"})


def waiting(pharmacy: Pharmacy) -> dict[str, bytes]:
    found = read(send(pharmacy.reader.browser, "GET", "prefills"))["prefills"]
    return {one["number"]: one["sealed"] for one in found}


def age(pharmacy: Pharmacy, hours: float) -> None:
    """As if those that are there had come so many hours earlier."""
    pharmacy.shop.relay.execute(
        "UPDATE prefill SET at = at - %s WHERE pharmacy = %s", timedelta(hours=hours), pharmacy.log.pharmacy
    )


def test_what_a_phone_leaves_waits_under_four_digits(pharmacy: Pharmacy) -> None:
    answer = leave(pharmacy)
    number = answer.json()["number"]
    assert (answer.status_code, len(number), waiting(pharmacy)[number]) == (201, 4, SEALED)


def test_who_reads_it_is_in_the_journal(pharmacy: Pharmacy) -> None:
    leave(pharmacy)
    seen = waiting(pharmacy)
    noted = "SELECT actor, count FROM journal WHERE action = 'prefills-read' ORDER BY number DESC LIMIT 1"
    assert pharmacy.shop.relay.rows(noted) == [(f"member-{pharmacy.reader.id}", len(seen))]


def test_no_call_begins_as_a_nir_does(neighbour: Pharmacy) -> None:
    neighbour.shop.relay.execute(
        "INSERT INTO prefill (pharmacy, number, sealed, at)"
        " SELECT %s, number, %s, now() - interval '2 hours' FROM generate_series(3000, 8999) AS number",
        neighbour.log.pharmacy, SEALED,
    )  # fmt: skip
    numbers = [leave(neighbour).json()["number"] for _ in range(20)]
    neighbour.shop.relay.execute("DELETE FROM prefill WHERE pharmacy = %s", neighbour.log.pharmacy)
    assert {number[0] for number in numbers} == {"9"}


def test_a_phone_is_given_no_cookie(pharmacy: Pharmacy) -> None:
    assert "Set-Cookie" not in leave(pharmacy).headers


def test_another_pharmacy_does_not_see_it(pharmacy: Pharmacy, neighbour: Pharmacy) -> None:
    leave(pharmacy, sealed=b"\x77" * 4096)
    assert b"\x77" * 4096 not in waiting(neighbour).values()


def test_what_was_taken_is_gone(pharmacy: Pharmacy) -> None:
    number = leave(pharmacy).json()["number"]
    answers = [pharmacy.member.browser.ask("DELETE", f"prefills/{number}").status_code for _ in range(2)]
    assert (answers, number in waiting(pharmacy)) == ([204, 404], False)


def test_a_reader_deletes_none(pharmacy: Pharmacy) -> None:
    number = leave(pharmacy).json()["number"]
    assert code_of(pharmacy.reader.browser.ask("DELETE", f"prefills/{number}")) == (403, "not-allowed")


def test_after_a_day_it_is_shown_no_more(neighbour: Pharmacy) -> None:
    number = leave(neighbour).json()["number"]
    age(neighbour, 24.1)
    assert number not in waiting(neighbour)


def test_after_a_day_it_is_forgotten(neighbour: Pharmacy) -> None:
    leave(neighbour)
    age(neighbour, 24.1)
    url = settings_of(neighbour.shop.relay).database_url.get_secret_value()
    with open_pool(url, size=1) as pool, pool.connection() as connection:
        forget(connection, datetime.now(UTC), keep_days=90, by="worker")
    assert neighbour.shop.relay.rows("SELECT FROM prefill WHERE pharmacy = %s", neighbour.log.pharmacy) == []


def test_a_pharmacy_that_takes_too_many_an_hour_takes_no_more_until_the_next(neighbour: Pharmacy) -> None:
    neighbour.shop.relay.execute(
        "INSERT INTO prefill (pharmacy, number, sealed, at)"
        " SELECT %s, number, %s, now() FROM generate_series(3000, %s) AS number ON CONFLICT DO NOTHING",
        neighbour.log.pharmacy, SEALED, 2999 + AN_HOUR,
    )  # fmt: skip
    assert code_of(leave(neighbour)) == (429, "too-many-prefills")
    age(neighbour, 1.1)
    assert leave(neighbour).status_code == 201


def test_one_for_a_pharmacy_that_is_not_here_is_refused(pharmacy: Pharmacy) -> None:
    assert code_of(leave(pharmacy, named=bytes(16))) == (404, "unknown-pharmacy")


@pytest.mark.parametrize("sealed", [b"", SEALED[:-1], SEALED + b"\0"])
def test_one_of_another_length_is_refused(pharmacy: Pharmacy, sealed: bytes) -> None:
    assert code_of(leave(pharmacy, sealed=sealed)) == (422, "bad-length")


def test_no_log_says_who_left_what(pharmacy: Pharmacy) -> None:
    number = leave(pharmacy).json()["number"]
    said = pharmacy.shop.relay.log.read_text()
    assert [secret for secret in (number, pharmacy.log.pharmacy.hex(), "127.0.0.1") if secret in said] == []
