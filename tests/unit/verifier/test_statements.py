"""A domain's chain, read a second time."""

import pytest
from tests.unit.envelope.domains import OTHER, ROOTS, SIGNER, Domain, enrolment_of, key_fields
from tests.unit.envelope.test_receipt import ACK, LEDGER, with_keys
from tests.unit.verifier.refusals import refused

from sceau.envelope.signature import public_key
from sceau.envelope.statements import Kind
from sceau.verifier.statements import replay


@pytest.fixture
def domain() -> Domain:
    domain = Domain()
    domain.add_signer()
    return with_keys(domain)


def test_the_keys_that_were_published_are_found(domain: Domain) -> None:
    found = replay(domain.encoded(), root=domain.root_hash)
    assert (found.published("ack"), found.published("ledger")) == ([public_key(ACK)], [public_key(LEDGER)])


def test_what_was_revoked_is_no_key(domain: Domain) -> None:
    domain.revoke(domain.objects[-1])
    assert replay(domain.encoded(), root=domain.root_hash).published("ledger") == []


@pytest.mark.parametrize("left_out", [1, 2])
def test_a_statement_left_out_is_found(domain: Domain, left_out: int) -> None:
    encoded = domain.encoded()
    del encoded[left_out]
    with refused("bad-chain"):
        replay(encoded, root=domain.root_hash)


@pytest.mark.parametrize(
    ("kind", "fields", "by"),
    [
        (Kind.KEY, key_fields(), (OTHER,)),
        (Kind.KEY, key_fields(), ROOTS[:2]),
        (Kind.SIGNER, {"pk": public_key(OTHER), "not_before": 1, "not_after": 2}, (SIGNER,)),
        (Kind.SIGNER, {"pk": public_key(OTHER), "not_before": 1, "not_after": 2}, ROOTS[:1]),
    ],
)
def test_what_nobody_with_the_right_signed_is_refused(
    domain: Domain, kind: str, fields: dict[str, object], by: tuple[bytes, ...]
) -> None:
    with refused("not-signed"):
        replay([*domain.encoded(), domain.statement(kind, fields, *by).encode()], root=domain.root_hash)


def test_a_chain_of_nothing_proves_nothing() -> None:
    with refused("other-root"):
        replay([], root=bytes(32))


def test_an_enrolment_is_the_signers_word(domain: Domain) -> None:
    mine, forged = enrolment_of(public_key(ACK)), enrolment_of(public_key(LEDGER), by=OTHER)
    found = replay(domain.encoded(), root=domain.root_hash, enrolments=[mine.encode()])
    assert found.enrolments.keys() == {public_key(ACK)}
    with refused("not-signed"):
        replay(domain.encoded(), root=domain.root_hash, enrolments=[forged.encode()])
