"""Rows of the board, shared by a pharmacy's browsers: written on the version that was seen, told to nobody else."""

import psycopg
import pytest
from tests.integration.relay.counter.pharmacy import (
    SEALED,
    Pharmacy,
    code_of,
    items,
    numbers_of,
    put_item,
    read,
    send,
)
from tests.integration.relay.people.browser import Browser
from tests.integration.relay.pharmacy import TODAY

from sceau.relay.counter import items as items_module

OTHER = b"\xa5" * 8192


def test_what_one_browser_writes_a_colleagues_reads(pharmacy: Pharmacy) -> None:
    written = read(put_item(pharmacy.titular.browser, 1, sealed=OTHER))
    row = next(row for row in items(pharmacy.member.browser) if row["number"] == 1)
    assert row == {
        "day": TODAY,
        "number": 1,
        "state": "waiting",
        "version": 1,
        "change": written["change"],
        "sealed": OTHER,
    }


def test_a_stale_write_is_answered_with_what_the_colleague_wrote(pharmacy: Pharmacy) -> None:
    put_item(pharmacy.titular.browser, 2)
    put_item(pharmacy.titular.browser, 2, version=1, state="sampled", sealed=OTHER)
    answer = put_item(pharmacy.member.browser, 2, version=1, state="cancelled")
    present = read(answer)
    assert (answer.status_code, present["version"], present["state"], present["sealed"]) == (409, 2, "sampled", OTHER)


def test_a_stale_write_changes_nothing(pharmacy: Pharmacy) -> None:
    put_item(pharmacy.titular.browser, 3)
    before = read(send(pharmacy.titular.browser, "GET", "items?after=0"))
    put_item(pharmacy.member.browser, 3, state="cancelled", sealed=OTHER)
    assert read(send(pharmacy.titular.browser, "GET", "items?after=0")) == before


def test_a_write_whose_answer_was_lost_may_be_sent_again(pharmacy: Pharmacy) -> None:
    answers = [read(put_item(pharmacy.member.browser, 4)) for _ in range(2)]
    assert answers[0] == answers[1]


def test_each_change_has_a_higher_number_than_the_one_before(pharmacy: Pharmacy) -> None:
    changes = [read(put_item(pharmacy.member.browser, 5, version=version))["change"] for version in range(3)]
    assert changes == sorted(set(changes))


def test_what_came_after_a_change_comes_without_what_came_before(pharmacy: Pharmacy) -> None:
    seen = read(put_item(pharmacy.member.browser, 6))["change"]
    put_item(pharmacy.titular.browser, 7)
    assert numbers_of(items(pharmacy.member.browser, f"after={seen}")) == [7]


def test_the_board_has_of_earlier_days_what_is_not_finished(pharmacy: Pharmacy) -> None:
    put_item(pharmacy.member.browser, 8, day=TODAY - 3, state="sampled")
    put_item(pharmacy.member.browser, 9, day=TODAY - 3, state="sent")
    of_before = [row for row in items(pharmacy.member.browser) if row["day"] == TODAY - 3]
    assert numbers_of(of_before) == [8]


def test_days_are_read_whole(pharmacy: Pharmacy) -> None:
    put_item(pharmacy.member.browser, 10, day=TODAY - 5, state="sent")
    put_item(pharmacy.member.browser, 11, day=TODAY - 5)
    assert numbers_of(items(pharmacy.member.browser, f"first={TODAY - 5}&last={TODAY - 5}")) == [10, 11]


def test_an_answer_of_many_rows_says_that_there_is_more(neighbour: Pharmacy) -> None:
    fill(neighbour, TODAY - 10, 1000)
    first = read(send(neighbour.member.browser, "GET", f"items?first={TODAY - 10}&last={TODAY - 10}"))
    last = first["items"][-1]["number"]
    rest = read(send(neighbour.member.browser, "GET", f"items?first={TODAY - 10}&above={last}&last={TODAY - 10}"))
    assert (first["more"], "more" in rest) == (True, False)
    assert numbers_of(first["items"]) + numbers_of(rest["items"]) == list(range(1, 1001))


def test_many_changes_are_read_in_turns(neighbour: Pharmacy) -> None:
    fill(neighbour, TODAY - 11, 1000)
    seen, numbers, more = 0, list[int](), True
    seen = read(send(neighbour.member.browser, "GET", "items?after=0"))["change"]
    neighbour.shop.relay.execute(
        "UPDATE item SET change = change + %s WHERE day = %s AND pharmacy = %s",
        seen,
        TODAY - 11,
        neighbour.log.pharmacy,
    )
    while more:
        answer = read(send(neighbour.member.browser, "GET", f"items?after={seen}"))
        numbers += numbers_of(row for row in answer["items"] if row["day"] == TODAY - 11)
        seen, more = answer["change"], "more" in answer
    assert numbers == list(range(1, 1001))


def test_opening_a_board_is_in_the_journal_and_a_locked_one_is_not(pharmacy: Pharmacy) -> None:
    put_item(pharmacy.titular.browser, 13)
    seen, browser = items(pharmacy.reader.browser), new_browser(pharmacy)
    browser.ask("POST", "lock")
    items(browser)
    noted = "SELECT actor, count FROM journal WHERE action = 'items-read' ORDER BY number DESC LIMIT 1"
    assert pharmacy.shop.relay.rows(noted) == [(f"member-{pharmacy.reader.id}", len(seen))]


def test_a_locked_browser_sees_numbers_and_states_and_nothing_sealed(pharmacy: Pharmacy) -> None:
    put_item(pharmacy.titular.browser, 12)
    browser = new_browser(pharmacy)
    browser.ask("POST", "lock")
    rows = items(browser)
    assert 12 in numbers_of(rows)
    assert [row for row in rows if "sealed" in row] == []


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "numbers"), ("POST", "token"), ("GET", "prefills"), ("GET", "key-requests"), ("POST", "key-requests")],
)
def test_a_locked_browser_does_nothing_else(pharmacy: Pharmacy, method: str, path: str) -> None:
    browser = new_browser(pharmacy)
    browser.ask("POST", "lock")
    body = {"numbers": {"day": TODAY}, "token": {}}.get(path)
    answer = (
        browser.ask(method, path, body)
        if body is not None or method == "GET"
        else send(browser, method, path, {"keys": [{}]})
    )
    assert code_of(answer) == (403, "locked")


def test_a_locked_browser_writes_nothing(pharmacy: Pharmacy) -> None:
    browser = new_browser(pharmacy)
    browser.ask("POST", "lock")
    assert code_of(put_item(browser, 13)) == (403, "locked")


def test_a_reader_reads_and_does_not_write(pharmacy: Pharmacy) -> None:
    put_item(pharmacy.titular.browser, 14)
    assert 14 in numbers_of(items(pharmacy.reader.browser))
    assert code_of(put_item(pharmacy.reader.browser, 15)) == (403, "not-allowed")


def test_another_pharmacys_rows_never_come(pharmacy: Pharmacy, neighbour: Pharmacy) -> None:
    put_item(pharmacy.titular.browser, 16, sealed=OTHER)
    queries = ["after=0", "after=1", f"first={TODAY}&last={TODAY}"]
    assert [row for query in queries for row in items(neighbour.member.browser, query) if row["sealed"] == OTHER] == []


def test_the_same_place_in_another_pharmacy_is_another_row(pharmacy: Pharmacy, neighbour: Pharmacy) -> None:
    put_item(pharmacy.titular.browser, 17, sealed=OTHER)
    assert read(put_item(neighbour.member.browser, 17))["version"] == 1
    assert next(row for row in items(pharmacy.member.browser) if row["number"] == 17)["sealed"] == OTHER


def test_nobody_who_is_signed_out_reads_or_writes(pharmacy: Pharmacy) -> None:
    stranger = Browser.opened(pharmacy.shop.relay.url)
    answers = [send(stranger, "GET", "items?after=0"), put_item(stranger, 18)]
    assert [code_of(answer) for answer in answers] == [(401, "signed-out")] * 2


def test_a_write_without_the_token_against_forgery_is_refused(pharmacy: Pharmacy) -> None:
    forged = Browser(pharmacy.shop.relay.url, pharmacy.titular.browser.cookie)
    assert code_of(put_item(forged, 19)) == (403, "csrf")


@pytest.mark.parametrize("day", [TODAY - 100, TODAY + 10])
def test_no_row_begins_on_a_day_that_is_far(pharmacy: Pharmacy, day: int) -> None:
    assert code_of(put_item(pharmacy.titular.browser, 20, day=day)) == (422, "bad-length")


@pytest.mark.parametrize("body", [{"sealed": SEALED[:-1]}, {"state": "lost"}, {"version": 3}])
def test_a_row_of_another_form_is_refused(pharmacy: Pharmacy, body: dict[str, object]) -> None:
    row = {"version": 0, "state": "waiting", "sealed": SEALED, **body}
    assert send(pharmacy.titular.browser, "PUT", f"items/{TODAY}/21", row).status_code in {404, 422}


@pytest.mark.parametrize("query", ["", "after=-1", "after=x", "last=1e9", f"after={'9' * 30}"])
def test_a_question_of_another_form_is_refused(pharmacy: Pharmacy, query: str) -> None:
    assert code_of(send(pharmacy.titular.browser, "GET", f"items?{query}")) == (422, "bad-field")


@pytest.mark.parametrize("query", [items_module._BOARD, items_module._DAYS, items_module._CHANGED])
def test_what_is_asked_is_found_by_an_index_however_much_is_stored(neighbour: Pharmacy, query: str) -> None:
    relay = neighbour.shop.relay
    fill(neighbour, TODAY - 20, 2000)
    values = {
        "day": TODAY,
        "number": 0,
        "last": TODAY,
        "today": TODAY,
        "oldest": TODAY - 62,
        "after": 900,
        "open": True,
    }
    with psycopg.connect(relay.database_url) as connection:
        connection.execute("ANALYZE item")
        given = {**values, "pharmacy": neighbour.log.pharmacy, "limit": 961}
        plan = connection.execute(f"EXPLAIN {query}".encode(), given).fetchall()
    assert "Seq Scan" not in str(plan)


def new_browser(pharmacy: Pharmacy) -> Browser:
    """Another browser of the member's."""
    browser, passkey = Browser.opened(pharmacy.shop.relay.url), pharmacy.member.passkey
    browser.sign_in(passkey)
    return browser


def fill(pharmacy: Pharmacy, day: int, count: int) -> None:
    """So many finished rows of a day, as they would have been written."""
    pharmacy.shop.relay.execute(
        "INSERT INTO item (pharmacy, day, number, state, version, change, sealed)"
        " SELECT %s, %s, number, 'sent', 1, number, %s FROM generate_series(1, %s) AS number"
        " ON CONFLICT DO NOTHING",
        pharmacy.log.pharmacy, day, SEALED, count,
    )  # fmt: skip
