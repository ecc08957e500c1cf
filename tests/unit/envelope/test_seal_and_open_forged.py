"""What reaches a reader is what its sender sealed for it: altered, taken over, swapped or forged, it does not open."""

import pytest
from tests.unit.envelope.messages import RECORD
from tests.unit.envelope.readers import (
    NOTIFIER,
    PHARMACY,
    READERS,
    REGISTER,
    SEEDS,
    TICKET,
    delivery,
    info_of,
    opened,
    sealed,
    sealed_by_hand,
    signed_again,
)
from tests.unit.envelope.refusals import flipped, refused

from sceau.envelope import cbor
from sceau.envelope.errors import EnvelopeError
from sceau.envelope.header import Role, copy_info
from sceau.envelope.hpke import hpke_seal, kem_public_key
from sceau.envelope.kdf import sha256
from sceau.envelope.open import open_copy, open_slip, unframe
from sceau.envelope.seal import Readers, frame, reseal_patient_copy
from sceau.envelope.sections import make_sections, reveal
from sceau.envelope.ticket import Ticket
from sceau.envelope.wire import Delivery

ENVELOPE = sealed()
THIEF = b"\x77" * 32
READERS_OF_A_RECORD = (Role.REGISTER, Role.PHARMACY, Role.PATIENT)
EDGES = [*range(8 * 64), *range(8 * (4096 - 64), 8 * 4096)]


def opens(part: Delivery, role: Role) -> bool:
    try:
        open_copy(part, role, SEEDS[role])
    except EnvelopeError:
        return False
    return True


def saying(role: Role, payload: bytes) -> Delivery:
    """A copy that says `payload`, properly tied to its reader, header and key."""
    return sealed_by_hand(ENVELOPE, role, sha256(info_of(ENVELOPE, role)) + frame(payload, 2000))


def test_every_bit_of_the_header_is_signed() -> None:
    part = delivery(ENVELOPE, Role.REGISTER)
    headers = (flipped(part.header_bytes, bit) for bit in range(8 * len(part.header_bytes)))
    assert [h for h in headers if opens(Delivery(h, part.signature, part.copy), Role.REGISTER)] == []


def test_every_bit_of_the_signature_counts() -> None:
    part = delivery(ENVELOPE, Role.REGISTER)
    signatures = (flipped(part.signature, bit) for bit in range(8 * 64))
    assert [s for s in signatures if opens(Delivery(part.header_bytes, s, part.copy), Role.REGISTER)] == []


@pytest.mark.parametrize("role", READERS_OF_A_RECORD)
def test_every_byte_of_a_copy_is_hashed(role: Role) -> None:
    part = delivery(ENVELOPE, role)
    copies = (flipped(part.copy, bit) for bit in [*EDGES, *range(0, 8 * 4096, 9)])
    assert [c for c in copies if opens(Delivery(part.header_bytes, part.signature, c), role)] == []


@pytest.mark.parametrize("role", READERS_OF_A_RECORD)
def test_a_copy_altered_by_who_can_sign_does_not_open_either(role: Role) -> None:
    copy = delivery(ENVELOPE, role).copy
    bits = [*EDGES[::3], *range(0, 8 * 4096, 401)]
    assert [bit for bit in bits if opens(signed_again(ENVELOPE, role, flipped(copy, bit)), role)] == []


@pytest.mark.parametrize("role", READERS_OF_A_RECORD)
def test_a_copy_signed_again_under_its_own_header_opens_in_these_tests(role: Role) -> None:
    assert opens(signed_again(ENVELOPE, role, delivery(ENVELOPE, role).copy), role)


@pytest.mark.parametrize("role", READERS_OF_A_RECORD)
def test_somebody_elses_ciphertext_signed_as_ones_own_does_not_open(role: Role) -> None:
    with refused("cannot-open", f"copies.{role}"):
        open_copy(signed_again(sealed(), role, delivery(ENVELOPE, role).copy, device=THIEF), role, SEEDS[role])


@pytest.mark.parametrize("field", ["pharmacy", "id", "commit", "routing"])
def test_a_copy_does_not_open_under_a_header_with_another(field: str) -> None:
    copy = delivery(ENVELOPE, Role.REGISTER).copy
    length = 16 if field in {"pharmacy", "id"} else 32
    forged = signed_again(ENVELOPE, Role.REGISTER, copy, **{field: b"\x01" * length})
    with refused("cannot-open"):
        open_copy(forged, Role.REGISTER, REGISTER)


def test_a_copy_does_not_open_for_another_sender() -> None:
    forged = signed_again(ENVELOPE, Role.REGISTER, delivery(ENVELOPE, Role.REGISTER).copy, device=THIEF)
    with refused("cannot-open"):
        open_copy(forged, Role.REGISTER, REGISTER)


def test_a_copy_is_read_in_the_role_it_was_sealed_for() -> None:
    """One key in two roles, so that only the role is another."""
    envelope = sealed(readers=Readers(READERS.register, READERS.register, READERS.notifier))
    with refused("cannot-open"):
        open_copy(signed_again(envelope, Role.PHARMACY, envelope.copies[0]), Role.PHARMACY, REGISTER)


@pytest.mark.parametrize(
    "after",
    [b"", b"\x00\x00\x00", frame(b"\xa0", 100)[:-1] + b"\x01", (97).to_bytes(4, "big") + bytes(96), b"\xff" * 100],
    ids=["no frame", "half a length", "padding", "a length too long", "a huge length"],
)
def test_every_failure_to_open_is_the_same_in_code_and_place(after: bytes) -> None:
    forged = sealed_by_hand(ENVELOPE, Role.REGISTER, sha256(info_of(ENVELOPE, Role.REGISTER)) + after)
    with refused("cannot-open", "copies.register"):
        open_copy(forged, Role.REGISTER, REGISTER)


@pytest.mark.parametrize("plaintext", [b"", bytes(32) + frame(b"\xa0", 100)], ids=["nothing", "another prefix"])
def test_a_plaintext_that_does_not_commit_to_its_key_does_not_open(plaintext: bytes) -> None:
    with refused("cannot-open", "copies.register"):
        open_copy(sealed_by_hand(ENVELOPE, Role.REGISTER, plaintext), Role.REGISTER, REGISTER)


@pytest.mark.parametrize("copy", [b"", bytes(1119), bytes(1120), bytes(1135), bytes(4096)])
def test_what_was_never_sealed_is_refused_in_the_same_way(copy: bytes) -> None:
    with refused("cannot-open", "copies.register"):
        open_copy(signed_again(ENVELOPE, Role.REGISTER, copy), Role.REGISTER, REGISTER)


@pytest.mark.parametrize(
    ("role", "payload", "code", "path"),
    [
        (Role.REGISTER, {"reply": bytes(32)}, "missing-field", "payload.sections"),
        (Role.PHARMACY, {}, "missing-field", "payload.reply"),
        (Role.PHARMACY, {"reply": bytes(32), "reply_patient": bytes(32)}, "unknown-field", "payload"),
        (Role.PATIENT, {"reply": bytes(32)}, "unknown-field", "payload"),
        (Role.PHARMACY, {"reply": bytes(31)}, "bad-length", "payload.reply"),
    ],
)
def test_a_payload_of_another_shape_is_refused(role: Role, payload: dict[str, object], code: str, path: str) -> None:
    entries = {} if role is Role.REGISTER else {"sections": reveal(make_sections(RECORD), ())}
    with refused(code, path):
        open_copy(saying(role, cbor.encode({**entries, **payload})), role, SEEDS[role])


@pytest.mark.parametrize("payload", [b"", b"\xff"], ids=["nothing", "no CBOR"])
def test_a_payload_that_cannot_be_read_is_refused_by_its_place(payload: bytes) -> None:
    with refused("not-canonical", "payload"):
        open_copy(saying(Role.PHARMACY, payload), Role.PHARMACY, PHARMACY)
    with refused("not-canonical", "payload"):
        open_slip(saying(Role.NOTIFIER, payload), NOTIFIER)


def test_a_slip_of_another_shape_is_refused_by_its_place() -> None:
    with refused("missing-field", "payload.channel"):
        open_slip(saying(Role.NOTIFIER, cbor.encode({})), NOTIFIER)


def test_a_payload_of_nothing_is_a_payload_and_a_byte_after_it_is_not() -> None:
    assert unframe(bytes(4)) == b""
    with refused("cannot-open", "copy"):
        unframe(b"\0\0\0\1a" + b"\1", "copy")


def test_a_reader_given_another_record_than_was_committed_to_finds_out() -> None:
    other = reveal(make_sections({**RECORD, "result": {"analytes": []}}), RECORD)
    payload = cbor.encode({"sections": other})
    with refused("bad-commit", "sections"):
        open_copy(saying(Role.PATIENT, payload), Role.PATIENT, TICKET.seed)


def test_a_slip_that_the_relay_sealed_itself_is_refused() -> None:
    """Header and key are public, so anybody can seal; only the sender's header says what was sealed."""
    info = copy_info(Role.NOTIFIER, sha256(kem_public_key(NOTIFIER)), ENVELOPE.header.binding)
    slip = cbor.encode({"channel": "email", "address": "thief@example.invalid", "language": "fr"})
    forged = hpke_seal(kem_public_key(NOTIFIER), info, sha256(info) + frame(slip, 1536 - 1136 - 32))
    with refused("bad-hash", "copies.notifier"):
        open_slip(Delivery(ENVELOPE.header_bytes, ENVELOPE.signature, forged), NOTIFIER)


def test_a_slip_for_another_notifier_is_refused() -> None:
    with refused("bad-key", "copies.notifier"):
        open_slip(delivery(ENVELOPE, Role.NOTIFIER), REGISTER)


@pytest.mark.parametrize("role", [Role.PHARMACY, Role.PATIENT])
def test_a_copy_sealed_again_for_a_new_ticket_shows_what_the_first_showed(role: Role) -> None:
    moved = Ticket.new()
    copy = reseal_patient_copy(ENVELOPE.header, opened(ENVELOPE, role).entries, moved, 4096)
    part = Delivery(ENVELOPE.header_bytes, ENVELOPE.signature, copy)
    seen = open_copy(part, Role.PATIENT, moved.seed, reissued_hash=sha256(copy))
    assert (seen.sections, seen.withheld) == (
        opened(ENVELOPE, Role.PATIENT).sections,
        ("number", "contact", "statistics"),
    )
    assert len(copy) == len(delivery(ENVELOPE, Role.PATIENT).copy)


def test_a_moved_copy_opens_neither_with_the_old_ticket_nor_without_its_reissue() -> None:
    moved = Ticket.new()
    copy = reseal_patient_copy(ENVELOPE.header, opened(ENVELOPE, Role.PATIENT).entries, moved, 4096)
    part = Delivery(ENVELOPE.header_bytes, ENVELOPE.signature, copy)
    with refused("cannot-open"):
        open_copy(part, Role.PATIENT, TICKET.seed, reissued_hash=sha256(copy))
    with refused("bad-hash"):
        open_copy(part, Role.PATIENT, moved.seed)


def test_a_moved_copy_of_another_envelope_does_not_open() -> None:
    moved, other = Ticket.new(), sealed()
    copy = reseal_patient_copy(other.header, opened(other, Role.PATIENT).entries, moved, 4096)
    with refused("cannot-open"):
        part = Delivery(ENVELOPE.header_bytes, ENVELOPE.signature, copy)
        open_copy(part, Role.PATIENT, moved.seed, reissued_hash=sha256(copy))


def test_a_moved_copy_of_other_sections_is_refused() -> None:
    moved, other = Ticket.new(), sealed()
    copy = reseal_patient_copy(ENVELOPE.header, opened(other, Role.PATIENT).entries, moved, 4096)
    with refused("bad-commit"):
        part = Delivery(ENVELOPE.header_bytes, ENVELOPE.signature, copy)
        open_copy(part, Role.PATIENT, moved.seed, reissued_hash=sha256(copy))
