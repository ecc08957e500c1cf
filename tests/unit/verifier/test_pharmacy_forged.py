"""A pharmacy's log as somebody would forge it: what the product refuses, the auditor's own reading refuses too."""

from dataclasses import replace

import pytest
from tests.unit.envelope.domains import CODE, COLLEAGUE, DEVICE, ENROLMENTS, NEWCOMER, OWNER, Pharmacy
from tests.unit.envelope.messages import NOW
from tests.unit.verifier.refusals import refused

from sceau.envelope import cbor, enrol
from sceau.envelope.access import enrolment_seed
from sceau.envelope.pharmacy_log import RECOVERY_DELAY, Operation
from sceau.envelope.signed import SignedObject, sign_object
from sceau.verifier.pharmacy import history

REMOVED = {"device": DEVICE}


@pytest.fixture
def pharmacy() -> Pharmacy:
    pharmacy = Pharmacy()
    pharmacy.add_member(COLLEAGUE)
    pharmacy.add_device()
    return pharmacy


def refuses(pharmacy: Pharmacy, entry: SignedObject, code: str) -> None:
    entries = [one.encode() for one in pharmacy.entries]
    history(entries, ENROLMENTS)
    with refused(code):
        history([*entries, entry.encode()], ENROLMENTS)


@pytest.mark.parametrize(
    "fields",
    [{"seq": 9}, {"prev": bytes(32)}, {"pharmacy": bytes(16)}, {"time": NOW - 1}],
    ids=lambda one: next(iter(one)),
)
def test_an_entry_that_does_not_follow_is_refused(pharmacy: Pharmacy, fields: dict[str, object]) -> None:
    refuses(pharmacy, pharmacy.entry(Operation.DEVICE_REMOVED, {**REMOVED, **fields}), "bad-chain")


def test_a_pharmacy_begins_once(pharmacy: Pharmacy) -> None:
    body = cbor.decode(Pharmacy().entries[0].body, limit=4096)
    assert isinstance(body, dict)
    again = {**body, **pharmacy.log.next_body(Operation.GENESIS, NOW)}
    refuses(pharmacy, sign_object("pharmacy", again, enrolment_seed(CODE), OWNER.sign_seed), "bad-chain")


@pytest.mark.parametrize(
    "by",
    [
        (OWNER.sign_seed,),
        (enrolment_seed(CODE),),
        (enrolment_seed(CODE), NEWCOMER.sign_seed),
        (enrolment_seed(CODE), OWNER.sign_seed, NEWCOMER.sign_seed),
    ],
)
def test_a_genesis_is_signed_by_its_enrolment_and_its_member_alone(by: tuple[bytes, ...]) -> None:
    body = cbor.decode(Pharmacy().entries[0].body, limit=4096)
    with refused("not-signed"):
        history([sign_object("pharmacy", body, *by).encode()], ENROLMENTS)


@pytest.mark.parametrize(
    "by",
    [(NEWCOMER.sign_seed,), (b"\x71" * 32,), (enrolment_seed(CODE),), (OWNER.sign_seed, COLLEAGUE.sign_seed)],
    ids=["a stranger", "a device", "the officer", "two members"],
)
def test_one_member_writes_and_nobody_else(pharmacy: Pharmacy, by: tuple[bytes, ...]) -> None:
    refuses(pharmacy, pharmacy.entry(Operation.DEVICE_REMOVED, REMOVED, *by), "not-signed")


def test_an_entry_signed_as_another_kind_is_refused(pharmacy: Pharmacy) -> None:
    refuses(pharmacy, pharmacy.entry(Operation.DEVICE_REMOVED, REMOVED, kind="envelope"), "bad-signature")


def test_the_last_member_stays() -> None:
    alone = Pharmacy()
    refuses(alone, alone.entry(Operation.MEMBER_REMOVED, {"member": OWNER.member["sign"]}), "bad-entry")


def test_a_member_who_was_removed_writes_no_more(pharmacy: Pharmacy) -> None:
    pharmacy.take(pharmacy.entry(Operation.MEMBER_REMOVED, {"member": COLLEAGUE.member["sign"]}))
    refuses(pharmacy, pharmacy.entry(Operation.DEVICE_REMOVED, REMOVED, COLLEAGUE.sign_seed), "not-signed")


def test_a_code_that_served_makes_no_recovery(pharmacy: Pharmacy) -> None:
    refuses(pharmacy, enrol.recovery(pharmacy.log, code=CODE, kit=NEWCOMER, time=NOW), "bad-enrolment")


def test_a_recovery_that_a_member_answered_replaces_nobody(pharmacy: Pharmacy) -> None:
    pharmacy.recover()
    pharmacy.take(pharmacy.entry(Operation.DEVICE_REMOVED, REMOVED, time=NOW + 1))
    pharmacy.new_epoch(time=NOW + 1 + RECOVERY_DELAY)
    found = history([one.encode() for one in pharmacy.entries], ENROLMENTS)
    assert found.members == pharmacy.log.members
    assert OWNER.member["sign"] in found.members


def test_nothing_travels_beside_an_entry_that_names_nothing(pharmacy: Pharmacy) -> None:
    entry = pharmacy.entry(Operation.DEVICE_REMOVED, REMOVED)
    refuses(pharmacy, replace(entry, sealed=(b"smuggled",)), "bad-shape")
