"""Every message of spec/cases/envelope/ and spec/vectors/cbor/ is refused, with its code."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

import pytest
from tests.unit.envelope.exchange import ROOT

from sceau.envelope import cbor
from sceau.envelope.access import Kit, enrolment_seed
from sceau.envelope.acknowledgement import verify_acknowledgement
from sceau.envelope.announce import parse_announce, parse_reissue
from sceau.envelope.errors import EnvelopeError
from sceau.envelope.header import Role
from sceau.envelope.hpke import kem_public_key
from sceau.envelope.open import open_answer, open_copy
from sceau.envelope.pharmacy_log import PharmacyLog
from sceau.envelope.receipt import parse_receipt, verify_receipt
from sceau.envelope.seal import Readers, Sender, TicketFor, seal_envelope
from sceau.envelope.statements import KeyRole, Statements
from sceau.envelope.ticket import Ticket, parse_link
from sceau.envelope.wire import Delivery, check_signature, parse_envelope

Message = dict[str, Any]
CASES = {path.stem: json.loads(path.read_text()) for path in sorted((ROOT / "spec/cases/envelope").glob("*.json"))}
ENCODINGS = json.loads((ROOT / "spec/vectors/cbor/refused.json").read_text())
CODES = """
    bad-chain bad-commit bad-copies bad-date bad-enrolment bad-enrolment-code bad-entry bad-hash bad-key bad-kit
    bad-length bad-link bad-proof bad-receipt bad-routing bad-sections bad-signature bad-type bad-version
    cannot-open expired-signer missing-field needs-code no-key not-canonical not-signed rollback stale-key too-deep
    too-large unknown-field weak-key
"""


@pytest.mark.parametrize("name", CASES)
def test_a_wrong_message_is_refused_with_its_code(name: str) -> None:
    case = CASES[name]
    with pytest.raises(EnvelopeError) as refused:
        READERS[case["read"]](case)
    assert refused.value.code == case["code"]


@pytest.mark.parametrize("encoding", ENCODINGS, ids=lambda encoding: encoding["why"])
def test_an_encoding_that_is_not_the_one_is_refused(encoding: Message) -> None:
    with pytest.raises(EnvelopeError) as refused:
        cbor.decode(bytes.fromhex(encoding["bytes"]), limit=100)
    assert refused.value.code == encoding["code"]


def test_every_code_of_the_envelope_has_a_case() -> None:
    assert {case["code"] for case in CASES.values()} == set(CODES.split())


def test_a_refusal_never_holds_a_value_of_the_message() -> None:
    with pytest.raises(EnvelopeError) as refused:
        read_envelope(CASES["header-of-another-schema"])
    assert str(refused.value) == "bad-version at header.schema"


def test_a_record_that_fits_no_envelope_is_refused() -> None:
    key = kem_public_key(bytes(32))
    with pytest.raises(EnvelopeError) as refused:
        seal_envelope(
            {"result": {"comment": "é" * 4000}},
            sender=Sender(bytes(16), bytes(32)),
            readers=Readers(key, key),
            day=20_000,
            identity_to_register=True,
            ticket=TicketFor(Ticket(bytes(32)), "1979-03-28"),
        )
    assert refused.value.code == "too-large"


def read_envelope(case: Message) -> None:
    envelope = parse_envelope(bytes.fromhex(case["data"]))
    check_signature(envelope.header, envelope.header_bytes, envelope.signature)


def read_copy(case: Message) -> None:
    delivery = Delivery(*(bytes.fromhex(case[name]) for name in ("header", "signature", "copy")))
    open_copy(delivery, Role(case["role"]), bytes.fromhex(case["seed"]))


def read_answer(case: Message) -> None:
    reply, envelope_id, answer = (bytes.fromhex(case[name]) for name in ("reply", "id", "answer"))
    open_answer(reply, envelope_id, Role(case["to"]), case["seq"], answer)


def read_acknowledgement(case: Message) -> None:
    verify_acknowledgement(*(bytes.fromhex(case[name]) for name in ("body", "signature", "key")))


def read_proof(case: Message) -> None:
    ticket = Ticket(bytes.fromhex(case["secret"]))
    key = kem_public_key(bytes(32))
    seal_envelope(
        {"result": {}},
        sender=Sender(bytes(16), bytes(32)),
        readers=Readers(key, key),
        day=20_000,
        identity_to_register=True,
        ticket=TicketFor(ticket, case["birth_date"], case["spoken"]),
    )


def read_statements(case: Message) -> None:
    objects = [bytes.fromhex(item) for item in case["objects"]]
    statements = Statements.replay(objects, root_hash=bytes.fromhex(case["root_hash"]))
    if "kid" in case:
        statements.check_kid(KeyRole(case["role"]), bytes.fromhex(case["kid"]), case["now"])
    elif "role" in case:
        statements.newest(KeyRole(case["role"]), case["now"])


def read_log(case: Message) -> None:
    enrolments = {bytes.fromhex(key): finess for key, finess in case["enrolments"].items()}
    log = PharmacyLog.replay([bytes.fromhex(entry) for entry in case["entries"]], enrolments=enrolments)
    if "kid" in case:
        log.check_kid(bytes.fromhex(case["kid"]), case["now"])
    if "newest" in case:
        assert log.epoch.seeds


def read_receipt(case: Message) -> None:
    verify_receipt(parse_receipt(bytes.fromhex(case["receipt"])), root_hash=bytes.fromhex(case["root_hash"]))


READERS: Final[Mapping[str, Callable[[Message], object]]] = {
    "envelope": read_envelope,
    "copy": read_copy,
    "answer": read_answer,
    "announce": lambda case: parse_announce(bytes.fromhex(case["body"]), bytes.fromhex(case["signature"])),
    "reissue": lambda case: parse_reissue(bytes.fromhex(case["body"]), bytes.fromhex(case["signature"])),
    "acknowledgement": read_acknowledgement,
    "kit": lambda case: Kit.parse(case["text"]),
    "enrolment-code": lambda case: enrolment_seed(case["text"]),
    "link": lambda case: parse_link(case["text"]),
    "proof": read_proof,
    "statements": read_statements,
    "log": read_log,
    "receipt": read_receipt,
}
