"""Removing a person ends everything at once: keys, sessions, tokens, halves, in one transaction or not at all."""

import secrets
from datetime import UTC, datetime

import httpx2
import psycopg
from tests.integration.relay.counter.pharmacy import Pharmacy, code_of, items, send
from tests.integration.relay.people.conftest import Person

from sceau.envelope.access import Kit
from sceau.relay.clients.suspending import Standing, set_standing


def remove(pharmacy: Pharmacy, person: Person, entries: list[bytes], *, by: Person | None = None) -> httpx2.Response:
    browser = (by or pharmacy.titular).browser
    return send(browser, "POST", f"members/{person.id}/removal", {"entries": entries})


def removed(pharmacy: Pharmacy, kit: Kit) -> list[bytes]:
    return [pharmacy.append(pharmacy.removed(kit)), pharmacy.append(pharmacy.epoch())]


def ask_status(pharmacy: Pharmacy, token: str) -> tuple[int, str]:
    answer = httpx2.post(
        f"{pharmacy.shop.relay.url}/envelopes/status",
        content=b"\x80",
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/cbor"},
    )
    return answer.status_code, "" if answer.is_success else answer.json()["code"]


def test_a_member_who_is_removed_is_out_at_once(pharmacy: Pharmacy) -> None:
    person = pharmacy.shop.invited("member")
    kit = pharmacy.given_keys(person)
    token = person.browser.ask("POST", "token").json()["access_token"]
    assert ask_status(pharmacy, token) == (200, "")
    assert remove(pharmacy, person, removed(pharmacy, kit)).status_code == 204
    assert code_of(send(person.browser, "GET", "items?after=0")) == (401, "signed-out")
    assert ask_status(pharmacy, token) == (403, "client-suspended")


def test_whom_the_operator_suspended_has_no_other_token(pharmacy: Pharmacy) -> None:
    person, relay = pharmacy.shop.invited("member"), pharmacy.shop.relay
    token = person.browser.ask("POST", "token").json()["access_token"]
    ((client_id,),) = relay.rows("SELECT client_id FROM client WHERE member = %s", bytes.fromhex(person.id))
    with psycopg.connect(relay.database_url) as connection:
        assert set_standing(
            connection, str(client_id), Standing.SUSPENDED, reason="computer stolen", now=datetime.now(UTC)
        )
    assert ask_status(pharmacy, token) == (403, "client-suspended")
    assert code_of(person.browser.ask("POST", "token")) == (403, "client-suspended")
    with psycopg.connect(relay.database_url) as connection:
        assert set_standing(
            connection, str(client_id), Standing.ACTIVE, reason="computer stolen", now=datetime.now(UTC)
        )
    assert person.browser.ask("POST", "token").status_code == 200


def test_another_role_does_not_free_whom_the_operator_suspended(pharmacy: Pharmacy) -> None:
    person, relay = pharmacy.shop.invited("member"), pharmacy.shop.relay
    person.browser.ask("POST", "token")
    ((client_id,),) = relay.rows("SELECT client_id FROM client WHERE member = %s", bytes.fromhex(person.id))
    with psycopg.connect(relay.database_url) as connection:
        set_standing(connection, str(client_id), Standing.SUSPENDED, reason="computer stolen", now=datetime.now(UTC))
    assert pharmacy.titular.browser.ask("PATCH", f"members/{person.id}", {"role": "reader"}).status_code == 204
    assert code_of(person.browser.ask("POST", "token")) == (403, "client-suspended")


def test_what_waited_for_a_removed_member_is_gone(pharmacy: Pharmacy) -> None:
    person = pharmacy.shop.invited("member")
    half = f"/counter/api/browser-halves/{secrets.token_hex(16)}"
    person.browser.send("PUT", half, content=bytes(32), Content_Type="application/octet-stream")
    send(person.browser, "POST", "key-requests", {"keys": [{**Kit.new().member, "kind": "kit", "label": "Kit"}]})
    remove(pharmacy, person, [])
    left = "SELECT FROM browser_half WHERE member = %s UNION ALL SELECT FROM key_request WHERE member = %s"
    assert pharmacy.shop.relay.rows(left, bytes.fromhex(person.id), bytes.fromhex(person.id)) == []


def test_a_member_whose_keys_remain_is_not_removed(pharmacy: Pharmacy) -> None:
    person = pharmacy.shop.invited("member")
    kit = pharmacy.given_keys(person)
    assert code_of(remove(pharmacy, person, [])) == (409, "keys-remain")
    assert items(person.browser) is not None
    remove(pharmacy, person, removed(pharmacy, kit))


def test_entries_that_are_refused_leave_the_member_there(pharmacy: Pharmacy) -> None:
    person = pharmacy.shop.invited("member")
    kit = pharmacy.given_keys(person)
    assert code_of(remove(pharmacy, person, [pharmacy.removed(kit).encode()])) == (422, "epoch-missing")
    assert person.browser.session()["signed_in"]
    remove(pharmacy, person, removed(pharmacy, kit))


def test_keys_stay_in_the_log_when_the_membership_cannot_end(pharmacy: Pharmacy) -> None:
    stored = pharmacy.shop.relay.rows("SELECT count(*) FROM pharmacy_log")
    answer = remove(pharmacy, pharmacy.titular, [pharmacy.epoch().encode()])
    assert (answer.status_code, pharmacy.shop.relay.rows("SELECT count(*) FROM pharmacy_log")) == (409, stored)


def test_a_member_removes_nobody(pharmacy: Pharmacy) -> None:
    member = pharmacy.shop.invited("member")
    assert code_of(remove(pharmacy, pharmacy.reader, [], by=member)) == (403, "not-allowed")


def test_nobody_of_another_pharmacy_is_removed(pharmacy: Pharmacy, neighbour: Pharmacy) -> None:
    assert code_of(remove(pharmacy, neighbour.reader, [])) == (404, "unknown-member")
