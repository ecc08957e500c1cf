"""A domain's chain as somebody would forge it: what the product refuses, the auditor's own reading refuses too."""

from dataclasses import replace

import pytest
from tests.unit.envelope.domains import LIFE, OTHER, ROOTS, SIGNER, Domain, enrolment_of, key_fields
from tests.unit.envelope.messages import FINESS, NOW
from tests.unit.verifier.refusals import refused

from sceau.envelope import cbor
from sceau.envelope.signature import public_key
from sceau.envelope.signed import SignedObject, sign_object
from sceau.envelope.statements import ENROLMENT, SIGNER_LIFE, Kind, enrolment_body
from sceau.verifier.signatures import read_signed
from sceau.verifier.statements import follow_selection, replay

ENROLLED = public_key(b"\x0e" * 32)
NEW_ROOTS = tuple(sorted((bytes([number]) * 32 for number in range(0x34, 0x37)), key=public_key))
NEW_ROOT = {"threshold": 2, "keys": sorted(map(public_key, NEW_ROOTS))}


@pytest.fixture
def domain() -> Domain:
    domain = Domain()
    domain.add_signer()
    return domain


def refuses(domain: Domain, statement: SignedObject, code: str) -> None:
    with refused(code):
        replay([*domain.encoded(), statement.encode()], root=domain.root_hash)


@pytest.mark.parametrize("fields", [{"seq": 9}, {"prev": bytes(32)}, {"time": NOW - 1}, {"domain": "other.example"}])
def test_a_statement_that_does_not_follow_is_refused(domain: Domain, fields: dict[str, object]) -> None:
    refuses(domain, domain.statement(Kind.KEY, {**key_fields(), **fields}, SIGNER), "bad-chain")


def test_a_signer_says_nothing_after_its_time(domain: Domain) -> None:
    late = {"time": LIFE["not_after"] + 1}
    refuses(domain, domain.statement(Kind.KEY, {**key_fields(), **late}, SIGNER), "not-signed")


def test_a_revoked_signer_says_nothing_more(domain: Domain) -> None:
    domain.revoke(domain.objects[1])
    refuses(domain, domain.statement(Kind.KEY, key_fields(), SIGNER), "not-signed")


def test_a_signer_cannot_revoke_a_signer(domain: Domain) -> None:
    refuses(domain, domain.statement(Kind.REVOCATION, {"hash": domain.objects[1].hash}, SIGNER), "not-signed")


def test_what_was_never_said_cannot_be_revoked(domain: Domain) -> None:
    refuses(domain, domain.statement(Kind.REVOCATION, {"hash": bytes(32)}, *ROOTS), "bad-chain")


def test_a_new_root_is_signed_by_the_old_and_by_the_new(domain: Domain) -> None:
    domain.publish(Kind.ROOT, NEW_ROOT, *ROOTS[1:], *NEW_ROOTS[:2])
    replay(domain.encoded(), root=domain.root_hash)
    refuses(domain, domain.statement(Kind.SIGNER, {**LIFE, "pk": public_key(OTHER)}, *ROOTS), "not-signed")


@pytest.mark.parametrize("by", [ROOTS[:2], NEW_ROOTS, (*ROOTS[:1], *NEW_ROOTS), (*ROOTS, *NEW_ROOTS[:1])])
def test_a_new_root_without_a_quorum_of_both_is_refused(domain: Domain, by: tuple[bytes, ...]) -> None:
    forged = domain.statement(Kind.ROOT, NEW_ROOT, *by)
    refuses(domain, forged, "not-signed")
    with refused("not-signed"):  # nor as one of those that a receipt brings
        follow_selection([*domain.encoded(), forged.encode()], root=domain.root_hash)


@pytest.mark.parametrize("life", [0, SIGNER_LIFE + 1])
def test_a_signer_for_longer_than_400_days_is_refused(domain: Domain, life: int) -> None:
    fields = {"pk": public_key(OTHER), "not_before": NOW, "not_after": NOW + life}
    refuses(domain, domain.statement(Kind.SIGNER, fields, *ROOTS), "bad-shape")


@pytest.mark.parametrize(("kind", "fields"), [(Kind.SIGNER, LIFE), (Kind.KEY, key_fields("ack", bytes(32)))])
def test_a_weak_key_is_refused(domain: Domain, kind: Kind, fields: dict[str, object]) -> None:
    refuses(domain, domain.statement(kind, {"pk": bytes(32), **fields}, *ROOTS), "weak-key")


def test_nothing_travels_beside_a_statement(domain: Domain) -> None:
    refuses(domain, replace(domain.statement(Kind.KEY, key_fields(), SIGNER), sealed=(b"smuggled",)), "bad-shape")


@pytest.mark.parametrize("order", [(1, 0), (0, 0)], ids=["another order", "one twice"])
def test_signatures_that_are_not_in_their_one_order_are_refused(domain: Domain, order: tuple[int, ...]) -> None:
    root = domain.objects[0]
    pairs = [list(root.signatures[at]) for at in order]
    with refused("not-canonical"):
        read_signed(cbor.encode({"body": root.body, "signatures": pairs}), "root")


def enrolling(domain: Domain, *enrolments: SignedObject) -> None:
    replay(domain.encoded(), root=domain.root_hash, enrolments=[one.encode() for one in enrolments])


@pytest.mark.parametrize("time", [LIFE["not_before"] - 1, LIFE["not_after"] + 1])
def test_an_enrolment_outside_the_signers_time_is_refused(domain: Domain, time: int) -> None:
    with refused("not-signed"):
        enrolling(domain, enrolment_of(ENROLLED, time=time))


def test_an_enrolment_of_another_domain_is_refused(domain: Domain) -> None:
    body = enrolment_body("other.example", finess=FINESS, public_key=ENROLLED, time=NOW)
    with refused("not-signed"):
        enrolling(domain, sign_object(ENROLMENT, body, SIGNER))


def test_a_revoked_signers_enrolments_are_void_whatever_their_time_says(domain: Domain) -> None:
    domain.revoke(domain.objects[1])
    with refused("not-signed"):
        enrolling(domain, enrolment_of(ENROLLED))


def test_one_code_for_two_pharmacies_is_refused(domain: Domain) -> None:
    with refused("bad-enrolment"):
        enrolling(domain, enrolment_of(ENROLLED), enrolment_of(ENROLLED, finess="990000002"))


def test_nothing_travels_beside_an_enrolment(domain: Domain) -> None:
    with refused("bad-shape"):
        enrolling(domain, replace(enrolment_of(ENROLLED), sealed=(b"smuggled",)))
