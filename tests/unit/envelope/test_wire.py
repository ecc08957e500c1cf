"""What travels: sizes, roles and hashes are checked before any key is."""

from typing import Any, cast

import pytest
from tests.unit.envelope.readers import DEVICE, delivery, sealed
from tests.unit.envelope.refusals import flipped, refused

from sceau.envelope import cbor
from sceau.envelope.header import Role
from sceau.envelope.kdf import sha256
from sceau.envelope.signature import sign
from sceau.envelope.wire import Envelope, check_signature, parse_delivery, parse_envelope

WHOLE = sealed()
PLAIN = sealed(ticket=None, slip=None)
FIELDS = cast("dict[str, Any]", cbor.decode(WHOLE.encode(), limit=40_960))
HEADER = cast("dict[str, Any]", cbor.decode(WHOLE.header_bytes, limit=2048))


def with_fields(**changes: object) -> bytes:
    return cbor.encode(FIELDS | changes)


def with_copies(*copies: bytes, routing: bytes = WHOLE.routing_bytes) -> bytes:
    """An envelope whose header hashes these copies and this routing, signed by its device."""
    references = [{**HEADER["copies"][at], "hash": sha256(copy)} for at, copy in enumerate(copies)]
    header = cbor.encode({**HEADER, "copies": references, "routing": sha256(routing)})
    return with_fields(header=header, signature=sign("envelope", header, DEVICE), copies=copies, routing=routing)


@pytest.mark.parametrize("envelope", [WHOLE, PLAIN], ids=["for all", "for two"])
def test_an_envelope_is_read_and_written_back(envelope: Envelope) -> None:
    assert parse_envelope(envelope.encode()) == envelope
    assert parse_envelope(envelope.encode()).encode() == envelope.encode()


def test_an_envelope_remade_by_these_tests_passes() -> None:
    envelope = parse_envelope(with_copies(*WHOLE.copies))
    check_signature(envelope.header, envelope.header_bytes, envelope.signature)


def test_there_is_no_copy_for_who_was_not_addressed() -> None:
    assert PLAIN.sealed(Role.PATIENT) is None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"signature": bytes(63)}, "bad-length"),
        ({"signature": bytes(65)}, "bad-length"),
        ({"header": b""}, "bad-length"),
        ({"header": bytes(2049)}, "bad-length"),
        ({"routing": bytes(257)}, "bad-length"),
        ({"routing": cbor.encode({"salt": bytes(16)})}, "bad-routing"),
        ({"copies": []}, "bad-length"),
        ({"copies": list(WHOLE.copies[:2])}, "bad-copies"),
        ({"copies": [*WHOLE.copies, WHOLE.copies[0]]}, "bad-length"),
        ({"copies": [1, 2, 3, 4]}, "bad-type"),
        ({"copies": b""}, "bad-type"),
        ({"extra": 1}, "unknown-field"),
    ],
)
def test_an_envelope_of_another_shape_is_refused(changes: dict[str, object], code: str) -> None:
    with refused(code):
        parse_envelope(with_fields(**changes))


def test_an_envelope_above_its_limit_is_refused() -> None:
    with refused("too-large", "envelope"):
        parse_envelope(bytes(40_961))


@pytest.mark.parametrize("at", range(4))
def test_a_copy_that_its_header_does_not_hash_is_refused(at: int) -> None:
    copies = [flipped(copy, 8000) if number == at else copy for number, copy in enumerate(WHOLE.copies)]
    with refused("bad-hash", f"copies.{list(Role)[at]}"):
        parse_envelope(with_fields(copies=copies))


def test_two_copies_that_changed_places_are_refused() -> None:
    register, pharmacy, *rest = WHOLE.copies
    with refused("bad-hash"):
        parse_envelope(with_fields(copies=[pharmacy, register, *rest]))


@pytest.mark.parametrize("length", [0, 4095, 4097, 8191, 1536, 12_288])
def test_copies_of_another_length_are_refused_though_hashed_and_signed(length: int) -> None:
    with refused("bad-copies"):
        parse_envelope(with_copies(*[bytes(length)] * 3, bytes(1536)))


def test_copies_of_two_lengths_tell_which_is_long_and_are_refused() -> None:
    with refused("bad-copies", "copies.patient"):
        parse_envelope(with_copies(bytes(4096), bytes(4096), bytes(8192), bytes(1536)))


@pytest.mark.parametrize("length", [1535, 1537, 4096])
def test_a_slip_of_another_length_is_refused(length: int) -> None:
    with refused("bad-copies", "copies.notifier"):
        parse_envelope(with_copies(*[bytes(4096)] * 3, bytes(length)))


def test_a_patient_copy_without_a_ticket_is_refused() -> None:
    with refused("bad-copies"):
        parse_envelope(with_copies(*WHOLE.copies, routing=PLAIN.routing_bytes))


def test_a_ticket_without_a_patient_copy_is_refused() -> None:
    with refused("bad-copies"):
        parse_envelope(with_copies(*WHOLE.copies[:2]))


def test_a_delivery_is_read_and_written_back() -> None:
    part = delivery(WHOLE, Role.REGISTER)
    assert parse_delivery(part.encode()) == part


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"copy": b""}, "bad-length"),
        ({"copy": bytes(8193)}, "bad-length"),
        ({"signature": bytes(32)}, "bad-length"),
        ({"header": "a"}, "bad-type"),
        ({"routing": b""}, "unknown-field"),
    ],
)
def test_a_delivery_of_another_shape_is_refused(changes: dict[str, object], code: str) -> None:
    part = delivery(WHOLE, Role.REGISTER)
    fields: dict[str, object] = {"header": part.header_bytes, "signature": part.signature, "copy": part.copy}
    with refused(code):
        parse_delivery(cbor.encode(fields | changes))
