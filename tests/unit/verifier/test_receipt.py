"""A receipt, read by a program written a second time: it accepts and refuses what the product does."""

from dataclasses import replace

import pytest
from tests.unit.envelope.domains import SIGNER, Domain, key_fields
from tests.unit.envelope.refusals import flipped
from tests.unit.envelope.test_receipt import ACK, ENVELOPE, Register, with_keys
from tests.unit.verifier.exhibits import Witness, policy
from tests.unit.verifier.refusals import refused

from sceau.envelope import cbor
from sceau.envelope.acknowledgement import Status
from sceau.envelope.signature import public_key, sign
from sceau.envelope.statements import Kind
from sceau.verifier.policy import read_policy
from sceau.verifier.receipt import check_delivered, check_receipt
from sceau.verifier.refusal import Refused


@pytest.fixture
def domain() -> Domain:
    domain = Domain()
    domain.add_signer()
    return with_keys(domain)


@pytest.mark.parametrize("status", Status)
def test_what_became_of_an_envelope_is_proven(domain: Domain, status: Status) -> None:
    receipt = Register(domain).receipt(ENVELOPE, status=status).encode()
    proven = check_receipt(receipt, root=domain.root_hash)
    assert (proven.id, proven.status, proven.index) == (ENVELOPE.header.id, status.value, 2)


def test_no_bit_can_change(domain: Domain) -> None:
    data = Register(domain).receipt(ENVELOPE).encode()
    standing = []
    for bit in range(0, 8 * len(data), 61):
        try:
            check_receipt(flipped(data, bit), root=domain.root_hash)
        except Refused:
            continue
        standing.append(bit)
    assert standing == []


def test_another_root_is_refused(domain: Domain) -> None:
    with refused("other-root"):
        check_receipt(Register(domain).receipt(ENVELOPE).encode(), root=bytes(32))


def test_witnesses_are_asked_for_when_a_policy_does(domain: Domain) -> None:
    receipt = Register(domain).receipt(ENVELOPE)
    with refused("no-quorum"):
        check_receipt(receipt.encode(), root=domain.root_hash, policy=read_policy(policy()))


def test_a_receipt_of_a_witnessed_checkpoint_passes(domain: Domain) -> None:
    receipt = Register(domain).receipt(ENVELOPE)
    head, _, note = receipt.proof.partition("\n\n")
    cosigned = note.encode()
    for name in ("witness.example/one", "witness.example/two"):
        cosigned = Witness(name).cosigns(cosigned)
    witnessed = replace(receipt, proof=f"{head}\n\n{cosigned.decode()}")
    assert check_receipt(witnessed.encode(), root=domain.root_hash, policy=read_policy(policy())).index == 2


@pytest.mark.parametrize("between", ["\x0b", "\x85", "\u2028"])
def test_hashes_of_a_proof_stand_one_a_line(domain: Domain, between: str) -> None:
    """Other characters that some readers take for the end of a line are none."""
    receipt = Register(domain).receipt(ENVELOPE)
    head, index, first, rest = receipt.proof.split("\n", 3)
    joined = replace(receipt, proof="\n".join([head, index, first + between + rest]))
    with refused("bad-proof"):
        check_receipt(joined.encode(), root=domain.root_hash)


@pytest.mark.parametrize("fields", [{"v": 2}, {"status": "waiting"}, {"domain": "other.example"}, {"hash": bytes(32)}])
def test_a_word_of_another_form_or_another_envelope_is_refused(domain: Domain, fields: dict[str, object]) -> None:
    receipt = Register(domain).receipt(ENVELOPE)
    said = cbor.decode(receipt.ack, limit=1024)
    assert isinstance(said, dict)
    ack = cbor.encode({**said, **fields})
    with refused("bad-receipt"):
        check_receipt(replace(receipt, ack=ack, ack_signature=sign("ack", ack, ACK)).encode(), root=domain.root_hash)


def test_two_keys_for_one_word_are_refused(domain: Domain) -> None:
    receipt = Register(domain).receipt(ENVELOPE)
    domain.publish(Kind.KEY, key_fields("ack", public_key(bytes(32))), SIGNER)
    with refused("bad-receipt"):
        check_receipt(replace(receipt, keys=tuple(domain.encoded())).encode(), root=domain.root_hash)


def test_what_the_relay_was_told_beside_the_envelope_is_bound_too(domain: Domain) -> None:
    receipt = Register(domain).receipt(ENVELOPE).encode()
    with refused("other-envelope"):
        check_delivered(replace(ENVELOPE, routing_bytes=b"another").encode(), receipt, root=domain.root_hash)
