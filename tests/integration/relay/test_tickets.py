"""What a person's link reaches: a state, five tries, ciphertext; and a new ticket, which moves all or nothing."""

import secrets
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest
from tests.integration.relay.pharmacy import RECORD, TODAY, Pharmacy

from sceau.envelope import cbor
from sceau.envelope.announce import Announce, Reissue
from sceau.envelope.header import Role
from sceau.envelope.kdf import sha256
from sceau.envelope.open import open_copy
from sceau.envelope.seal import Sealed, TicketFor, reseal_patient_copy
from sceau.envelope.signature import public_key, sign
from sceau.envelope.ticket import Ticket
from sceau.envelope.wire import Delivery

BORN, OTHER = "1979-03-28", "1979-03-29"
BYTES = "application/octet-stream"
CONTACT = {"name": "Officine inventée", "phone": "0100000000"}


def state(pharmacy: Pharmacy, ticket: Ticket) -> dict[str, Any]:
    answer = httpx2.post(f"{pharmacy.relay.url}/t/state", content=ticket.token, headers={"Content-Type": BYTES})
    said: dict[str, Any] = answer.json()
    return said


def opened(pharmacy: Pharmacy, ticket: Ticket, born: str = BORN) -> dict[str, Any]:
    body = ticket.token + ticket.proof(born)
    answer = httpx2.post(f"{pharmacy.relay.url}/t/open", content=body, headers={"Content-Type": BYTES})
    assert answer.status_code == 200, answer.text
    said = cbor.decode(answer.content, limit=1_000_000)
    assert isinstance(said, dict)
    return said


def announce(pharmacy: Pharmacy, ticket: Ticket, born: str = BORN, *, day: int = TODAY) -> httpx2.Response:
    sender = public_key(pharmacy.device_seed)
    body = Announce(pharmacy.log.pharmacy, sender, day, ticket.reference(born)).encode()
    return pharmacy.post(
        "/announce", cbor.encode({"body": body, "signature": sign("announce", body, pharmacy.device_seed)})
    )


def sent(pharmacy: Pharmacy, ticket: Ticket, born: str = BORN, corrects: tuple[int, bytes] | None = None) -> Sealed:
    sealed = pharmacy.seal(ticket=TicketFor(ticket, born), corrects=corrects)
    assert pharmacy.send(sealed).status_code == 201
    return sealed


def reissue(pharmacy: Pharmacy, new: Ticket, held: Sequence[tuple[Sealed, bytes]]) -> httpx2.Response:
    """Ask to move these envelopes' copies (as they are now) to the new ticket."""
    items = [reissue_item(pharmacy, new, sealed, now) for sealed, now in held]
    return pharmacy.post("/reissue", cbor.encode(items))


def reissue_item(pharmacy: Pharmacy, new: Ticket, sealed: Sealed, now: bytes) -> dict[str, object]:
    header = sealed.envelope.header
    fresh = reseal_patient_copy(header, [], new, len(now))
    body = Reissue(
        pharmacy.log.pharmacy,
        public_key(pharmacy.device_seed),
        header.day,
        header.id,
        sha256(now),
        sha256(fresh),
        new.reference(BORN),
    ).encode()
    return {"body": body, "signature": sign("reissue", body, pharmacy.device_seed), "sealed": fresh}


def patient_copy(sealed: Sealed) -> bytes:
    copy = sealed.envelope.sealed(Role.PATIENT)
    assert copy is not None
    return copy


def test_a_ticket_nobody_announced_is_unknown(pharmacy: Pharmacy) -> None:
    assert state(pharmacy, Ticket.new()) == {"state": "unknown", "tries": 0}
    assert opened(pharmacy, Ticket.new()) == {"state": "unknown", "tries": 0}


def test_an_announced_ticket_waits(pharmacy: Pharmacy) -> None:
    ticket = Ticket.new()
    assert announce(pharmacy, ticket).status_code == 204
    assert state(pharmacy, ticket) == {"state": "waiting", "tries": 5}
    assert opened(pharmacy, ticket) == {"state": "waiting", "tries": 5}


def test_announcing_again_changes_nothing(pharmacy: Pharmacy) -> None:
    ticket = Ticket.new()
    announce(pharmacy, ticket)
    assert announce(pharmacy, ticket, OTHER).status_code == 204
    assert opened(pharmacy, ticket, OTHER)["state"] == "wrong"


def test_the_birth_date_of_the_first_result_replaces_the_announced_one(pharmacy: Pharmacy) -> None:
    ticket = Ticket.new()
    announce(pharmacy, ticket, OTHER)
    sent(pharmacy, ticket)
    assert opened(pharmacy, ticket, OTHER)["state"] == "wrong"
    assert len(opened(pharmacy, ticket)["copies"]) == 1


def test_a_second_result_does_not_change_the_birth_date(pharmacy: Pharmacy) -> None:
    ticket = Ticket.new()
    sent(pharmacy, ticket)
    sent(pharmacy, ticket, OTHER)
    assert len(opened(pharmacy, ticket)["copies"]) == 2


def test_another_pharmacy_cannot_announce_the_same_ticket(pharmacy: Pharmacy, neighbour: Pharmacy) -> None:
    ticket = Ticket.new()
    announce(pharmacy, ticket)
    assert announce(neighbour, ticket).json()["code"] == "wrong-tenant"


def test_an_announcement_of_long_ago_is_refused(pharmacy: Pharmacy) -> None:
    assert announce(pharmacy, Ticket.new(), day=TODAY - 61).json()["code"] == "too-old"


def test_a_result_is_there_as_soon_as_it_is_accepted_without_any_register(pharmacy: Pharmacy) -> None:
    ticket = Ticket.new()
    sealed = sent(pharmacy, ticket)
    assert state(pharmacy, ticket) == {"state": "ready", "tries": 5}
    ((copy,),) = opened(pharmacy, ticket).values()
    read = open_copy(Delivery(copy["header"], copy["signature"], copy["copy"]), Role.PATIENT, ticket.seed)
    assert (read.header.id, read.sections["result"]) == (sealed.envelope.header.id, RECORD["result"])


def test_a_wrong_date_costs_a_try_and_names_whom_to_call(pharmacy: Pharmacy) -> None:
    ticket = Ticket.new()
    sent(pharmacy, ticket)
    assert opened(pharmacy, ticket, OTHER) == {"state": "wrong", "tries": 4, "pharmacy": CONTACT}


def test_a_right_date_gives_no_try_back(pharmacy: Pharmacy) -> None:
    ticket = Ticket.new()
    sent(pharmacy, ticket)
    opened(pharmacy, ticket, OTHER)
    opened(pharmacy, ticket)
    assert state(pharmacy, ticket)["tries"] == 4


def test_the_fifth_wrong_date_locks_the_ticket_for_the_right_one_too(pharmacy: Pharmacy) -> None:
    ticket = Ticket.new()
    sent(pharmacy, ticket)
    states = [opened(pharmacy, ticket, OTHER)["state"] for _ in range(5)]
    assert states == ["wrong"] * 4 + ["locked"]
    assert opened(pharmacy, ticket) == {"state": "locked", "tries": 0, "pharmacy": CONTACT}


def test_forty_wrong_dates_at_once_cost_five_tries_and_open_nothing(pharmacy: Pharmacy) -> None:
    ticket = Ticket.new()
    sent(pharmacy, ticket)
    dates = [f"19{year}-03-28" for year in range(30, 70)]
    with ThreadPoolExecutor(20) as pool:
        states = [answer["state"] for answer in pool.map(lambda born: opened(pharmacy, ticket, born), dates)]
    assert (states.count("wrong"), states.count("locked")) == (4, 36)


def test_a_link_that_is_only_looked_at_costs_nothing(pharmacy: Pharmacy) -> None:
    ticket = Ticket.new()
    sent(pharmacy, ticket)
    assert [state(pharmacy, ticket)["tries"] for _ in range(8)] == [5] * 8


def noted(pharmacy: Pharmacy, sealed: Sealed) -> list[tuple[object, ...]]:
    query = "SELECT actor, action FROM journal WHERE (id, pharmacy) = (%s, %s) ORDER BY number"
    return pharmacy.relay.rows(query, sealed.envelope.header.id, pharmacy.log.pharmacy)


def test_an_opening_and_a_wrong_date_are_noted_of_every_result_of_the_ticket(pharmacy: Pharmacy) -> None:
    ticket = Ticket.new()
    results = [sent(pharmacy, ticket), sent(pharmacy, ticket)]
    opened(pharmacy, ticket, OTHER)
    opened(pharmacy, ticket)
    expected = [("ticket-holder", "ticket-refused"), ("ticket-holder", "ticket-opened")]
    assert [noted(pharmacy, one) for one in results] == [expected, expected]


def test_a_ticket_that_takes_no_proof_any_more_notes_none(pharmacy: Pharmacy) -> None:
    """Else whoever has an old link fills the journal, and hides other readings behind the newest lines."""
    locked, old = Ticket.new(), Ticket.new()
    result, moved = sent(pharmacy, locked), sent(pharmacy, old)
    for _ in range(5):
        opened(pharmacy, locked, OTHER)
    reissue(pharmacy, Ticket.new(), [(moved, patient_copy(moved))])
    before = pharmacy.relay.rows("SELECT count(*) FROM journal")
    said = [opened(pharmacy, ticket, born)["state"] for ticket in (locked, old) for born in (OTHER, BORN)]
    assert said == ["locked", "locked", "replaced", "replaced"]
    assert pharmacy.relay.rows("SELECT count(*) FROM journal") == before
    assert noted(pharmacy, result) == [("ticket-holder", "ticket-refused")] * 5


def test_a_correction_is_under_the_same_ticket_and_its_date_is_the_one(pharmacy: Pharmacy) -> None:
    ticket = Ticket.new()
    first = sent(pharmacy, ticket, OTHER)
    sent(pharmacy, ticket, BORN, corrects=(TODAY, first.envelope.header.id))
    assert len(opened(pharmacy, ticket)["copies"]) == 2


def test_without_a_correction_another_date_is_ignored(pharmacy: Pharmacy) -> None:
    ticket = Ticket.new()
    sent(pharmacy, ticket, BORN)
    sent(pharmacy, ticket, OTHER)
    assert len(opened(pharmacy, ticket)["copies"]) == 2
    assert opened(pharmacy, ticket, OTHER)["state"] == "wrong"


def test_an_old_correction_sent_again_does_not_bring_its_date_back(pharmacy: Pharmacy) -> None:
    ticket = Ticket.new()
    first = sent(pharmacy, ticket, BORN)
    second = sent(pharmacy, ticket, OTHER, corrects=(TODAY, first.envelope.header.id))
    sent(pharmacy, ticket, BORN, corrects=(TODAY, second.envelope.header.id))
    assert pharmacy.send(second).status_code == 200
    assert len(opened(pharmacy, ticket, BORN)["copies"]) == 3


def test_two_results_of_one_ticket_in_one_stream_are_both_there(pharmacy: Pharmacy) -> None:
    ticket = Ticket.new()
    both = b"".join(pharmacy.seal(ticket=TicketFor(ticket, BORN)).envelope.encode() for _ in range(2))
    pharmacy.post("/envelopes", both, kind="application/cbor-seq")
    assert len(opened(pharmacy, ticket)["copies"]) == 2


@pytest.mark.parametrize(("path", "length"), [("/t/state", 31), ("/t/state", 33), ("/t/open", 63), ("/t/open", 65)])
def test_a_token_or_proof_of_another_length_is_refused(pharmacy: Pharmacy, path: str, length: int) -> None:
    answer = httpx2.post(pharmacy.relay.url + path, content=bytes(length), headers={"Content-Type": BYTES})
    assert answer.status_code in {413, 422}


def test_a_reissue_moves_every_copy_to_the_new_ticket(pharmacy: Pharmacy) -> None:
    old, new = Ticket.new(), Ticket.new()
    both = [sent(pharmacy, old), sent(pharmacy, old)]
    assert reissue(pharmacy, new, [(one, patient_copy(one)) for one in both]).status_code == 204
    assert state(pharmacy, old) == {"state": "replaced", "tries": 5, "pharmacy": CONTACT}
    copies = opened(pharmacy, new)["copies"]
    assert [sha256(copy["copy"]) in copy["reissue"] for copy in copies] == [True, True]


def test_a_reissue_is_noted_of_every_result_it_moves(pharmacy: Pharmacy) -> None:
    ticket, new = Ticket.new(), Ticket.new()
    results = [sent(pharmacy, ticket), sent(pharmacy, ticket)]
    assert reissue(pharmacy, new, [(one, patient_copy(one)) for one in results]).status_code == 204
    expected = [(pharmacy.client_id, "ticket-reissued")]
    assert [noted(pharmacy, one) for one in results] == [expected, expected]


def test_a_locked_ticket_is_replaced_by_one_with_five_tries(pharmacy: Pharmacy) -> None:
    old, new = Ticket.new(), Ticket.new()
    sealed = sent(pharmacy, old)
    for _ in range(5):
        opened(pharmacy, old, OTHER)
    reissue(pharmacy, new, [(sealed, patient_copy(sealed))])
    assert state(pharmacy, new) == {"state": "ready", "tries": 5}


def test_the_old_copy_is_gone_after_a_reissue(pharmacy: Pharmacy) -> None:
    old, new = Ticket.new(), Ticket.new()
    sealed = sent(pharmacy, old)
    reissue(pharmacy, new, [(sealed, patient_copy(sealed))])
    rows = pharmacy.relay.rows("SELECT patient_copy FROM envelope WHERE id = %s", sealed.envelope.header.id)
    assert rows == [(None,)]


def test_a_reissue_that_leaves_one_behind_moves_none(pharmacy: Pharmacy) -> None:
    old, new = Ticket.new(), Ticket.new()
    both = [sent(pharmacy, old), sent(pharmacy, old)]
    answer = reissue(pharmacy, new, [(both[0], patient_copy(both[0]))])
    assert answer.json()["code"] == "incomplete-reissue"
    assert (state(pharmacy, old)["state"], state(pharmacy, new)["state"]) == ("ready", "unknown")


def test_a_reissue_of_another_copy_than_the_one_there_moves_none(pharmacy: Pharmacy) -> None:
    old, new = Ticket.new(), Ticket.new()
    sealed = sent(pharmacy, old)
    assert reissue(pharmacy, new, [(sealed, bytes(4096))]).json()["code"] == "incomplete-reissue"
    assert state(pharmacy, old)["state"] == "ready"


def test_a_reissue_sent_twice_is_done_once(pharmacy: Pharmacy) -> None:
    old, new = Ticket.new(), Ticket.new()
    sealed = sent(pharmacy, old)
    body = cbor.encode([reissue_item(pharmacy, new, sealed, patient_copy(sealed))])
    assert [pharmacy.post("/reissue", body).status_code for _ in range(2)] == [204, 204]
    assert len(opened(pharmacy, new)["copies"]) == 1


def test_two_reissues_at_once_leave_one_new_ticket(pharmacy: Pharmacy) -> None:
    old, news = Ticket.new(), [Ticket.new(), Ticket.new()]
    sealed = sent(pharmacy, old)
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda new: reissue(pharmacy, new, [(sealed, patient_copy(sealed))]), news))
    assert sorted(answer.status_code for answer in answers) == [204, 422]
    assert sorted(state(pharmacy, new)["state"] for new in news) == ["ready", "unknown"]


def test_a_ticket_can_be_reissued_again(pharmacy: Pharmacy) -> None:
    first, second, third = (Ticket.new() for _ in range(3))
    sealed = sent(pharmacy, first)
    reissue(pharmacy, second, [(sealed, patient_copy(sealed))])
    (moved,) = opened(pharmacy, second)["copies"]
    assert reissue(pharmacy, third, [(sealed, moved["copy"])]).status_code == 204
    assert [state(pharmacy, one)["state"] for one in (first, second, third)] == ["replaced", "replaced", "ready"]


def test_a_correction_for_a_replaced_ticket_is_to_be_sealed_to_the_new_one(pharmacy: Pharmacy) -> None:
    old, new = Ticket.new(), Ticket.new()
    first = sent(pharmacy, old)
    reissue(pharmacy, new, [(first, patient_copy(first))])
    target = (TODAY, first.envelope.header.id)
    assert pharmacy.send(pharmacy.seal(ticket=TicketFor(old, BORN), corrects=target)).json()["code"] == "ticket-moved"
    assert pharmacy.send(pharmacy.seal(ticket=TicketFor(new, BORN), corrects=target)).status_code == 201


def test_a_neighbour_cannot_reissue(pharmacy: Pharmacy, neighbour: Pharmacy) -> None:
    old, new = Ticket.new(), Ticket.new()
    sealed = sent(pharmacy, old)
    item = reissue_item(pharmacy, new, sealed, patient_copy(sealed))
    assert neighbour.post("/reissue", cbor.encode([item])).json()["code"] == "wrong-tenant"
    own = reissue_item(neighbour, new, sealed, patient_copy(sealed))
    assert neighbour.post("/reissue", cbor.encode([own])).json()["code"] == "incomplete-reissue"


def test_a_reissue_by_an_unknown_device_is_refused(pharmacy: Pharmacy) -> None:
    old, new = Ticket.new(), Ticket.new()
    sealed = sent(pharmacy, old)
    item = reissue_item(pharmacy, new, sealed, patient_copy(sealed))
    item["signature"] = secrets.token_bytes(64)
    assert pharmacy.post("/reissue", cbor.encode([item])).json()["code"] == "bad-signature"
