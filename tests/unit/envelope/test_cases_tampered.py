"""Whoever changes an envelope on its way is found out: any bit, any field of the header, any key."""

import secrets
from itertools import chain
from typing import Any, cast

import pytest
from tests.unit.envelope.messages import BORN, DAY, RECORD

from sceau.envelope import cbor
from sceau.envelope.errors import EnvelopeError
from sceau.envelope.header import Role
from sceau.envelope.hpke import kem_public_key
from sceau.envelope.kdf import sha256
from sceau.envelope.open import open_copy
from sceau.envelope.seal import Readers, Sealed, Sender, TicketFor, seal_envelope
from sceau.envelope.signature import check_key, public_key, sign
from sceau.envelope.ticket import Ticket
from sceau.envelope.wire import Delivery, check_signature, parse_envelope

REGISTER, PHARMACY = bytes([1]) * 32, bytes([2]) * 32
READERS = Readers(kem_public_key(REGISTER), kem_public_key(PHARMACY))
FIELDS = ("id", "pharmacy", "day", "sender", "commit", "corrects", "routing", "copies")
P = 2**255 - 19
ORDER_EIGHT = (
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
)


def sealed(day: int = DAY) -> Sealed:
    return seal_envelope(
        RECORD,
        sender=Sender(secrets.token_bytes(16), secrets.token_bytes(32)),
        readers=READERS,
        day=day,
        identity_to_register=True,
        ticket=TicketFor(Ticket.new(), BORN),
        corrects=(day, secrets.token_bytes(16)),
    )


def accepted(data: bytes) -> bool:
    """Whether the relay's first two checks let it through."""
    try:
        envelope = parse_envelope(data)
        check_signature(envelope.header, envelope.header_bytes, envelope.signature)
    except EnvelopeError:
        return False
    return True


def flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


@pytest.fixture(scope="module")
def envelope() -> bytes:
    return sealed().envelope.encode()


def test_the_envelope_as_sealed_is_accepted(envelope: bytes) -> None:
    assert accepted(envelope)


def test_any_bit_flipped_outside_the_copies_is_refused(envelope: bytes) -> None:
    """`copies` is the first field of the encoded map, so the others stand after the last copy."""
    last_copy = parse_envelope(envelope).copies[-1]
    begin, end = envelope.index(b"copies") + 7, envelope.index(last_copy) + len(last_copy)
    bits = chain(range(8 * begin), range(8 * end, 8 * len(envelope)))
    assert [bit for bit in bits if accepted(flipped(envelope, bit))] == []


def test_a_bit_flipped_in_any_byte_of_the_copies_is_refused(envelope: bytes) -> None:
    assert [bit for bit in range(0, 8 * len(envelope), 9) if accepted(flipped(envelope, bit))] == []


@pytest.mark.parametrize("at", range(0, 4096, 256))
def test_a_bit_flipped_in_a_copy_that_its_header_hashes_does_not_open(at: int) -> None:
    """The thief signs again with a device of his own, and still cannot make it open."""
    mine = sealed().envelope
    copy = bytearray(mine.copies[0])
    copy[at] ^= 1
    header = fields_of(mine.header_bytes)
    with pytest.raises(EnvelopeError) as refused:
        open_copy(resigned(header, bytes(copy), PHARMACY), Role.REGISTER, REGISTER)
    assert refused.value.code == "cannot-open"


@pytest.mark.parametrize("field", FIELDS)
def test_a_header_field_of_another_envelope_is_refused(field: str) -> None:
    mine, other = sealed().envelope, sealed(DAY + 1).envelope
    header = {**fields_of(mine.header_bytes), field: fields_of(other.header_bytes)[field]}
    with pytest.raises(EnvelopeError) as refused:
        open_copy(Delivery(cbor.encode(header), mine.signature, mine.copies[0]), Role.REGISTER, REGISTER)
    assert refused.value.code == "bad-signature"


@pytest.mark.parametrize("field", [field for field in FIELDS if field not in {"sender", "copies"}])
def test_a_header_field_swapped_and_signed_again_does_not_open(field: str) -> None:
    mine, other = sealed().envelope, sealed(DAY + 1).envelope
    header = {**fields_of(mine.header_bytes), field: fields_of(other.header_bytes)[field]}
    with pytest.raises(EnvelopeError) as refused:
        open_copy(resigned(header, mine.copies[0], secrets.token_bytes(32)), Role.REGISTER, REGISTER)
    assert refused.value.code == "cannot-open"


def test_a_copy_taken_by_another_pharmacy_does_not_open_under_its_name() -> None:
    mine, thief = sealed().envelope, sealed().envelope
    header = {**fields_of(thief.header_bytes)}
    with pytest.raises(EnvelopeError) as refused:
        open_copy(resigned(header, mine.copies[0], secrets.token_bytes(32)), Role.REGISTER, REGISTER)
    assert refused.value.code == "cannot-open"


@pytest.mark.parametrize(("field", "value"), [("v", 0), ("v", 2), ("schema", "sceau/record/0")])
def test_another_version_is_refused_however_well_signed(field: str, value: object) -> None:
    mine = sealed().envelope
    header = {**fields_of(mine.header_bytes), field: value}
    with pytest.raises(EnvelopeError) as refused:
        open_copy(resigned(header, mine.copies[0], secrets.token_bytes(32)), Role.REGISTER, REGISTER)
    assert refused.value.code == "bad-version"


@pytest.mark.parametrize("y", [0, 1, P - 1, P, P + 1, 2**255 - 1])
@pytest.mark.parametrize("sign_bit", [0, 2**255])
def test_a_weak_key_is_refused(y: int, sign_bit: int) -> None:
    with pytest.raises(EnvelopeError) as refused:
        check_key((y + sign_bit).to_bytes(32, "little"))
    assert refused.value.code == "weak-key"


@pytest.mark.parametrize("text", ORDER_EIGHT)
@pytest.mark.parametrize("sign_bit", [0, 0x80])
def test_a_key_of_order_eight_is_refused(text: str, sign_bit: int) -> None:
    key = bytearray.fromhex(text)
    key[31] |= sign_bit
    with pytest.raises(EnvelopeError) as refused:
        check_key(bytes(key))
    assert refused.value.code == "weak-key"


def fields_of(data: bytes) -> dict[str, Any]:
    return cast("dict[str, Any]", cbor.decode(data, limit=2048))


def resigned(header: dict[str, Any], copy: bytes, device_seed: bytes) -> Delivery:
    """`copy` first in a header that hashes it, by a sender who signs what he likes."""
    first, *rest = header["copies"]
    forged = {**header, "sender": public_key(device_seed), "copies": [{**first, "hash": sha256(copy)}, *rest]}
    encoded = cbor.encode(forged)
    return Delivery(encoded, sign("envelope", encoded, device_seed), copy)
