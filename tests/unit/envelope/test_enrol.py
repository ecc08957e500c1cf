"""What a member writes is what a reader believes; an epoch is for every member, and its seed for nobody else."""

from dataclasses import replace

import pytest
from tests.unit.envelope.domains import CODE, COLLEAGUE, DEVICE, ENROLMENTS, NEWCOMER, OWNER, Pharmacy
from tests.unit.envelope.messages import FINESS, NOW
from tests.unit.envelope.refusals import flipped, refused

from sceau.envelope import cbor, enrol
from sceau.envelope.access import enrolment_seed
from sceau.envelope.hpke import kem_public_key
from sceau.envelope.kdf import kid, sha256
from sceau.envelope.pharmacy_log import Operation
from sceau.envelope.signature import public_key
from sceau.envelope.signed import SignedObject, sign_object


@pytest.fixture
def pharmacy() -> Pharmacy:
    """Two members, and an epoch from before the second came."""
    pharmacy = Pharmacy()
    pharmacy.new_epoch()
    pharmacy.add_member(COLLEAGUE)
    return pharmacy


def rewritten(entry: SignedObject, **fields: object) -> SignedObject:
    """An epoch with other fields, signed by the owner again."""
    body = cbor.decode(entry.body, limit=65_536)
    assert isinstance(body, dict)
    return sign_object("pharmacy", {**body, **fields}, OWNER.sign_seed, sealed=entry.sealed)


def seeds_of(entry: SignedObject) -> list[list[bytes]]:
    body = cbor.decode(entry.body, limit=65_536)
    assert isinstance(body, dict)
    seeds = body["seeds"]
    assert isinstance(seeds, list)
    return seeds


def test_a_genesis_says_who_the_pharmacy_is() -> None:
    log = Pharmacy().log
    assert (log.finess, log.name, log.phone) == (FINESS, "Pharmacie du Port", "")
    assert log.members == {OWNER.member["sign"]: OWNER.member["kem"]}
    assert log.enrolment == public_key(enrolment_seed(CODE))
    assert log.genesis_hash == log.head


def test_two_pharmacies_have_two_names() -> None:
    assert Pharmacy().log.pharmacy != Pharmacy().log.pharmacy


def test_a_device_is_added_with_its_software(pharmacy: Pharmacy) -> None:
    pharmacy.add_device()
    assert pharmacy.log.devices == {DEVICE: "example"}


def test_an_entry_written_by_a_slow_clock_still_follows(pharmacy: Pharmacy) -> None:
    pharmacy.add_device(time=NOW + 50)
    pharmacy.take(enrol.device_removed(pharmacy.log, kit=OWNER, device=DEVICE, time=NOW))
    assert pharmacy.log.time == NOW + 50


def test_every_member_opens_every_epoch_from_the_first_it_was_given_back(pharmacy: Pharmacy) -> None:
    pharmacy.new_epoch()
    pharmacy.new_epoch(COLLEAGUE)
    for epoch in pharmacy.log.epochs:
        seeds = {enrol.epoch_seed(pharmacy.log, epoch, kit) for kit in (OWNER, COLLEAGUE)}
        assert [kem_public_key(seed) for seed in seeds] == [epoch.public_key]


def test_a_member_opens_nothing_before_it_was_given_an_epoch(pharmacy: Pharmacy) -> None:
    with refused("cannot-open", "epoch"):
        enrol.epoch_seed(pharmacy.log, pharmacy.log.epoch, COLLEAGUE)


def test_a_stranger_opens_no_epoch(pharmacy: Pharmacy) -> None:
    pharmacy.new_epoch()
    with refused("cannot-open", "epoch"):
        enrol.epoch_seed(pharmacy.log, pharmacy.log.epochs[0], NEWCOMER)


def test_who_left_does_not_open_the_next_epoch(pharmacy: Pharmacy) -> None:
    pharmacy.new_epoch()
    pharmacy.take(enrol.member_removed(pharmacy.log, kit=OWNER, member=COLLEAGUE.member["sign"], time=NOW))
    pharmacy.new_epoch()
    assert kid(COLLEAGUE.member["kem"]) not in pharmacy.log.epoch.seeds
    with refused("cannot-open", "epoch"):
        enrol.epoch_seed(pharmacy.log, pharmacy.log.epoch, COLLEAGUE)


def test_an_epoch_made_before_a_member_came_does_not_follow(pharmacy: Pharmacy) -> None:
    early = enrol.new_epoch(pharmacy.log, kit=OWNER, time=NOW)
    pharmacy.add_member(NEWCOMER)
    with refused("bad-chain"):
        pharmacy.take(early)


@pytest.mark.parametrize("left_out", [0, 1, 2], ids=["a member", "another member", "the epoch before"])
def test_an_epoch_that_leaves_somebody_out_is_refused(pharmacy: Pharmacy, left_out: int) -> None:
    entry = enrol.new_epoch(pharmacy.log, kit=OWNER, time=NOW)
    kept = [at for at in range(3) if at != left_out]
    short = replace(entry, sealed=tuple(entry.sealed[at] for at in kept))
    with refused("bad-entry"):
        pharmacy.take(rewritten(short, seeds=[seeds_of(entry)[at] for at in kept]))


def test_an_epoch_for_somebody_more_is_refused(pharmacy: Pharmacy) -> None:
    entry = enrol.new_epoch(pharmacy.log, kit=OWNER, time=NOW)
    more = [*seeds_of(entry)[:2], [kid(NEWCOMER.member["kem"]), sha256(b"x")], seeds_of(entry)[2]]
    sealed = (*entry.sealed[:2], b"x", entry.sealed[2])
    with refused("bad-entry"):
        pharmacy.take(rewritten(replace(entry, sealed=sealed), seeds=more))


def test_seeds_stand_in_the_order_of_their_readers(pharmacy: Pharmacy) -> None:
    entry = enrol.new_epoch(pharmacy.log, kit=OWNER, time=NOW)
    first, second, last = seeds_of(entry)
    swapped = replace(entry, sealed=(entry.sealed[1], entry.sealed[0], entry.sealed[2]))
    with refused("bad-entry"):
        pharmacy.take(rewritten(swapped, seeds=[second, first, last]))


@pytest.mark.parametrize("at", range(3))
def test_a_sealed_seed_that_the_entry_does_not_hash_is_refused(pharmacy: Pharmacy, at: int) -> None:
    entry = enrol.new_epoch(pharmacy.log, kit=OWNER, time=NOW)
    sealed = tuple(flipped(item, 7) if number == at else item for number, item in enumerate(entry.sealed))
    with refused("bad-entry"):
        pharmacy.take(replace(entry, sealed=sealed))


@pytest.mark.parametrize("count", [0, 2, 4])
def test_an_epoch_with_other_seeds_than_it_names_is_refused(pharmacy: Pharmacy, count: int) -> None:
    entry = enrol.new_epoch(pharmacy.log, kit=OWNER, time=NOW)
    with refused("bad-entry"):
        pharmacy.take(replace(entry, sealed=(entry.sealed * 2)[:count]))


@pytest.mark.parametrize("seeds", [[], [1], [[bytes(16)]], [[bytes(16), bytes(31)]], [[bytes(15), bytes(32)]], {}])
def test_seeds_of_another_shape_are_refused(pharmacy: Pharmacy, seeds: object) -> None:
    entry = enrol.new_epoch(pharmacy.log, kit=OWNER, time=NOW)
    with refused("bad-type" if seeds in ([1], {}) else "bad-length"):
        pharmacy.take(rewritten(entry, seeds=seeds))


@pytest.mark.parametrize("which", ["an epoch", "a member"])
def test_a_key_that_served_makes_no_epoch(pharmacy: Pharmacy, which: str) -> None:
    key = pharmacy.log.epoch.public_key if which == "an epoch" else OWNER.member["kem"]
    entry = enrol.new_epoch(pharmacy.log, kit=OWNER, time=NOW)
    *members, (_, hashed) = seeds_of(entry)
    with refused("bad-entry"):
        pharmacy.take(rewritten(entry, epoch=key, seeds=[*members, [kid(key), hashed]]))


def test_a_seed_that_is_not_the_epochs_does_not_open_it(pharmacy: Pharmacy) -> None:
    """A member who sealed something else to a colleague: the colleague finds out instead of using it."""
    entry = enrol.new_epoch(pharmacy.log, kit=OWNER, time=NOW)
    public = kem_public_key(bytes(32))
    wrong = [
        enrol._seal_seed(pharmacy.log.pharmacy, public, kem, b"\x01" * 32) for kem in pharmacy.log.members.values()
    ]
    readers = sorted(zip(map(kid, pharmacy.log.members.values()), wrong, strict=True))
    sealed = (*(item for _, item in readers), entry.sealed[2])
    seeds = [*([name, sha256(item)] for name, item in readers), [kid(public), sha256(entry.sealed[2])]]
    pharmacy.take(rewritten(replace(entry, sealed=sealed), epoch=public, seeds=seeds))
    with refused("cannot-open", "epoch"):
        enrol.epoch_seed(pharmacy.log, pharmacy.log.epoch, COLLEAGUE)


def test_a_seed_sealed_in_one_pharmacy_does_not_open_in_another() -> None:
    one, other = Pharmacy(), Pharmacy()
    one.new_epoch()
    other.log.epochs.append(one.log.epoch)
    with refused("cannot-open"):
        enrol.epoch_seed(other.log, other.log.epochs[0], OWNER)


def test_an_epoch_written_by_a_colleague_without_the_one_before_is_not_written(pharmacy: Pharmacy) -> None:
    with refused("cannot-open"):
        enrol.new_epoch(pharmacy.log, kit=COLLEAGUE, time=NOW)


def test_the_members_entry_says_what_it_adds(pharmacy: Pharmacy) -> None:
    pharmacy.take(pharmacy.entry(Operation.MEMBER_ADDED, {"member": NEWCOMER.member}))
    assert NEWCOMER.member["sign"] in pharmacy.log.members
    assert ENROLMENTS[pharmacy.log.enrolment] == FINESS
