"""A domain's chain: who may say what, what a revocation ends, and that a refused statement changes nothing."""

import copy

import pytest
from tests.unit.envelope.domains import (
    KEM,
    LIFE,
    OTHER,
    ROOTS,
    SIGNER,
    Domain,
    key_fields,
)
from tests.unit.envelope.messages import DOMAIN, NOW
from tests.unit.envelope.refusals import refused

from sceau.envelope.kdf import kid
from sceau.envelope.signature import public_key
from sceau.envelope.signed import SignedObject, sign_object
from sceau.envelope.statements import DAY, SIGNER_LIFE, KeyRole, Kind, Statements, first_root

NEW_ROOTS = tuple(sorted((bytes([number]) * 32 for number in range(0x34, 0x37)), key=public_key))
NEW_ROOT = {"threshold": 2, "keys": sorted(map(public_key, NEW_ROOTS))}
SOFTWARE = {"software": [{"id": "example", "name": "Exemple", "state": "active"}]}


@pytest.fixture
def domain() -> Domain:
    return Domain()


@pytest.fixture
def signed_for(domain: Domain) -> Domain:
    """With a signer."""
    domain.add_signer()
    return domain


def refuses(domain: Domain, statement: SignedObject, code: str) -> None:
    before = copy.deepcopy(vars(domain.chain))
    with refused(code):
        domain.chain.extend(statement)
    assert vars(domain.chain) == before


def test_a_chain_is_replayed_from_its_pinned_root(signed_for: Domain) -> None:
    signed_for.publish(Kind.KEY, key_fields(), SIGNER)
    replayed = Statements.replay(signed_for.encoded(), root_hash=signed_for.root_hash)
    assert vars(replayed) == vars(signed_for.chain)


def test_another_root_than_the_pinned_one_is_a_rollback(domain: Domain) -> None:
    with refused("rollback"):
        Statements.replay(domain.encoded(), root_hash=bytes(32))


def test_a_chain_of_nothing_is_a_rollback() -> None:
    with refused("rollback"):
        Statements.replay([], root_hash=bytes(32))


@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_chain_with_a_statement_left_out_is_refused(signed_for: Domain, at: int) -> None:
    signed_for.publish(Kind.KEY, key_fields(), SIGNER)
    signed_for.publish(Kind.SOFTWARE, SOFTWARE, SIGNER)
    objects = signed_for.encoded()
    with refused("bad-chain"):
        Statements.replay([*objects[:at], *objects[at + 1 :]], root_hash=signed_for.root_hash)


@pytest.mark.parametrize(
    "fields",
    [{"seq": 0}, {"seq": 3}, {"prev": b""}, {"prev": bytes(32)}, {"domain": "other.example"}, {"time": NOW - 1}],
)
def test_a_statement_that_does_not_follow_is_refused(signed_for: Domain, fields: dict[str, object]) -> None:
    refuses(signed_for, signed_for.statement(Kind.KEY, {**key_fields(), **fields}, SIGNER), "bad-chain")


def test_a_chain_begins_with_a_root() -> None:
    body = {"domain": DOMAIN, "seq": 0, "prev": b"", "time": NOW, "hash": bytes(32)}
    with refused("bad-chain"):
        Statements().extend(sign_object(Kind.REVOCATION, body, *ROOTS))


def test_a_root_is_signed_by_a_quorum_of_its_own_keys() -> None:
    with refused("not-signed"):
        Statements().extend(first_root(DOMAIN, NOW, 2, map(public_key, ROOTS), ROOTS[0], OTHER))


@pytest.mark.parametrize(
    ("threshold", "keys"), [(0, 2), (3, 2), (1, 0)], ids=["nobody", "more than there are", "of no keys"]
)
def test_a_root_of_an_impossible_quorum_is_refused(threshold: int, keys: int) -> None:
    with refused("bad-length"):
        Statements().extend(first_root(DOMAIN, NOW, threshold, map(public_key, ROOTS[:keys]), *ROOTS))


def test_a_root_that_counts_a_key_twice_is_refused() -> None:
    with refused("bad-length"):
        Statements().extend(first_root(DOMAIN, NOW, 2, [public_key(ROOTS[0])] * 2, ROOTS[0]))


def test_a_new_root_is_signed_by_the_old_and_by_the_new(domain: Domain) -> None:
    domain.publish(Kind.ROOT, NEW_ROOT, *ROOTS[1:], *NEW_ROOTS[:2])
    domain.publish(Kind.SIGNER, {**LIFE, "pk": public_key(SIGNER)}, *NEW_ROOTS[:2])
    refuses(domain, domain.statement(Kind.SIGNER, {**LIFE, "pk": public_key(OTHER)}, *ROOTS), "not-signed")


@pytest.mark.parametrize("by", [ROOTS[:2], NEW_ROOTS, (*ROOTS[:1], *NEW_ROOTS), (*ROOTS, *NEW_ROOTS[:1])])
def test_a_new_root_without_a_quorum_of_both_is_refused(domain: Domain, by: tuple[bytes, ...]) -> None:
    refuses(domain, domain.statement(Kind.ROOT, NEW_ROOT, *by), "not-signed")


@pytest.mark.parametrize("by", [ROOTS[:1], (SIGNER,), (ROOTS[0], SIGNER)])
def test_a_signer_is_named_by_a_quorum_of_the_root(signed_for: Domain, by: tuple[bytes, ...]) -> None:
    refuses(signed_for, signed_for.statement(Kind.SIGNER, {**LIFE, "pk": public_key(OTHER)}, *by), "not-signed")


@pytest.mark.parametrize("life", [0, SIGNER_LIFE + 1])
def test_a_signer_for_longer_than_400_days_is_refused(domain: Domain, life: int) -> None:
    with refused("bad-length"):
        domain.add_signer(not_before=NOW, not_after=NOW + life)


def test_a_signer_with_a_weak_key_is_refused(domain: Domain) -> None:
    refuses(domain, domain.statement(Kind.SIGNER, {**LIFE, "pk": bytes(32)}, *ROOTS), "weak-key")


@pytest.mark.parametrize("by", [(OTHER,), ROOTS])
@pytest.mark.parametrize(("kind", "fields"), [(Kind.KEY, key_fields()), (Kind.SOFTWARE, SOFTWARE)])
def test_keys_and_software_are_said_by_the_signer_alone(
    signed_for: Domain, kind: Kind, fields: dict[str, object], by: tuple[bytes, ...]
) -> None:
    refuses(signed_for, signed_for.statement(kind, fields, *by), "not-signed")


def test_one_bad_signature_beside_a_good_one_refuses_the_statement(signed_for: Domain) -> None:
    good = signed_for.statement(Kind.KEY, key_fields(), SIGNER)
    pairs = tuple(sorted([*good.signatures, (public_key(OTHER), bytes(64))]))
    refuses(signed_for, SignedObject(good.body, pairs), "bad-signature")


@pytest.mark.parametrize("kind", [kind for kind in (*Kind, "enrolment", "pharmacy") if kind != Kind.KEY])
def test_a_key_signed_as_another_kind_is_refused(signed_for: Domain, kind: str) -> None:
    refuses(signed_for, signed_for.statement(kind, key_fields(), SIGNER), "bad-signature")


@pytest.mark.parametrize("late", [-1, 1])
def test_a_signer_says_nothing_outside_its_time(domain: Domain, late: int) -> None:
    life = {"not_before": NOW + 10, "not_after": NOW + 20}
    domain.add_signer(not_before=life["not_before"], not_after=life["not_after"])
    time = life["not_before"] - 1 if late < 0 else life["not_after"] + 1
    refuses(domain, domain.statement(Kind.KEY, {**key_fields(), "time": time}, SIGNER), "expired-signer")


def test_a_revoked_signer_says_nothing_more_and_what_it_said_stands(domain: Domain) -> None:
    signer = domain.add_signer()
    domain.publish(Kind.KEY, key_fields(), SIGNER)
    domain.revoke(signer)
    refuses(domain, domain.statement(Kind.SOFTWARE, SOFTWARE, SIGNER), "not-signed")
    assert domain.chain.newest(KeyRole.REGISTER, NOW).pk == KEM


def test_the_right_to_sign_ends_with_the_last_signer_that_is_not_revoked(domain: Domain) -> None:
    for days in (100, 200):
        domain.add_signer(not_before=NOW, not_after=NOW + days * DAY)
    domain.revoke(domain.add_signer(not_before=NOW, not_after=NOW + 300 * DAY))
    assert domain.chain.signer_end == NOW + 200 * DAY


def test_a_signer_cannot_revoke_a_signer(domain: Domain) -> None:
    signer = domain.add_signer()
    refuses(domain, domain.statement(Kind.REVOCATION, {"hash": signer.hash}, SIGNER), "not-signed")


@pytest.mark.parametrize("by", [(SIGNER,), ROOTS[:2]])
def test_a_revoked_key_is_used_no_more(signed_for: Domain, by: tuple[bytes, ...]) -> None:
    key = signed_for.publish(Kind.KEY, key_fields(), SIGNER)
    signed_for.revoke(key, *by)
    with refused("no-key"):
        signed_for.chain.newest(KeyRole.REGISTER, NOW)
    with refused("bad-key"):
        signed_for.chain.check_kid(KeyRole.REGISTER, kid(KEM), NOW)


@pytest.mark.parametrize("by", [(OTHER,), ROOTS[:1]])
def test_a_key_is_not_revoked_by_anybody_else(signed_for: Domain, by: tuple[bytes, ...]) -> None:
    key = signed_for.publish(Kind.KEY, key_fields(), SIGNER)
    refuses(signed_for, signed_for.statement(Kind.REVOCATION, {"hash": key.hash}, *by), "not-signed")


def test_what_was_never_said_cannot_be_revoked(domain: Domain) -> None:
    refuses(domain, domain.statement(Kind.REVOCATION, {"hash": bytes(32)}, *ROOTS), "bad-chain")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        (key_fields("boss"), "bad-type"),
        (key_fields("register", KEM[:-1]), "bad-length"),
        (key_fields("ack", KEM), "bad-length"),
        (key_fields("ack", bytes(32)), "weak-key"),
        (key_fields(destroy_after=NOW), "bad-length"),
        (key_fields(not_before=NOW + 7 * DAY), "bad-length"),
        ({**key_fields(), "more": 1}, "unknown-field"),
        ({"software": [{"id": "a", "name": "A", "state": "paused"}]}, "bad-type"),
        ({"software": [1]}, "bad-type"),
        ({"software": [*SOFTWARE["software"], *SOFTWARE["software"]]}, "bad-length"),
    ],
)
def test_a_statement_of_another_shape_is_refused(signed_for: Domain, fields: dict[str, object], code: str) -> None:
    kind = Kind.SOFTWARE if "software" in fields else Kind.KEY
    refuses(signed_for, signed_for.statement(kind, fields, SIGNER), code)


@pytest.mark.parametrize("body", [[], b"", 1, "key", True])
def test_what_is_no_statement_is_refused(signed_for: Domain, body: object) -> None:
    refuses(signed_for, sign_object(Kind.KEY, body, SIGNER), "unknown-field")


def test_nothing_travels_beside_a_statement(signed_for: Domain) -> None:
    statement = signed_for.statement(Kind.KEY, key_fields(), SIGNER)
    refuses(signed_for, SignedObject(statement.body, statement.signatures, (b"smuggled",)), "unknown-field")


def test_the_software_said_last_is_the_whole_list(signed_for: Domain) -> None:
    signed_for.publish(Kind.SOFTWARE, SOFTWARE, SIGNER)
    signed_for.publish(Kind.SOFTWARE, {"software": [{"id": "b", "name": "B", "state": "suspended"}]}, SIGNER)
    assert list(signed_for.chain.software) == ["b"]
