"""A pharmacy that lost every kit begins again in 72 public hours, unless somebody of before is there after all."""

import copy

import pytest
from tests.unit.envelope.domains import (
    CODE,
    COLLEAGUE,
    DEVICE,
    ENROLMENTS,
    NEW_CODE,
    NEWCOMER,
    OWNER,
    THIRD_CODE,
    Pharmacy,
)
from tests.unit.envelope.messages import NOW
from tests.unit.envelope.refusals import refused

from sceau.envelope import enrol
from sceau.envelope.access import Kit, enrolment_seed, new_enrolment_code
from sceau.envelope.pharmacy_log import CLOCK_TOLERANCE, RECOVERY_DELAY, Operation
from sceau.envelope.signature import public_key
from sceau.envelope.signed import SignedObject

DUE = NOW + RECOVERY_DELAY
STRANGER = Kit(b"\x66" * 32)


@pytest.fixture
def pharmacy() -> Pharmacy:
    """Whose owner and colleague lost their kits; a newcomer recovers."""
    pharmacy = Pharmacy()
    pharmacy.add_member(COLLEAGUE)
    pharmacy.add_device()
    pharmacy.new_epoch()
    pharmacy.recover()
    return pharmacy


def removes_device(pharmacy: Pharmacy, kit: Kit, time: int) -> SignedObject:
    return enrol.device_removed(pharmacy.log, kit=kit, device=DEVICE, time=time)


def refuses(pharmacy: Pharmacy, entry: SignedObject, code: str, *, now: int | None = None) -> None:
    before = copy.deepcopy(vars(pharmacy.log))
    with refused(code):
        pharmacy.log.extend(entry, enrolments=ENROLMENTS, now=now)
    assert vars(pharmacy.log) == before


def test_after_72_hours_the_newcomer_is_the_only_member(pharmacy: Pharmacy) -> None:
    pharmacy.take(removes_device(pharmacy, NEWCOMER, DUE))
    assert pharmacy.log.members == {NEWCOMER.member["sign"]: NEWCOMER.member["kem"]}
    assert pharmacy.log.enrolment == public_key(enrolment_seed(NEW_CODE))


def test_one_second_earlier_the_newcomer_may_write_nothing(pharmacy: Pharmacy) -> None:
    refuses(pharmacy, removes_device(pharmacy, NEWCOMER, DUE - 1), "not-signed")


def test_after_72_hours_those_of_before_may_write_nothing(pharmacy: Pharmacy) -> None:
    refuses(pharmacy, removes_device(pharmacy, OWNER, DUE), "not-signed")


def test_a_member_of_before_ends_the_recovery_with_any_entry(pharmacy: Pharmacy) -> None:
    pharmacy.take(removes_device(pharmacy, COLLEAGUE, DUE - 1))
    assert set(pharmacy.log.at(DUE + 1).members) == {OWNER.member["sign"], COLLEAGUE.member["sign"]}
    add = enrol.member_added(pharmacy.log, kit=NEWCOMER, member=STRANGER.member, time=DUE)
    refuses(pharmacy, add, "not-signed")


@pytest.mark.parametrize("kit", [OWNER, STRANGER])
def test_a_refused_entry_neither_ends_nor_hastens_a_recovery(pharmacy: Pharmacy, kit: Kit) -> None:
    refuses(pharmacy, removes_device(pharmacy, kit, DUE + 10**6), "not-signed")
    pharmacy.take(removes_device(pharmacy, OWNER, NOW + 1))


def test_an_entry_that_contradicts_the_state_ends_no_recovery(pharmacy: Pharmacy) -> None:
    entry = enrol.device_removed(pharmacy.log, kit=OWNER, device=STRANGER.member["sign"], time=NOW + 1)
    refuses(pharmacy, entry, "bad-entry")


@pytest.mark.parametrize("kit", [OWNER, COLLEAGUE])
def test_those_of_before_never_return(pharmacy: Pharmacy, kit: Kit) -> None:
    refuses(pharmacy, enrol.member_added(pharmacy.log, kit=NEWCOMER, member=kit.member, time=DUE), "bad-entry")


@pytest.mark.parametrize("code", [CODE, NEW_CODE])
def test_an_enrolment_code_serves_once(pharmacy: Pharmacy, code: str) -> None:
    pharmacy.take(removes_device(pharmacy, NEWCOMER, DUE))
    refuses(pharmacy, enrol.recovery(pharmacy.log, code=code, kit=STRANGER, time=DUE), "bad-enrolment")


def test_the_code_of_a_recovery_that_was_ended_is_spent(pharmacy: Pharmacy) -> None:
    pharmacy.take(removes_device(pharmacy, OWNER, NOW + 1))
    refuses(pharmacy, enrol.recovery(pharmacy.log, code=NEW_CODE, kit=NEWCOMER, time=NOW + 2), "bad-enrolment")


def test_a_recovery_needs_a_code_that_the_register_published(pharmacy: Pharmacy) -> None:
    entry = enrol.recovery(pharmacy.log, code=new_enrolment_code(), kit=STRANGER, time=NOW)
    refuses(pharmacy, entry, "bad-enrolment")


def test_a_code_alone_recovers_nothing(pharmacy: Pharmacy) -> None:
    seed = enrolment_seed(THIRD_CODE)
    fields = {"enrolment": public_key(seed), "member": STRANGER.member}
    refuses(pharmacy, pharmacy.entry(Operation.RECOVERY, fields, seed), "not-signed")


@pytest.mark.parametrize("sign", [b"\x71" * 32, OWNER.sign_seed, enrolment_seed(THIRD_CODE)])
def test_a_key_that_served_recovers_nothing(pharmacy: Pharmacy, sign: bytes) -> None:
    """A device's, above all: whoever stole one would come to read."""
    seed = enrolment_seed(THIRD_CODE)
    member = {"sign": public_key(sign), "kem": STRANGER.member["kem"]}
    entry = pharmacy.entry(Operation.RECOVERY, {"enrolment": public_key(seed), "member": member}, seed, sign)
    refuses(pharmacy, entry, "bad-entry")


def test_a_later_recovery_takes_the_place_of_the_first_and_waits_as_long(pharmacy: Pharmacy) -> None:
    pharmacy.recover(THIRD_CODE, STRANGER, time=NOW + 10)
    assert NEWCOMER.member["sign"] not in pharmacy.log.at(DUE).members
    assert set(pharmacy.log.at(DUE + 10).members) == {STRANGER.member["sign"]}


def test_devices_and_epochs_outlast_a_recovery(pharmacy: Pharmacy) -> None:
    after = pharmacy.log.at(DUE)
    assert (after.devices, after.epochs) == (pharmacy.log.devices, pharmacy.log.epochs)


def test_looking_ahead_changes_nothing(pharmacy: Pharmacy) -> None:
    pharmacy.log.at(DUE).members.clear()
    assert len(pharmacy.log.members) == 2


def test_the_newcomer_begins_epochs_that_carry_no_seed_nobody_knows(pharmacy: Pharmacy) -> None:
    pharmacy.new_epoch(NEWCOMER, time=DUE)
    pharmacy.new_epoch(NEWCOMER, time=DUE + 1)
    lost, first, second = pharmacy.log.epochs
    assert [len(epoch.seeds) for epoch in (lost, first, second)] == [2, 1, 2]
    assert enrol.epoch_seed(pharmacy.log, first, NEWCOMER) != enrol.epoch_seed(pharmacy.log, second, NEWCOMER)
    with refused("cannot-open"):
        enrol.epoch_seed(pharmacy.log, lost, NEWCOMER)


@pytest.mark.parametrize("time", [NOW - CLOCK_TOLERANCE - 1, NOW + CLOCK_TOLERANCE + 1])
def test_a_recovery_is_taken_as_new_only_when_it_is(time: int) -> None:
    """Else its 72 hours would have passed before anybody saw it."""
    pharmacy = Pharmacy()
    entry = enrol.recovery(pharmacy.log, code=NEW_CODE, kit=NEWCOMER, time=NOW)
    refuses(pharmacy, entry, "clock", now=2 * NOW - time)
    pharmacy.take(entry, now=NOW + CLOCK_TOLERANCE)


def test_a_member_of_before_does_not_end_a_recovery_when_it_is_too_late(pharmacy: Pharmacy) -> None:
    refuses(pharmacy, removes_device(pharmacy, OWNER, DUE - 1), "clock", now=DUE + CLOCK_TOLERANCE)


def test_a_newcomer_does_not_hasten_the_recovery_by_its_clock(pharmacy: Pharmacy) -> None:
    refuses(pharmacy, removes_device(pharmacy, NEWCOMER, DUE), "clock", now=NOW + 1)
