"""The register's word on an envelope: signed by its key, of one shape, and a leaf according to what it says."""

from typing import Any, cast

import pytest
from tests.unit.envelope.messages import DAY, DOMAIN
from tests.unit.envelope.refusals import flipped, refused

from sceau.envelope import cbor
from sceau.envelope.acknowledgement import Acknowledgement, Status, parse_acknowledgement, verify_acknowledgement
from sceau.envelope.errors import EnvelopeError
from sceau.envelope.kdf import sha256
from sceau.envelope.signature import leaf, public_key, sign

SEED = b"\x0a" * 32
KEY = public_key(SEED)
SAID = Acknowledgement(DOMAIN, bytes(16), b"\x01" * 16, b"\x02" * 32, Status.ACCEPTED, DAY, b"\x03" * 32)
BODY = SAID.encode()
SIGNED = sign("ack", BODY, SEED)


def believed(body: bytes, signed: bytes) -> bool:
    try:
        verify_acknowledgement(body, signed, KEY)
    except EnvelopeError:
        return False
    return True


@pytest.mark.parametrize("status", Status)
def test_an_acknowledgement_is_read_and_written_back(status: Status) -> None:
    said = Acknowledgement(DOMAIN, bytes(16), bytes(16), bytes(32), status, DAY, bytes(32))
    assert parse_acknowledgement(said.encode()) == said


def test_an_acknowledgement_is_believed_when_signed() -> None:
    assert verify_acknowledgement(BODY, SIGNED, KEY) == SAID


def test_no_bit_of_it_can_change() -> None:
    assert [bit for bit in range(8 * len(BODY)) if believed(flipped(BODY, bit), SIGNED)] == []


@pytest.mark.parametrize("kind", ["envelope", "announce", "key"])
def test_a_signature_of_another_kind_is_refused(kind: str) -> None:
    with refused("bad-signature", "ack"):
        verify_acknowledgement(BODY, sign(kind, BODY, SEED), KEY)


def test_the_signature_of_another_key_is_refused() -> None:
    with refused("bad-signature", "ack"):
        verify_acknowledgement(BODY, sign("ack", BODY, bytes(32)), KEY)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"v": 2}, "bad-version"),
        ({"v": True}, "bad-type"),
        ({"status": "maybe"}, "bad-version"),
        ({"status": 1}, "bad-type"),
        ({"status": ["accepted"]}, "bad-type"),
        ({"domain": ""}, "bad-length"),
        ({"domain": "d" * 254}, "bad-length"),
        ({"hash": bytes(31)}, "bad-length"),
        ({"answer": bytes(33)}, "bad-length"),
        ({"day": 100_001}, "bad-length"),
        ({"reason": "none"}, "unknown-field"),
    ],
)
def test_an_acknowledgement_of_another_shape_is_refused(fields: dict[str, object], code: str) -> None:
    body = cast("dict[str, Any]", cbor.decode(BODY, limit=1024))
    with refused(code):
        parse_acknowledgement(cbor.encode(body | fields))


@pytest.mark.parametrize("name", ["v", "domain", "pharmacy", "id", "hash", "status", "day", "answer"])
def test_every_field_is_needed(name: str) -> None:
    body = cast("dict[str, Any]", cbor.decode(BODY, limit=1024))
    with refused("missing-field", f"ack.{name}"):
        parse_acknowledgement(cbor.encode({key: value for key, value in body.items() if key != name}))


def test_an_accepted_envelope_is_its_own_leaf() -> None:
    assert SAID.leaf(b"the header") == leaf("envelope", b"the header")


def test_a_rejected_envelope_leaves_the_registers_word() -> None:
    rejected = Acknowledgement(DOMAIN, bytes(16), bytes(16), bytes(32), Status.REJECTED, DAY, bytes(32))
    assert rejected.leaf(b"the header") == b"sceau/leaf/ack/v1\x00" + sha256(rejected.encode())
