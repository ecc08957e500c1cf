"""Only the register's own signed word, on this very envelope, counts; whatever the relay says besides."""

from base64 import urlsafe_b64encode
from dataclasses import replace

import pytest
from tests.unit.envelope.domains import OTHER, Domain
from tests.unit.envelope.messages import DAY, DOMAIN
from tests.unit.envelope.readers import sealed
from tests.unit.envelope.test_receipt import ACK, Register, with_keys

from sceau.client.answers import outcome_of, problems_of
from sceau.client.errors import ClientError, explanation
from sceau.client.spool import Spooled, State
from sceau.envelope.acknowledgement import Acknowledgement, Status
from sceau.envelope.header import Role
from sceau.envelope.kdf import sha256
from sceau.envelope.receipt import Receipt
from sceau.envelope.seal import seal_answer
from sceau.envelope.signature import sign
from sceau.envelope.wire import Envelope

REPLY = b"\x21" * 32
REASONS = {"problems": [{"code": "nir-key", "path": "number.value", "severity": "error"}]}
ENVELOPE, ANOTHER = sealed(), sealed()


@pytest.fixture
def domain() -> Domain:
    domain = Domain()
    domain.add_signer()
    return with_keys(domain)


def spooled(envelope: Envelope = ENVELOPE) -> Spooled:
    return Spooled(envelope.header.id, DAY, State.ACCEPTED, sha256(envelope.header_bytes), REPLY, "", "")


def reasons(envelope: Envelope = ENVELOPE) -> bytes:
    return seal_answer(REPLY, envelope.header.id, Role.PHARMACY, 0, REASONS)


def receipt_of(domain: Domain, answer: bytes, status: Status, *, ack_seed: bytes = ACK) -> Receipt:
    header = ENVELOPE.header
    said = Acknowledgement(
        DOMAIN, header.pharmacy, header.id, sha256(ENVELOPE.header_bytes), status, DAY, sha256(answer)
    )
    register = Register(domain)
    return replace(
        register.receipt(ENVELOPE),
        ack=said.encode(),
        ack_signature=sign("ack", said.encode(), ack_seed),
        proof=register.proof(said.leaf(ENVELOPE.header_bytes)),
    )


def told(receipt: Receipt, answer: bytes) -> dict[str, object]:
    """What the relay's status says."""
    parts = {"receipt": receipt.encode(), "answer": answer}
    return {
        "state": "registered",
        **{name: urlsafe_b64encode(part).decode().rstrip("=") for name, part in parts.items()},
    }


@pytest.mark.parametrize(("status", "state"), [(Status.ACCEPTED, State.REGISTERED), (Status.REJECTED, State.REJECTED)])
def test_the_registers_word_ends_an_envelopes_way(domain: Domain, status: Status, state: State) -> None:
    answer = reasons()
    outcome = outcome_of(spooled(), told(receipt_of(domain, answer, status), answer), domain.root_hash)
    assert outcome is not None
    assert (outcome.state, [one["code"] for one in outcome.problems]) == (state, ["nir-key"])


def test_a_rejection_whose_answer_is_random_is_an_envelope_that_could_not_be_opened(domain: Domain) -> None:
    answer = bytes(range(256)) * 8
    outcome = outcome_of(spooled(), told(receipt_of(domain, answer, Status.REJECTED), answer), domain.root_hash)
    assert outcome is not None
    assert (outcome.state, outcome.code) == (State.REJECTED, "cannot-open")
    assert outcome.problems == [{"code": "cannot-open", "path": "", "severity": "error"}]
    assert "under a new id" in explanation(outcome.code, "en").remedy


def test_an_acceptance_that_cannot_be_opened_is_doubted(domain: Domain) -> None:
    answer = bytes(range(256)) * 8
    assert refuses(domain, told(receipt_of(domain, answer, Status.ACCEPTED), answer))


def test_a_state_without_a_receipt_is_nothing_yet(domain: Domain) -> None:
    assert outcome_of(spooled(), {"state": "registered", "receipt": None}, domain.root_hash) is None


def test_a_relay_that_gave_up_is_said(domain: Domain) -> None:
    outcome = outcome_of(spooled(), {"state": "dead"}, domain.root_hash)
    assert outcome is not None
    assert (outcome.state, outcome.code) == (State.REJECTED, "undelivered")


def refuses(domain: Domain, answer: dict[str, object], row: Spooled | None = None) -> bool:
    try:
        outcome_of(row or spooled(), answer, domain.root_hash)
    except ClientError as error:
        return error.code == "bad-acknowledgement"
    return False


def test_a_word_signed_by_another_key_is_not_the_registers(domain: Domain) -> None:
    answer = reasons()
    assert refuses(domain, told(receipt_of(domain, answer, Status.ACCEPTED, ack_seed=OTHER), answer))


def test_another_envelopes_receipt_is_not_this_ones(domain: Domain) -> None:
    answer = reasons()
    assert refuses(domain, told(receipt_of(domain, answer, Status.ACCEPTED), answer), spooled(ANOTHER))


def test_an_answer_that_was_exchanged_is_refused(domain: Domain) -> None:
    receipt = receipt_of(domain, reasons(), Status.ACCEPTED)
    assert refuses(domain, told(receipt, reasons()))


@pytest.mark.parametrize("garbage", ["", "!!!!", "AAAA"])
def test_garbage_is_no_receipt(domain: Domain, garbage: str) -> None:
    assert refuses(domain, {"receipt": garbage, "answer": ""})


def test_reasons_are_read_again_from_the_spool() -> None:
    row = replace(spooled(), problems='[{"code": "nir-key", "path": "number.value", "severity": "error"}]')
    assert problems_of(row) == REASONS["problems"]
