"""Which key of a domain is used and taken, and whose enrolment is believed."""

import pytest
from tests.unit.envelope.domains import KEM, LIFE, OTHER, ROOTS, SIGNER, Domain, enrolment_of, key_fields
from tests.unit.envelope.messages import DOMAIN, FINESS, NOW
from tests.unit.envelope.refusals import refused

from sceau.envelope import cbor
from sceau.envelope.kdf import kid
from sceau.envelope.signature import public_key
from sceau.envelope.signed import SignedObject, parse_object, sign_object
from sceau.envelope.statements import DAY, DESTROY_AFTER, ENROLMENT, KeyRole, Kind, enrolment_body

WEEK = 7 * DAY
ENROLLED = public_key(OTHER)


@pytest.fixture
def domain() -> Domain:
    """With a signer, and register epochs of three weeks in a row."""
    domain = Domain()
    domain.add_signer()
    for week in range(3):
        domain.publish(Kind.KEY, epoch(week), SIGNER)
    return domain


def epoch(week: int) -> dict[str, object]:
    begin, end = NOW + week * WEEK, NOW + (week + 1) * WEEK
    return key_fields(pk=epoch_key(week), not_before=begin, not_after=end, destroy_after=end + DESTROY_AFTER)


def epoch_key(week: int) -> bytes:
    return bytes([week]) + KEM[1:]


@pytest.mark.parametrize(("days", "week"), [(0, 0), (6, 0), (7, 1), (13, 1), (20, 2), (21, 2)])
def test_the_newest_valid_epoch_is_used(domain: Domain, days: int, week: int) -> None:
    assert domain.chain.newest(KeyRole.REGISTER, NOW + days * DAY).pk == epoch_key(week)


def test_when_no_epoch_is_valid_the_last_one_goes_on(domain: Domain) -> None:
    late = domain.chain.newest(KeyRole.REGISTER, NOW + 40 * DAY)
    assert (late.pk, late.not_after < NOW + 40 * DAY) == (epoch_key(2), True)


def test_a_longer_older_key_does_not_stand_before_a_newer_one(domain: Domain) -> None:
    end = NOW + 20 * DAY
    domain.publish(Kind.KEY, key_fields(pk=KEM, not_after=end, destroy_after=end + DESTROY_AFTER), SIGNER)
    assert domain.chain.newest(KeyRole.REGISTER, NOW + 8 * DAY).pk == epoch_key(1)


def test_a_newer_key_that_has_ended_does_not_stand_before_a_valid_one(domain: Domain) -> None:
    end = NOW + 90 * DAY
    domain.publish(Kind.KEY, key_fields(pk=KEM, not_after=end, destroy_after=end + DESTROY_AFTER), SIGNER)
    assert domain.chain.newest(KeyRole.REGISTER, NOW + 40 * DAY).pk == KEM


@pytest.mark.parametrize(("role", "now"), [(KeyRole.REGISTER, NOW - 1), (KeyRole.NOTIFIER, NOW)])
def test_before_the_first_key_there_is_none(domain: Domain, role: KeyRole, now: int) -> None:
    with refused("no-key", role):
        domain.chain.newest(role, now)


def test_an_epoch_is_taken_until_its_seed_is_destroyed(domain: Domain) -> None:
    last = NOW + WEEK + DESTROY_AFTER
    assert domain.chain.check_kid(KeyRole.REGISTER, kid(epoch_key(0)), last).pk == epoch_key(0)
    with refused("stale-key", "header.copies.register"):
        domain.chain.check_kid(KeyRole.REGISTER, kid(epoch_key(0)), last + 1)


@pytest.mark.parametrize(("role", "name"), [(KeyRole.REGISTER, bytes(16)), (KeyRole.NOTIFIER, kid(epoch_key(0)))])
def test_a_key_unknown_in_its_role_is_not_taken(domain: Domain, role: KeyRole, name: bytes) -> None:
    with refused("bad-key"):
        domain.chain.check_kid(role, name, NOW)


def test_a_published_enrolment_is_believed(domain: Domain) -> None:
    domain.chain.enrol(enrolment_of(ENROLLED))
    assert domain.chain.enrolments == {ENROLLED: FINESS}


def test_an_enrolment_heard_again_changes_nothing(domain: Domain) -> None:
    domain.chain.enrol(enrolment_of(ENROLLED))
    domain.chain.enrol(enrolment_of(ENROLLED, time=NOW + 1))
    assert domain.chain.enrolments == {ENROLLED: FINESS}


def test_an_enrolment_of_another_pharmacy_by_the_same_key_is_refused(domain: Domain) -> None:
    domain.chain.enrol(enrolment_of(ENROLLED))
    with refused("bad-enrolment"):
        domain.chain.enrol(enrolment_of(ENROLLED, finess="990000002"))
    assert domain.chain.enrolments == {ENROLLED: FINESS}


@pytest.mark.parametrize("seed", [OTHER, ROOTS[0]])
def test_an_enrolment_by_anybody_but_the_signer_is_refused(domain: Domain, seed: bytes) -> None:
    with refused("not-signed"):
        domain.chain.enrol(enrolment_of(ENROLLED, by=seed))


@pytest.mark.parametrize("time", [LIFE["not_before"] - 1, LIFE["not_after"] + 1])
def test_an_enrolment_outside_the_signers_time_is_refused(domain: Domain, time: int) -> None:
    with refused("expired-signer"):
        domain.chain.enrol(enrolment_of(ENROLLED, time=time))


def test_an_enrolment_of_another_domain_is_refused(domain: Domain) -> None:
    body = enrolment_body("other.example", finess=FINESS, public_key=ENROLLED, time=NOW)
    with refused("not-signed"):
        domain.chain.enrol(sign_object(ENROLMENT, body, SIGNER))


def test_a_revoked_signers_enrolments_are_void_whatever_their_time_says(domain: Domain) -> None:
    domain.revoke(domain.objects[1])
    with refused("not-signed"):
        domain.chain.enrol(enrolment_of(ENROLLED))


def test_a_weak_enrolment_key_is_refused(domain: Domain) -> None:
    with refused("weak-key", "enrolment.pk"):
        domain.chain.enrol(enrolment_of(bytes(32)))


def test_nothing_travels_beside_an_enrolment(domain: Domain) -> None:
    enrolment = enrolment_of(ENROLLED)
    with refused("unknown-field", "enrolment.sealed"):
        domain.chain.enrol(SignedObject(enrolment.body, enrolment.signatures, (b"smuggled",)))


def test_an_object_is_read_and_written_back() -> None:
    statement = enrolment_of(ENROLLED)
    assert parse_object(statement.encode()) == statement


@pytest.mark.parametrize("order", [(1, 0), (0, 0)], ids=["another order", "one twice"])
def test_signatures_that_are_not_in_their_one_order_are_refused(order: tuple[int, ...]) -> None:
    root = Domain().objects[0]
    pairs = [list(root.signatures[at]) for at in order]
    with refused("not-canonical"):
        parse_object(cbor.encode({"body": root.body, "signatures": pairs}))


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"body": b""}, "bad-length"),
        ({"body": {"domain": DOMAIN}}, "bad-type"),
        ({"signatures": []}, "bad-length"),
        ({"signatures": [[bytes(32)]]}, "bad-length"),
        ({"signatures": [[bytes(31), bytes(64)]]}, "bad-length"),
        ({"signatures": [[bytes(32), bytes(63)]]}, "bad-length"),
        ({"signatures": [bytes(96)]}, "bad-type"),
        ({"sealed": []}, "bad-length"),
        ({"sealed": [b""]}, "bad-length"),
        ({"kind": "key"}, "unknown-field"),
    ],
)
def test_an_object_of_another_shape_is_refused(fields: dict[str, object], code: str) -> None:
    with refused(code):
        parse_object(cbor.encode({"body": b"a", "signatures": [[bytes(32), bytes(64)]], **fields}))
