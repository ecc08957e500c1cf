"""What a device says of a ticket is signed by it, as this and nothing else."""

from typing import Any, cast

import pytest
from tests.unit.envelope.messages import BORN, DAY
from tests.unit.envelope.readers import DEVICE, TICKET
from tests.unit.envelope.refusals import flipped, refused

from sceau.envelope import cbor
from sceau.envelope.announce import Announce, Reissue, parse_announce, parse_reissue
from sceau.envelope.errors import EnvelopeError
from sceau.envelope.signature import public_key, sign

KEY, TOLD = public_key(DEVICE), TICKET.reference(BORN)
ANNOUNCE = Announce(bytes(16), KEY, DAY, TOLD)
REISSUE = Reissue(bytes(16), KEY, DAY, b"\x01" * 16, b"\x02" * 32, b"\x03" * 32, TOLD)
READ = {"announce": parse_announce, "reissue": parse_reissue}
BODIES = {"announce": ANNOUNCE.encode(), "reissue": REISSUE.encode()}


def changed(kind: str, **fields: object) -> bytes:
    """The body with other fields, or without those that are None."""
    body = cast("dict[str, Any]", cbor.decode(BODIES[kind], limit=1024)) | fields
    return cbor.encode({name: value for name, value in body.items() if value is not None})


def believed(kind: str, body: bytes, signed: bytes) -> bool:
    try:
        READ[kind](body, signed)
    except EnvelopeError:
        return False
    return True


def test_an_announce_says_what_was_written() -> None:
    assert parse_announce(BODIES["announce"], sign("announce", BODIES["announce"], DEVICE)) == ANNOUNCE


def test_a_reissue_says_what_was_written() -> None:
    assert parse_reissue(BODIES["reissue"], sign("reissue", BODIES["reissue"], DEVICE)) == REISSUE


@pytest.mark.parametrize("kind", READ)
@pytest.mark.parametrize("other", ["announce", "reissue", "envelope", "ack", "pharmacy"])
def test_it_is_believed_as_its_kind_and_no_other(kind: str, other: str) -> None:
    assert believed(kind, BODIES[kind], sign(other, BODIES[kind], DEVICE)) is (kind == other)


@pytest.mark.parametrize("kind", READ)
def test_no_bit_of_it_can_change(kind: str) -> None:
    body, signed = BODIES[kind], sign(kind, BODIES[kind], DEVICE)
    assert [bit for bit in range(8 * len(body)) if believed(kind, flipped(body, bit), signed)] == []


@pytest.mark.parametrize("kind", READ)
def test_a_device_cannot_speak_for_another(kind: str) -> None:
    body = changed(kind, sender=public_key(bytes(32)))
    with refused("bad-signature"):
        READ[kind](body, sign(kind, body, DEVICE))


@pytest.mark.parametrize("kind", READ)
def test_a_weak_key_says_nothing(kind: str) -> None:
    with refused("weak-key"):
        READ[kind](changed(kind, sender=bytes(32)), bytes(64))


@pytest.mark.parametrize(
    ("kind", "fields", "code"),
    [
        ("announce", {"lookup": bytes(15)}, "bad-length"),
        ("announce", {"proof": None}, "missing-field"),
        ("announce", {"day": 100_001}, "bad-length"),
        ("announce", {"sender": "a" * 32}, "bad-type"),
        ("announce", {"name": "Dominique"}, "unknown-field"),
        ("announce", {"ticket": {"lookup": bytes(16), "proof": bytes(32)}}, "unknown-field"),
        ("reissue", {"old": bytes(31)}, "bad-length"),
        ("reissue", {"hash": None}, "missing-field"),
        ("reissue", {"id": bytes(17)}, "bad-length"),
        ("reissue", {"ticket": b""}, "bad-type"),
        ("reissue", {"ticket": {"lookup": bytes(16)}}, "missing-field"),
        ("reissue", {"ticket": {"lookup": bytes(16), "proof": bytes(31)}}, "bad-length"),
        ("reissue", {"sealed": b"a"}, "unknown-field"),
    ],
)
def test_one_of_another_shape_is_refused_however_well_signed(kind: str, fields: dict[str, object], code: str) -> None:
    body = changed(kind, **fields)
    with refused(code):
        READ[kind](body, sign(kind, body, DEVICE))
