"""Snappy streams of each kind of element, as the format's description has them."""

import pytest

from sceau.drill.snappy import decompress, varint

LONG = bytes(range(256)) * 300


def literal(data: bytes) -> bytes:
    """The stream that repeats nothing."""
    lengths = {0: bytes([(len(data) - 1) << 2])} if len(data) <= 60 else {}
    wide = 1 if len(data) <= 256 else 2 if len(data) <= 65_536 else 3
    head = lengths.get(0, bytes([(59 + wide) << 2]) + (len(data) - 1).to_bytes(wide, "little"))
    return number(len(data)) + head + data


def number(value: int) -> bytes:
    return bytes([value]) if value < 128 else bytes([value & 127 | 128]) + number(value >> 7)


@pytest.mark.parametrize("length", [1, 60, 61, 256, 257, 65_536, 65_537])
def test_a_literal_of_any_length_is_read(length: int) -> None:
    assert decompress(literal(LONG[:length])) == LONG[:length]


def test_a_copy_from_near_is_read() -> None:
    assert decompress(b"\x0c" + b"\x14canari" + b"\x09\x06") == b"canaricanari"


def test_a_copy_from_further_is_read() -> None:
    text = LONG[:2500]
    stream = number(2502) + literal(text)[len(number(2500)) :] + bytes([1 << 2 | 2]) + (2490).to_bytes(2, "little")
    assert decompress(stream) == text + text[10:12]


def test_a_copy_from_far_is_read() -> None:
    text = LONG[:70_000]
    stream = (
        number(70_004) + literal(text)[len(number(70_000)) :] + bytes([3 << 2 | 3]) + (69_999).to_bytes(4, "little")
    )
    assert decompress(stream) == text + text[1:5]


def test_a_copy_that_overlaps_itself_repeats() -> None:
    assert decompress(b"\x0b" + b"\x04ab" + bytes([(9 - 1) << 2 | 2, 2, 0])) == b"abababababa"


def test_a_stream_is_read_wherever_it_stands() -> None:
    assert decompress(b"before" + literal(b"canari") + b"after", len(b"before")) == b"canari"


def test_one_that_is_cut_short_gives_what_it_has() -> None:
    assert decompress(literal(LONG[:200])[:100]) == LONG[:96]


@pytest.mark.parametrize("data", [b"", b"\x00", b"\xff" * 12, b"\x05\x09\x06"])
def test_what_is_no_stream_gives_nothing(data: bytes) -> None:
    assert decompress(data) == b""


def test_a_number_that_is_cut_short_is_none() -> None:
    assert varint(b"\x80", 0) == (-1, 1)
