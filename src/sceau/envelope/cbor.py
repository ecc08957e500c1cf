"""Deterministic CBOR, narrowed to six kinds of value (`spec/envelope.md` §1, RFC 8949 §4.2.1).

One value has one encoding, and the decoder refuses every other. It is our own because general decoders let
duplicates, lossy numbers and unsorted maps through, and encoding again does not show it.
"""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Final

from sceau.envelope.errors import EnvelopeError

MAX_DEPTH: Final = 8
MAX_INTEGER: Final = 2**53 - 1
_UNSIGNED, _BYTES, _TEXT, _ARRAY, _MAP, _TAG = 0, 2, 3, 4, 5, 6  # 1 is negative integers
_ITEMS_INSIDE: Final = {_ARRAY: 1, _MAP: 2}
_SHORT_TEXT, _FALSE, _TRUE = 0x60, 0xF4, 0xF5
_HEADS: Final = tuple(
    tuple(bytes([major << 5 | short]) if short < 24 else bytes([major << 5 | 24, short]) for short in range(256))
    for major in range(6)
)
"""By major type, the heads of all arguments below 256: nearly every head there is."""


def encode(value: object, depth: int = 1) -> bytes:
    """The one encoding of `value`: int ≥ 0, bytes, str, bool, list or tuple, mapping with text keys."""
    if depth > MAX_DEPTH:
        raise EnvelopeError("too-deep")
    if isinstance(value, bytes):
        return _head(_BYTES, len(value)) + value
    if isinstance(value, str):
        return _encode_text(value)
    if isinstance(value, bool):
        return bytes([_TRUE if value else _FALSE])
    if isinstance(value, int) and 0 <= value <= MAX_INTEGER:
        return _head(_UNSIGNED, value)
    if isinstance(value, (list, tuple)):
        return _head(_ARRAY, len(value)) + b"".join([encode(item, depth + 1) for item in value])
    if isinstance(value, (dict, Mapping)):  # `dict` is what it nearly always is, and known sooner
        return _encode_map(value, depth)
    raise EnvelopeError("not-canonical")


def decode(data: bytes, *, limit: int, path: str = "") -> object:
    """The value `data` encodes, at most `limit` bytes. `too-large`, `too-deep` or `not-canonical`, at `path`."""
    if len(data) > limit:
        raise EnvelopeError("too-large", path)
    try:
        value, end = _item(data, 0, 1)
    except (IndexError, UnicodeDecodeError):
        raise EnvelopeError("not-canonical", path) from None
    except EnvelopeError as error:
        raise EnvelopeError(error.code, path) from None
    if end != len(data):
        raise EnvelopeError("not-canonical", path)
    return value


def _encode_text(value: str) -> bytes:
    try:
        data = value.encode()
    except UnicodeEncodeError:
        raise EnvelopeError("not-canonical") from None
    return _head(_TEXT, len(data)) + data


def _encode_map(value: Mapping[object, object], depth: int) -> bytes:
    pairs = []
    for key, item in value.items():
        if not isinstance(key, str):
            raise EnvelopeError("not-canonical")
        pairs.append((_encode_text(key), encode(item, depth + 1)))
    return _head(_MAP, len(pairs)) + b"".join(chain.from_iterable(sorted(pairs)))


def _head(major: int, argument: int) -> bytes:
    if argument < 256:
        return _HEADS[major][argument]
    for code, size in ((25, 2), (26, 4), (27, 8)):
        if argument < 1 << 8 * size:
            return bytes([major << 5 | code]) + argument.to_bytes(size, "big")
    raise EnvelopeError("not-canonical")


def _argument(data: bytes | bytearray, at: int) -> tuple[int, int, int]:
    """Major type, argument in its shortest form, and where the item goes on. IndexError when cut short."""
    initial = data[at]
    major, code = initial >> 5, initial & 31
    if code < 24:
        return major, code, at + 1
    if code > 27:
        raise EnvelopeError("not-canonical")
    size = 1 << (code - 24)
    end = at + 1 + size
    argument = data[at + 1] if size == 1 else int.from_bytes(data[at + 1 : end], "big")
    if end > len(data):
        raise IndexError
    if argument < (24 if size == 1 else 1 << 4 * size):
        raise EnvelopeError("not-canonical")
    return major, argument, end


def _item(data: bytes, at: int, depth: int) -> tuple[object, int]:
    """The item at `at`, and where it ends: beyond the data when a string is cut short, as `decode` sees in the end."""
    initial = data[at]
    if initial & 31 < 24:  # nearly always; a call would cost more than all the rest
        major, argument, at = initial >> 5, initial & 31, at + 1
    else:
        major, argument, at = _argument(data, at)
    if major == _TEXT:
        return data[at : at + argument].decode(), at + argument
    if major == _BYTES:
        return data[at : at + argument], at + argument
    if major == _UNSIGNED and argument <= MAX_INTEGER:
        return argument, at
    if major in (_ARRAY, _MAP):
        if argument and depth == MAX_DEPTH:
            raise EnvelopeError("too-deep")
        return (_map if major == _MAP else _array)(data, at, argument, depth + 1)
    if initial in (_FALSE, _TRUE):
        return initial == _TRUE, at
    raise EnvelopeError("not-canonical")


def _array(data: bytes, at: int, count: int, depth: int) -> tuple[object, int]:
    """`count` items, `depth` deep."""
    items = []
    for _ in range(count):  # a lying count runs into the end of the data, so it costs no more than the data
        item, at = _item(data, at, depth)
        items.append(item)
    return items, at


def _map(data: bytes, at: int, count: int, depth: int) -> tuple[object, int]:
    fields: dict[str, object] = {}
    previous = b""
    for _ in range(count):
        length = data[at] - _SHORT_TEXT
        if 0 <= length < 24:  # nearly every key: the same as below, without a call
            end = at + 1 + length
            key: object = data[at + 1 : end].decode()
        else:
            key, end = _item(data, at, depth)
        encoded = data[at:end]
        if not isinstance(key, str) or encoded <= previous:
            raise EnvelopeError("not-canonical")
        previous = encoded
        fields[key], at = _item(data, end, depth)
    return fields, at


def split_sequence(buffer: bytearray, *, limit: int) -> Iterator[bytes]:
    """Take the whole items at the front of `buffer` out of it, as raw bytes, undecoded (RFC 8742).

    An item's end is found from lengths alone, looking no further than `limit` bytes, so a length that lies costs
    nothing. An item above `limit` is `too-large`; what has no end that could be found is `not-canonical` or
    `too-deep`; nothing can be read after any of these.
    """
    start = 0
    try:
        while start < len(buffer):
            end = _skip(buffer, start, start + limit, 1)
            if end is None:
                break
            item = bytes(buffer[start:end])
            start = end
            yield item
        if len(buffer) - start >= limit:
            raise EnvelopeError("too-large")
    finally:
        del buffer[:start]


def _skip(data: bytearray, at: int, last: int, depth: int) -> int | None:
    """Where the item at `at` ends, or None when `data` does not hold all of it, or not before `last`."""
    if depth > MAX_DEPTH:
        raise EnvelopeError("too-deep")
    try:
        major, argument, at = _argument(data, at)
    except IndexError:
        return None
    if major in (_BYTES, _TEXT):
        at += argument
    inside = 1 if major == _TAG else argument * _ITEMS_INSIDE.get(major, 0)
    for _ in range(inside):  # whether they are of ours, decoding says
        end = _skip(data, at, last, depth + 1)
        if end is None:
            return None
        at = end
    return at if at <= min(last, len(data)) else None
