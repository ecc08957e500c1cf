from hypothesis import given
from hypothesis import strategies as st

from sceau.envelope.header import CopyReference, Header, Role
from sceau.envelope.wire import Delivery
from sceau.register.intake.opening import Deferred, Received, receive

COPIES = (
    CopyReference(Role.REGISTER, bytes(16), bytes(32)),
    CopyReference(Role.PHARMACY, bytes([1]) * 16, bytes(32)),
)
HEADER = Header(bytes(16), bytes(16), 20_000, bytes(32), bytes(32), bytes(32), copies=COPIES)
DELIVERY = Delivery(HEADER.encode(), bytes(64), bytes(4096)).encode()


def test_a_delivery_is_received_with_its_header() -> None:
    received = receive(DELIVERY)
    assert isinstance(received, Received)
    assert received.header == HEADER


@given(st.binary(max_size=200))
def test_bytes_that_mean_nothing_are_deferred(data: bytes) -> None:
    assert isinstance(receive(data), Deferred)


@given(st.integers(0, 600), st.integers(0, 7))
def test_a_flipped_bit_is_deferred_or_read_as_what_it_says(at: int, bit: int) -> None:
    changed = bytearray(DELIVERY)
    changed[at] ^= 1 << bit
    assert isinstance(receive(bytes(changed)), Deferred | Received)


@given(st.integers(0, len(DELIVERY) - 1))
def test_a_delivery_cut_short_is_deferred(length: int) -> None:
    assert isinstance(receive(DELIVERY[:length]), Deferred)
