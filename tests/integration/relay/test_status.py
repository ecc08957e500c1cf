"""Where an envelope is: for its own pharmacy, one or many, with a receipt that stands alone."""

import json
import secrets
from base64 import urlsafe_b64decode

import httpx2
import pytest
from tests.integration.relay.acknowledging import acknowledge
from tests.integration.relay.pharmacy import TODAY, Pharmacy, publish

from sceau.envelope import cbor
from sceau.envelope.acknowledgement import Status
from sceau.envelope.receipt import parse_receipt, verify_receipt
from sceau.envelope.signature import public_key
from sceau.envelope.statements import KeyRole
from sceau.envelope.wire import parse_delivery


def status(pharmacy: Pharmacy, envelope_id: bytes) -> httpx2.Response:
    return pharmacy.get(f"/envelopes/{TODAY}/{envelope_id.hex()}")


def decoded(text: object) -> bytes:
    return urlsafe_b64decode(str(text) + "==")


def test_a_day_that_no_calendar_has_is_refused(pharmacy: Pharmacy) -> None:
    answer = pharmacy.post("/envelopes/status", cbor.encode([[2**40, bytes(16)]]))
    assert answer.json()["code"] == "bad-length"


def test_a_new_envelope_is_accepted(pharmacy: Pharmacy) -> None:
    sealed = pharmacy.seal()
    pharmacy.send(sealed)
    said = status(pharmacy, sealed.envelope.header.id).json()
    assert (said["state"], said["attempts"], [step["step"] for step in said["steps"]]) == ("accepted", 0, ["accepted"])


@pytest.mark.parametrize(
    ("changed", "state"), [("attempts = 2", "delivering"), ("state = 'dead', last_code = 'bad-signature'", "dead")]
)
def test_the_outbox_says_how_delivery_goes(pharmacy: Pharmacy, changed: str, state: str) -> None:
    sealed = pharmacy.seal()
    pharmacy.send(sealed)
    pharmacy.relay.execute(f"UPDATE outbox SET {changed} WHERE id = %s", sealed.envelope.header.id)  # noqa: S608
    assert status(pharmacy, sealed.envelope.header.id).json()["state"] == state


@pytest.mark.parametrize(("word", "state"), [(Status.ACCEPTED, "registered"), (Status.REJECTED, "rejected")])
def test_an_acknowledged_envelope_has_a_receipt_that_stands_alone(pharmacy: Pharmacy, word: Status, state: str) -> None:
    sealed = pharmacy.seal()
    pharmacy.send(sealed)
    acknowledge(pharmacy.relay, pharmacy.register, sealed, word)
    said = status(pharmacy, sealed.envelope.header.id).json()
    receipt = parse_receipt(decoded(said["receipt"]))
    verified = verify_receipt(receipt, root_hash=pharmacy.register.root_hash)
    assert (said["state"], verified.header.id, verified.acknowledgement.status) == (
        state,
        sealed.envelope.header.id,
        word,
    )


def test_a_receipt_is_good_after_the_registers_keys_were_renewed(pharmacy: Pharmacy) -> None:
    sealed = pharmacy.seal()
    pharmacy.send(sealed)
    acknowledge(pharmacy.relay, pharmacy.register, sealed)
    for role in (KeyRole.ACK, KeyRole.LEDGER):
        pharmacy.register.publish_key(role, public_key(secrets.token_bytes(32)), started=0)
    publish(pharmacy.relay, pharmacy.register)
    receipt = parse_receipt(decoded(status(pharmacy, sealed.envelope.header.id).json()["receipt"]))
    assert verify_receipt(receipt, root_hash=pharmacy.register.root_hash).index == 1


def test_many_are_answered_in_the_order_asked(pharmacy: Pharmacy) -> None:
    ids = [pharmacy.send(pharmacy.seal()).json()["id"] for _ in range(3)]
    asked = [ids[2], "00" * 16, ids[0]]
    body = cbor.encode([[TODAY, bytes.fromhex(one)] for one in asked])
    lines = [json.loads(line) for line in pharmacy.post("/envelopes/status", body).text.splitlines()]
    assert [line["id"] for line in lines] == asked
    assert [line.get("state", line.get("code")) for line in lines] == ["accepted", "unknown-envelope", "accepted"]


def test_what_is_no_list_of_envelopes_is_refused(pharmacy: Pharmacy) -> None:
    assert pharmacy.post("/envelopes/status", cbor.encode([[1]])).json()["code"] == "bad-length"


def test_a_neighbours_envelope_is_unknown(pharmacy: Pharmacy, neighbour: Pharmacy) -> None:
    sealed = pharmacy.seal()
    pharmacy.send(sealed)
    path = f"/envelopes/{TODAY}/{sealed.envelope.header.id.hex()}"
    assert [neighbour.get(path + more).json()["code"] for more in ("", "/copy")] == ["unknown-envelope"] * 2
    body = cbor.encode([[TODAY, sealed.envelope.header.id]])
    assert json.loads(neighbour.post("/envelopes/status", body).text)["code"] == "unknown-envelope"


def test_the_pharmacy_gets_its_own_copy(pharmacy: Pharmacy) -> None:
    sealed = pharmacy.seal()
    pharmacy.send(sealed)
    answer = pharmacy.get(f"/envelopes/{TODAY}/{sealed.envelope.header.id.hex()}/copy")
    assert parse_delivery(answer.content).copy == sealed.envelope.copies[1]


def test_reading_a_copy_is_in_the_journal(pharmacy: Pharmacy) -> None:
    sealed = pharmacy.seal()
    pharmacy.send(sealed)
    pharmacy.get(f"/envelopes/{TODAY}/{sealed.envelope.header.id.hex()}/copy")
    newest = pharmacy.relay.rows("SELECT actor, action FROM journal WHERE id = %s", sealed.envelope.header.id)
    assert newest == [(pharmacy.client_id, "pharmacy-copy-read")]
