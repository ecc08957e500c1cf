"""A pharmacy's log: who may write what, keys that serve once, and that a refused entry changes nothing."""

import copy

import pytest
from tests.unit.envelope.domains import CODE, COLLEAGUE, DEVICE, ENROLMENTS, NEWCOMER, OWNER, Pharmacy
from tests.unit.envelope.messages import FINESS, NOW
from tests.unit.envelope.refusals import refused

from sceau.envelope import cbor, enrol
from sceau.envelope.access import Kit, enrolment_seed, new_enrolment_code
from sceau.envelope.pharmacy_log import CLOCK_TOLERANCE, GRACE, Operation, PharmacyLog
from sceau.envelope.signature import public_key
from sceau.envelope.signed import SignedObject, sign_object

MEMBER = {"member": COLLEAGUE.member}
ADDED = {"device": DEVICE, "software": "example"}


@pytest.fixture
def pharmacy() -> Pharmacy:
    """With a colleague, a device and an epoch."""
    pharmacy = Pharmacy()
    pharmacy.add_member(COLLEAGUE)
    pharmacy.add_device()
    pharmacy.new_epoch()
    return pharmacy


def refuses(pharmacy: Pharmacy, entry: SignedObject, code: str, *, now: int | None = None) -> None:
    before = copy.deepcopy(vars(pharmacy.log))
    with refused(code):
        pharmacy.log.extend(entry, enrolments=ENROLMENTS, now=now)
    assert vars(pharmacy.log) == before


def test_a_log_is_replayed_from_its_genesis(pharmacy: Pharmacy) -> None:
    replayed = PharmacyLog.replay([entry.encode() for entry in pharmacy.entries], enrolments=ENROLMENTS)
    assert vars(replayed) == vars(pharmacy.log)


def test_a_log_of_nothing_is_no_pharmacy() -> None:
    with refused("bad-chain"):
        PharmacyLog.replay([], enrolments=ENROLMENTS)


@pytest.mark.parametrize("at", range(4))
def test_a_log_with_an_entry_left_out_is_refused(pharmacy: Pharmacy, at: int) -> None:
    entries = [entry.encode() for entry in pharmacy.entries]
    pharmacy.take(enrol.device_removed(pharmacy.log, kit=OWNER, device=DEVICE, time=NOW))
    with refused("bad-chain"):
        whole = [*entries, pharmacy.entries[-1].encode()]
        PharmacyLog.replay([*whole[:at], *whole[at + 1 :]], enrolments=ENROLMENTS)


@pytest.mark.parametrize(
    "fields", [{"seq": 0}, {"seq": 9}, {"prev": b""}, {"prev": bytes(32)}, {"pharmacy": bytes(16)}, {"time": NOW - 1}]
)
def test_an_entry_that_does_not_follow_is_refused(pharmacy: Pharmacy, fields: dict[str, object]) -> None:
    entry = pharmacy.entry(Operation.MEMBER_ADDED, {"member": NEWCOMER.member, **fields})
    refuses(pharmacy, entry, "bad-chain")


def test_a_pharmacy_begins_once(pharmacy: Pharmacy) -> None:
    refuses(pharmacy, pharmacy.entries[0], "bad-chain")


def test_a_genesis_of_an_enrolment_that_was_not_published_is_refused() -> None:
    genesis = enrol.genesis(code=new_enrolment_code(), kit=OWNER, finess=FINESS, name="A", phone="", time=NOW)
    with refused("bad-enrolment"):
        PharmacyLog().extend(genesis, enrolments=ENROLMENTS)


def test_a_genesis_of_an_enrolment_of_another_pharmacy_is_refused() -> None:
    genesis = enrol.genesis(code=CODE, kit=OWNER, finess="990000002", name="A", phone="", time=NOW)
    with refused("bad-enrolment"):
        PharmacyLog().extend(genesis, enrolments=ENROLMENTS)


@pytest.mark.parametrize(
    "by", [(OWNER.sign_seed,), (enrolment_seed(CODE),), (enrolment_seed(CODE), NEWCOMER.sign_seed)]
)
def test_a_genesis_is_signed_by_its_enrolment_and_its_member(by: tuple[bytes, ...]) -> None:
    body = cbor.decode(Pharmacy().entries[0].body, limit=4096)
    with refused("not-signed"):
        PharmacyLog().extend(sign_object("pharmacy", body, *by), enrolments=ENROLMENTS)


def test_the_officers_key_is_no_members_key() -> None:
    body = cbor.decode(Pharmacy().entries[0].body, limit=4096)
    assert isinstance(body, dict)
    seed = enrolment_seed(CODE)
    member = {"sign": public_key(seed), "kem": OWNER.member["kem"]}
    with refused("bad-entry"):
        PharmacyLog().extend(sign_object("pharmacy", {**body, "member": member}, seed), enrolments=ENROLMENTS)


@pytest.mark.parametrize(
    ("operation", "fields"),
    [
        (Operation.MEMBER_ADDED, {"member": NEWCOMER.member}),
        (Operation.MEMBER_REMOVED, {"member": OWNER.member["sign"]}),
        (Operation.DEVICE_ADDED, {"device": public_key(bytes(32)), "software": "example"}),
        (Operation.DEVICE_REMOVED, {"device": DEVICE}),
    ],
)
@pytest.mark.parametrize(
    "by",
    [(NEWCOMER.sign_seed,), (b"\x71" * 32,), (enrolment_seed(CODE),), (OWNER.sign_seed, COLLEAGUE.sign_seed)],
    ids=["a stranger", "a device", "the officer", "two members"],
)
def test_one_member_writes_and_nobody_else(
    pharmacy: Pharmacy, operation: Operation, fields: dict[str, object], by: tuple[bytes, ...]
) -> None:
    refuses(pharmacy, pharmacy.entry(operation, fields, *by), "not-signed")


@pytest.mark.parametrize("kind", ["envelope", "root", "enrolment"])
def test_an_entry_signed_as_another_kind_is_refused(pharmacy: Pharmacy, kind: str) -> None:
    entry = pharmacy.entry(Operation.DEVICE_REMOVED, {"device": DEVICE}, kind=kind)
    refuses(pharmacy, entry, "bad-signature")


@pytest.mark.parametrize(
    "member",
    [
        OWNER.member,
        {"sign": COLLEAGUE.member["sign"], "kem": NEWCOMER.member["kem"]},
        {"sign": NEWCOMER.member["sign"], "kem": COLLEAGUE.member["kem"]},
        {"sign": DEVICE, "kem": NEWCOMER.member["kem"]},
    ],
    ids=["a member", "a signing key", "a reading key", "a device"],
)
def test_a_key_that_serves_already_makes_no_member(pharmacy: Pharmacy, member: dict[str, bytes]) -> None:
    refuses(pharmacy, pharmacy.entry(Operation.MEMBER_ADDED, {"member": member}), "bad-entry")


@pytest.mark.parametrize("device", [DEVICE, OWNER.member["sign"], public_key(enrolment_seed(CODE))])
def test_a_key_that_serves_already_makes_no_device(pharmacy: Pharmacy, device: bytes) -> None:
    refuses(pharmacy, pharmacy.entry(Operation.DEVICE_ADDED, {**ADDED, "device": device}), "bad-entry")


@pytest.mark.parametrize("kit", [OWNER, COLLEAGUE], ids=["by another", "by oneself"])
def test_a_member_is_removed_and_never_returns(pharmacy: Pharmacy, kit: Kit) -> None:
    gone = COLLEAGUE.member["sign"]
    pharmacy.take(enrol.member_removed(pharmacy.log, kit=kit, member=gone, time=NOW))
    assert list(pharmacy.log.members) == [OWNER.member["sign"]]
    refuses(pharmacy, pharmacy.entry(Operation.MEMBER_ADDED, MEMBER), "bad-entry")
    again = {"sign": NEWCOMER.member["sign"], "kem": COLLEAGUE.member["kem"]}
    refuses(pharmacy, pharmacy.entry(Operation.MEMBER_ADDED, {"member": again}), "bad-entry")


def test_a_member_who_was_removed_writes_no_more(pharmacy: Pharmacy) -> None:
    pharmacy.take(enrol.member_removed(pharmacy.log, kit=OWNER, member=COLLEAGUE.member["sign"], time=NOW))
    refuses(pharmacy, pharmacy.entry(Operation.DEVICE_REMOVED, {"device": DEVICE}, COLLEAGUE.sign_seed), "not-signed")


def test_a_device_is_removed_and_never_returns(pharmacy: Pharmacy) -> None:
    pharmacy.take(enrol.device_removed(pharmacy.log, kit=COLLEAGUE, device=DEVICE, time=NOW))
    assert pharmacy.log.devices == {}
    refuses(pharmacy, pharmacy.entry(Operation.DEVICE_ADDED, ADDED), "bad-entry")


def test_the_last_member_stays() -> None:
    alone = Pharmacy()
    refuses(alone, alone.entry(Operation.MEMBER_REMOVED, {"member": OWNER.member["sign"]}), "bad-entry")


@pytest.mark.parametrize("key", [NEWCOMER.member["sign"], DEVICE])
def test_who_is_no_member_cannot_be_removed_as_one(pharmacy: Pharmacy, key: bytes) -> None:
    refuses(pharmacy, pharmacy.entry(Operation.MEMBER_REMOVED, {"member": key}), "bad-entry")


@pytest.mark.parametrize("key", [OWNER.member["sign"], public_key(bytes(32))])
def test_what_is_no_device_cannot_be_removed_as_one(pharmacy: Pharmacy, key: bytes) -> None:
    refuses(pharmacy, pharmacy.entry(Operation.DEVICE_REMOVED, {"device": key}), "bad-entry")


def test_a_weak_device_key_is_refused(pharmacy: Pharmacy) -> None:
    refuses(pharmacy, pharmacy.entry(Operation.DEVICE_ADDED, {**ADDED, "device": bytes(32)}), "weak-key")


def test_a_weak_member_key_is_refused(pharmacy: Pharmacy) -> None:
    member = {"sign": bytes(32), "kem": NEWCOMER.member["kem"]}
    refuses(pharmacy, pharmacy.entry(Operation.MEMBER_ADDED, {"member": member}), "weak-key")


@pytest.mark.parametrize("body", [[], b"", 1, {}, {"op": []}, {"op": {}}, {"op": 1}, {"op": "boss"}, {"op": True}])
def test_what_is_no_entry_is_refused(pharmacy: Pharmacy, body: object) -> None:
    refuses(pharmacy, sign_object("pharmacy", body, OWNER.sign_seed), "bad-type")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"device": bytes(31)}, "bad-length"),
        ({"software": ""}, "bad-length"),
        ({"software": 1}, "bad-type"),
        ({"member": OWNER.member}, "unknown-field"),
    ],
)
def test_an_entry_of_another_shape_is_refused(pharmacy: Pharmacy, fields: dict[str, object], code: str) -> None:
    refuses(pharmacy, pharmacy.entry(Operation.DEVICE_ADDED, {**ADDED, **fields}), code)


def test_nothing_travels_beside_an_entry_that_names_nothing(pharmacy: Pharmacy) -> None:
    entry = pharmacy.entry(Operation.DEVICE_REMOVED, {"device": DEVICE})
    refuses(pharmacy, SignedObject(entry.body, entry.signatures, (b"smuggled",)), "unknown-field")


def test_an_entry_of_the_future_is_not_taken_as_new(pharmacy: Pharmacy) -> None:
    early = pharmacy.entry(Operation.DEVICE_REMOVED, {"device": DEVICE}, time=NOW + CLOCK_TOLERANCE + 1)
    refuses(pharmacy, early, "clock", now=NOW)
    pharmacy.take(early, now=NOW + 1)


def test_an_ordinary_entry_may_come_late(pharmacy: Pharmacy) -> None:
    pharmacy.take(pharmacy.entry(Operation.DEVICE_REMOVED, {"device": DEVICE}), now=NOW + 30 * 86_400)


def test_before_the_first_epoch_there_is_no_key() -> None:
    with refused("no-key"):
        _ = Pharmacy().log.epoch


def test_a_replaced_epoch_is_taken_for_a_day(pharmacy: Pharmacy) -> None:
    old = pharmacy.log.epoch
    pharmacy.new_epoch(time=NOW + 100)
    pharmacy.log.check_kid(old.kid, NOW + 100 + GRACE)
    with refused("stale-key", "header.copies.pharmacy"):
        pharmacy.log.check_kid(old.kid, NOW + 100 + GRACE + 1)


def test_the_newest_epoch_does_not_age(pharmacy: Pharmacy) -> None:
    pharmacy.log.check_kid(pharmacy.log.epoch.kid, NOW + 10**9)


def test_an_unknown_epoch_is_not_taken(pharmacy: Pharmacy) -> None:
    with refused("bad-key", "header.copies.pharmacy"):
        pharmacy.log.check_kid(bytes(16), NOW)
