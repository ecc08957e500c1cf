"""A sequence of items read as it arrives: cut anywhere, with lengths that lie, or with what is none of ours."""

import pytest
from tests.unit.envelope.refusals import refused

from sceau.envelope import cbor

VALUES: list[object] = [{"a": b"x" * 30, "b": [1, "é"]}, b"", 7, [{"c": True}, 300], {"d": {}}]
ITEMS = [cbor.encode(value) for value in VALUES]
LIMIT = 64


def split(*pieces: bytes, limit: int = LIMIT) -> tuple[list[bytes], bytes]:
    """The items found as the pieces arrive, and what is left."""
    buffer, found = bytearray(), []
    for piece in pieces:
        buffer += piece
        found += list(cbor.split_sequence(buffer, limit=limit))
    return found, bytes(buffer)


@pytest.mark.parametrize("cut", range(len(b"".join(ITEMS)) + 1))
def test_a_sequence_cut_in_two_gives_the_same_items(cut: int) -> None:
    data = b"".join(ITEMS)
    assert split(data[:cut], data[cut:]) == (ITEMS, b"")


def test_a_sequence_that_comes_byte_by_byte_gives_the_same_items() -> None:
    assert split(*(bytes([byte]) for byte in b"".join(ITEMS))) == (ITEMS, b"")


def test_an_item_that_has_not_all_come_stays() -> None:
    assert split(ITEMS[0] + ITEMS[3][:-1]) == ([ITEMS[0]], ITEMS[3][:-1])


def test_an_item_taken_is_gone_though_the_reader_stops_there() -> None:
    buffer = bytearray(ITEMS[0] + ITEMS[1])
    items = cbor.split_sequence(buffer, limit=LIMIT)
    assert next(items) == ITEMS[0]
    del items
    assert buffer == ITEMS[1]


def test_an_item_as_long_as_the_limit_passes() -> None:
    item = cbor.encode(b"x" * (LIMIT - 2))
    assert split(item + ITEMS[2]) == ([item, ITEMS[2]], b"")


def test_an_item_one_byte_above_the_limit_is_refused() -> None:
    with refused("too-large"):
        split(cbor.encode(b"x" * (LIMIT - 1)))


@pytest.mark.parametrize("head", ["5bffffffffffffffff", "7a7fffffff", "9bffffffffffffffff", "bb001fffffffffffff"])
def test_a_length_that_lies_waits_for_no_more_than_the_limit(head: str) -> None:
    found, left = split(bytes.fromhex(head))
    assert (found, len(left)) == ([], len(head) // 2)
    with refused("too-large"):
        split(bytes.fromhex(head) + bytes(LIMIT))


def test_a_lying_array_is_looked_through_no_further_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    heads: list[int] = []
    read = cbor._argument

    def counted(data: bytes, at: int) -> tuple[int, int, int]:
        heads.append(at)
        return read(data, at)

    monkeypatch.setattr(cbor, "_argument", counted)
    with refused("too-large"):
        split(bytes.fromhex("9bffffffffffffffff") + bytes(100 * LIMIT))
    assert max(heads) <= LIMIT


def test_items_before_a_broken_one_are_given() -> None:
    buffer = bytearray(ITEMS[0] + b"\xff")
    items = cbor.split_sequence(buffer, limit=LIMIT)
    assert next(items) == ITEMS[0]
    with refused("not-canonical"):
        next(items)


def test_items_nested_too_deep_are_refused() -> None:
    with refused("too-deep"):
        split(bytes.fromhex("81" * 8 + "00"))


@pytest.mark.parametrize("foreign", ["c24101", "d81800", "20", "f6", "f93c00", "e0"])
def test_an_item_of_a_foreign_kind_is_one_item_that_decoding_refuses(foreign: str) -> None:
    data = bytes.fromhex(foreign)
    assert split(data + ITEMS[0]) == ([data, ITEMS[0]], b"")
    with refused("not-canonical"):
        cbor.decode(data, limit=LIMIT)
