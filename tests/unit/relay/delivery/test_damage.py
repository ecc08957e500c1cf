"""What is stored of an envelope is compared with what its sender signed."""

import pytest
from tests.unit.envelope.readers import delivery, sealed

from sceau.envelope.header import Role
from sceau.relay.delivery.damage import is_damaged

SENT = delivery(sealed(), Role.REGISTER)


def flipped(data: bytes, bit: int) -> bytes:
    return (int.from_bytes(data) ^ (1 << bit)).to_bytes(len(data))


def test_what_is_as_it_was_accepted_is_whole() -> None:
    assert not is_damaged(SENT.header_bytes, SENT.signature, SENT.copy)


@pytest.mark.parametrize("bit", range(0, 8 * len(SENT.header_bytes), 37))
def test_a_bit_of_the_header_is_noticed(bit: int) -> None:
    assert is_damaged(flipped(SENT.header_bytes, bit), SENT.signature, SENT.copy)


@pytest.mark.parametrize("bit", range(0, 8 * 64, 37))
def test_a_bit_of_the_signature_is_noticed(bit: int) -> None:
    assert is_damaged(SENT.header_bytes, flipped(SENT.signature, bit), SENT.copy)


def test_a_bit_of_the_copy_is_noticed() -> None:
    assert is_damaged(SENT.header_bytes, SENT.signature, flipped(SENT.copy, 8))
