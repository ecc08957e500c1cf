"""A pharmacy's history, read a second time: the same members, devices and epochs, or the same refusal."""

from dataclasses import replace

import pytest
from tests.unit.envelope.domains import COLLEAGUE, DEVICE, ENROLMENTS, NEWCOMER, OWNER, Pharmacy
from tests.unit.envelope.messages import NOW
from tests.unit.verifier.refusals import refused

from sceau.envelope import enrol
from sceau.envelope.pharmacy_log import RECOVERY_DELAY, Operation
from sceau.verifier.pharmacy import History, history


@pytest.fixture
def pharmacy() -> Pharmacy:
    pharmacy = Pharmacy()
    pharmacy.add_member(COLLEAGUE)
    pharmacy.add_device()
    pharmacy.new_epoch()
    return pharmacy


def read(pharmacy: Pharmacy) -> History:
    return history([entry.encode() for entry in pharmacy.entries], ENROLMENTS)


def test_it_believes_what_the_product_believes(pharmacy: Pharmacy) -> None:
    pharmacy.take(enrol.device_removed(pharmacy.log, kit=OWNER, device=DEVICE, time=NOW))
    pharmacy.new_epoch()
    found = read(pharmacy)
    assert (found.members, found.devices) == (pharmacy.log.members, pharmacy.log.devices)
    assert found.epochs == [epoch.public_key for epoch in pharmacy.log.epochs]
    operations = [event.operation for event in found.events]
    assert operations == ["genesis", "member-added", "device-added", "epoch", "device-removed", "epoch"]


def test_a_recovery_replaces_the_members_after_72_hours(pharmacy: Pharmacy) -> None:
    pharmacy.recover()
    later = NOW + RECOVERY_DELAY
    pharmacy.new_epoch(NEWCOMER, time=later)
    assert read(pharmacy).members == pharmacy.log.members == {NEWCOMER.member["sign"]: NEWCOMER.member["kem"]}


def test_an_entry_left_out_is_found(pharmacy: Pharmacy) -> None:
    del pharmacy.entries[1]
    with refused("bad-chain"):
        read(pharmacy)


def test_a_seed_sealed_for_somebody_else_is_found(pharmacy: Pharmacy) -> None:
    entry = pharmacy.entries[-1]
    pharmacy.entries[-1] = replace(entry, sealed=(*entry.sealed[:-1], b"for somebody else"))
    with refused("bad-entry"):
        read(pharmacy)


def test_a_key_that_served_does_not_return(pharmacy: Pharmacy) -> None:
    pharmacy.take(enrol.device_removed(pharmacy.log, kit=OWNER, device=DEVICE, time=NOW))
    again = pharmacy.entry(Operation.DEVICE_ADDED, {"device": DEVICE, "software": "example"})
    pharmacy.entries.append(again)
    with refused("bad-entry"):
        read(pharmacy)


def test_a_genesis_by_a_code_that_the_register_did_not_give_is_refused(pharmacy: Pharmacy) -> None:
    with refused("bad-enrolment"):
        history([entry.encode() for entry in pharmacy.entries], {})
