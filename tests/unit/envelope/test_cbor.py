"""One value has one encoding, every other is refused, and a sequence may be cut anywhere."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.envelope.exchange import ROOT
from tests.unit.envelope.refusals import refused

from sceau.envelope import cbor
from sceau.envelope.errors import EnvelopeError

REFUSED = json.loads((ROOT / "spec/vectors/cbor/refused.json").read_text())
LIMIT = 1000

# Beyond the shared vectors: where a decoder of our own could slip.
NOT_CANONICAL = {
    "text of one lone surrogate": "63eda080",
    "text of a surrogate pair": "66eda080edb080",
    "text with an overlong slash": "62c0af",
    "text beyond the last code point": "64f4908080",
    "text cut in a character": "62c3a9"[:-2],
    "byte string longer than the data": "5903e800",
    "byte string of 2^64 - 1": "5bffffffffffffffff",
    "array of 2^64 - 1": "9bffffffffffffffff",
    "map of 2^64 - 1": "bbffffffffffffffff",
    "map cut after a key": "a16161",
    "map with a byte string for a key": "a1416101",
    "map with an integer for a key": "a10001",
    "map with an array for a key": "a1806101",
    "map with a map for a key": "a1a001",
    "map with a boolean for a key": "a1f501",
    "map with a key twice": "a2616101616102",
    "map with a longer key first": "a262616101616202",
    "map in the order of no encoding": "a2616201616101",
    "head of two bytes without the second": "18",
    "head of nine bytes cut": "1b00000000000000",
    "eight as two bytes": "1808",
    "zero as nine bytes": "1b0000000000000000",
    "false in two bytes": "f814",
    "simple value 0": "e0",
    "not a number": "f97e00",
    "array that breaks off": "8201",
    "array of an unfinished map": "81a1",
    "tag of a byte string": "d8184101",
    "two values": "0000",
    "a value and a break": "00ff",
}


@pytest.mark.parametrize("data", NOT_CANONICAL.values(), ids=NOT_CANONICAL)
def test_what_is_not_the_one_encoding_is_refused(data: str) -> None:
    with refused("not-canonical", "somewhere"):
        cbor.decode(bytes.fromhex(data), limit=LIMIT, path="somewhere")


def test_the_refused_encodings_are_more_than_forty() -> None:
    assert len({item["bytes"] for item in REFUSED} | set(NOT_CANONICAL.values())) > 60


values = st.recursive(
    st.integers(0, cbor.MAX_INTEGER) | st.binary(max_size=70) | st.text(max_size=70) | st.booleans(),
    lambda inside: st.lists(inside, max_size=30) | st.dictionaries(st.text(max_size=30), inside, max_size=30),
    max_leaves=40,
).filter(lambda value: depth(value) <= cbor.MAX_DEPTH)


def depth(value: object) -> int:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    beneath = 1 if isinstance(value, dict) and value else 0  # a key is an item too
    return 1 + max([beneath, *map(depth, inside)], default=0)


def typed(value: object) -> object:
    """`value` with its types, in no order of keys: to Python, True is 1."""
    if isinstance(value, dict):
        return {key: typed(item) for key, item in value.items()}
    return [typed(item) for item in value] if isinstance(value, list) else (type(value), value)


@given(values)
def test_a_value_written_is_read_back(value: object) -> None:
    assert typed(cbor.decode(cbor.encode(value), limit=10**6)) == typed(value)


@given(st.binary(max_size=40))
def test_what_is_read_is_written_back_byte_for_byte(data: bytes) -> None:
    try:
        value = cbor.decode(data, limit=LIMIT)
    except EnvelopeError:
        return
    assert cbor.encode(value) == data


@given(values, st.data())
def test_one_byte_changed_is_refused_or_another_value(value: object, data: st.DataObject) -> None:
    original = cbor.encode(value)
    at = data.draw(st.integers(0, len(original) - 1))
    changed = original[:at] + bytes([original[at] ^ data.draw(st.integers(1, 255))]) + original[at + 1 :]
    try:
        read = cbor.decode(changed, limit=10**6)
    except EnvelopeError:
        return
    assert cbor.encode(read) == changed


def test_keys_stand_in_the_order_of_their_encoding() -> None:
    assert cbor.encode({"aa": 1, "b": 2, "é": 3}) == bytes.fromhex("a3616202626161 0162c3a903")


@pytest.mark.parametrize("value", [-1, 2**53, 1.0, None, bytearray(b"a"), {1: 2}, {b"a": 1}, {"a"}, "\ud800"])
def test_what_has_no_encoding_is_not_written(value: object) -> None:
    with refused("not-canonical"):
        cbor.encode(value)


@pytest.mark.parametrize(("opening", "inside"), [("81", "00"), ("a16161", "00")])
def test_the_eighth_level_is_the_last(opening: str, inside: str) -> None:
    assert cbor.decode(bytes.fromhex(opening * 7 + inside), limit=LIMIT)
    with refused("too-deep"):
        cbor.decode(bytes.fromhex(opening * 8 + inside), limit=LIMIT)


def test_a_value_nested_too_deep_is_not_written() -> None:
    with refused("too-deep"):
        cbor.encode([[[[[[[[1]]]]]]]])


def test_one_byte_above_the_limit_is_refused() -> None:
    assert cbor.decode(bytes.fromhex("420000"), limit=3) == b"\x00\x00"
    with refused("too-large"):
        cbor.decode(bytes.fromhex("420000"), limit=2)
