"""Accepting one envelope: durable when answered, the same again when repeated, refused with what to do."""

import secrets
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest
from tests.integration.relay.pharmacy import TODAY, Pharmacy

from sceau.envelope.access import Kit
from sceau.envelope.hpke import kem_public_key
from sceau.envelope.seal import TicketFor
from sceau.envelope.ticket import Ticket

UNKNOWN_KEY = kem_public_key(bytes(32))


def code_of(answer: httpx2.Response) -> tuple[int, str]:
    assert answer.headers["Content-Type"] == "application/problem+json"
    return answer.status_code, answer.json()["code"]


def test_an_envelope_is_stored_when_it_is_answered(pharmacy: Pharmacy) -> None:
    sealed = pharmacy.seal()
    answer = pharmacy.send(sealed)
    assert (answer.status_code, answer.json()["state"]) == (201, "accepted")
    stored = pharmacy.relay.rows("SELECT header FROM envelope WHERE id = %s", sealed.envelope.header.id)
    assert stored == [(sealed.envelope.header_bytes,)]


def test_its_register_copy_waits_in_the_outbox(pharmacy: Pharmacy) -> None:
    sealed = pharmacy.seal()
    pharmacy.send(sealed)
    waiting = pharmacy.relay.rows("SELECT register_copy, state FROM outbox WHERE id = %s", sealed.envelope.header.id)
    assert waiting == [(sealed.envelope.copies[0], "pending")]


def test_the_same_envelope_again_gets_the_same_answer_and_one_row(pharmacy: Pharmacy) -> None:
    sealed = pharmacy.seal()
    first, second = pharmacy.send(sealed), pharmacy.send(sealed)
    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json() == {**first.json(), "status": 200}
    assert pharmacy.relay.rows("SELECT count(*) FROM outbox WHERE id = %s", sealed.envelope.header.id) == [(1,)]


def test_the_same_envelope_many_times_at_once_is_one_row(pharmacy: Pharmacy) -> None:
    sealed, token = pharmacy.seal(), pharmacy.token()
    body = sealed.envelope.encode()
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: pharmacy.post("/envelopes", body, token=token), range(60)))
    assert sorted(answer.status_code for answer in answers) == [200] * 59 + [201]
    assert pharmacy.relay.rows("SELECT count(*) FROM envelope WHERE id = %s", sealed.envelope.header.id) == [(1,)]


def test_the_same_id_with_another_content_is_a_conflict(pharmacy: Pharmacy) -> None:
    first = pharmacy.seal()
    second = pharmacy.seal(envelope_id=first.envelope.header.id)
    pharmacy.send(first)
    assert code_of(pharmacy.send(second)) == (409, "conflict")
    stored = pharmacy.relay.rows("SELECT header FROM envelope WHERE id = %s", first.envelope.header.id)
    assert stored == [(first.envelope.header_bytes,)]


def test_a_conflict_is_in_the_journal(pharmacy: Pharmacy) -> None:
    first = pharmacy.seal()
    pharmacy.send(first)
    before = pharmacy.relay.rows("SELECT count(*) FROM journal WHERE action = 'envelopes-in-conflict'")
    pharmacy.send(pharmacy.seal(envelope_id=first.envelope.header.id))
    after = pharmacy.relay.rows("SELECT count(*) FROM journal WHERE action = 'envelopes-in-conflict'")
    assert after != before


def test_a_refusal_says_what_to_do_in_both_languages(pharmacy: Pharmacy) -> None:
    problem = pharmacy.send(pharmacy.seal(day=TODAY - 61)).json()
    assert problem["what_to_do"].startswith("Seal the record again today and send that")
    assert problem["what_to_do_fr"].startswith("Scellez de nouveau l’enregistrement aujourd’hui")


@pytest.mark.parametrize(("days", "code"), [(-61, "too-old"), (3, "clock")])
def test_a_day_too_far_is_refused(pharmacy: Pharmacy, days: int, code: str) -> None:
    assert code_of(pharmacy.send(pharmacy.seal(day=TODAY + days))) == (422, code)


@pytest.mark.parametrize("days", [-60, 2])
def test_the_last_day_that_is_taken_is_taken(pharmacy: Pharmacy, days: int) -> None:
    assert pharmacy.send(pharmacy.seal(day=TODAY + days)).status_code == 201


def test_a_bad_signature_is_refused(pharmacy: Pharmacy) -> None:
    body = bytearray(pharmacy.seal().envelope.encode())
    signature = bytes(body).index(b"signature") + len("signature") + 2
    body[signature + 40] ^= 1
    assert code_of(pharmacy.post("/envelopes", bytes(body))) == (422, "bad-signature")


def test_an_unknown_device_is_refused(pharmacy: Pharmacy) -> None:
    assert code_of(pharmacy.send(pharmacy.seal(device_seed=secrets.token_bytes(32)))) == (422, "unknown-device")


def test_an_envelope_of_another_pharmacy_is_refused(pharmacy: Pharmacy, neighbour: Pharmacy) -> None:
    assert code_of(pharmacy.send(neighbour.seal())) == (403, "wrong-tenant")


def test_an_unknown_register_key_is_refused(pharmacy: Pharmacy) -> None:
    assert code_of(pharmacy.send(pharmacy.seal(register_key=UNKNOWN_KEY))) == (422, "bad-key")


def test_an_unknown_pharmacy_key_is_refused(pharmacy: Pharmacy) -> None:
    assert code_of(pharmacy.send(pharmacy.seal(pharmacy_key=UNKNOWN_KEY))) == (422, "bad-key")


def test_what_is_no_cbor_is_refused(pharmacy: Pharmacy) -> None:
    assert code_of(pharmacy.post("/envelopes", b"\xa1\xff")) == (422, "not-canonical")


def test_what_is_too_large_is_refused(pharmacy: Pharmacy) -> None:
    assert code_of(pharmacy.post("/envelopes", bytes(40_961))) == (413, "body-too-large")


def test_a_second_correction_of_the_same_envelope_is_refused(pharmacy: Pharmacy) -> None:
    target = pharmacy.seal().envelope.header
    first = pharmacy.seal(corrects=(TODAY, target.id))
    assert pharmacy.send(first).status_code == 201
    assert code_of(pharmacy.send(pharmacy.seal(corrects=(TODAY, target.id)))) == (409, "stale-correction")


def test_a_refused_correction_leaves_nothing(pharmacy: Pharmacy) -> None:
    target = pharmacy.seal().envelope.header
    pharmacy.send(pharmacy.seal(corrects=(TODAY, target.id)))
    refused = pharmacy.seal(corrects=(TODAY, target.id))
    pharmacy.send(refused)
    assert pharmacy.relay.rows("SELECT 1 FROM outbox WHERE id = %s", refused.envelope.header.id) == []


def test_a_correction_sent_twice_is_the_same_envelope(pharmacy: Pharmacy) -> None:
    correction = pharmacy.seal(corrects=(TODAY, secrets.token_bytes(16)))
    assert [pharmacy.send(correction).status_code for _ in range(2)] == [201, 200]


def test_a_ticket_of_another_pharmacy_is_refused(pharmacy: Pharmacy, neighbour: Pharmacy) -> None:
    ticket = TicketFor(Ticket.new(), "1979-03-28")
    neighbour.send(neighbour.seal(ticket=ticket))
    refused = pharmacy.seal(ticket=ticket)
    assert code_of(pharmacy.send(refused)) == (403, "wrong-tenant")
    assert pharmacy.relay.rows("SELECT 1 FROM envelope WHERE id = %s", refused.envelope.header.id) == []


def test_a_device_added_at_another_process_is_known_at_once(pharmacy: Pharmacy) -> None:
    seed = secrets.token_bytes(32)
    entry = pharmacy.add_device(seed)
    path = f"/pharmacies/{pharmacy.log.pharmacy.hex()}/log"
    assert pharmacy.post(path, entry.encode(), kind="application/cbor-seq").json() == {"seq": pharmacy.log.seq}
    answers = [pharmacy.send(pharmacy.seal(device_seed=seed)).status_code for _ in range(8)]
    assert answers == [201] * 8


def test_a_software_that_is_not_approved_is_refused(neighbour: Pharmacy) -> None:
    seed = secrets.token_bytes(32)
    entry = neighbour.add_device(seed, software="software-never-approved")
    neighbour.post(f"/pharmacies/{neighbour.log.pharmacy.hex()}/log", entry.encode(), kind="application/cbor-seq")
    assert code_of(neighbour.send(neighbour.seal(device_seed=seed))) == (403, "software-suspended")


def test_a_members_key_signs_no_envelope(pharmacy: Pharmacy) -> None:
    assert isinstance(pharmacy.kit, Kit)
    assert code_of(pharmacy.send(pharmacy.seal(device_seed=pharmacy.kit.sign_seed))) == (422, "unknown-device")
