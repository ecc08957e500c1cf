"""Read deterministic CBOR, narrowed to six kinds of value (`spec/envelope.md` §1; RFC 8949 §4.2.1).

Anything that has a shorter or another encoding is refused: a hash over bytes means something only if bytes that say the
same are the same.
"""

from typing import Final

from .refusal import Refused

_DEPTH: Final = 8
_INTEGER: Final = 2**53 - 1


def decode(data: bytes, place: str) -> object:
    """The value that `data`, whole, encodes. Refused: `not-canonical`."""
    try:
        value, end = _item(data, 0, 1)
    except (IndexError, UnicodeDecodeError):
        raise Refused("not-canonical", place) from None
    except Refused as refused:
        raise Refused(refused.code, place) from None
    if end != len(data):
        raise Refused("not-canonical", place)
    return value


def sequence(data: bytes, place: str) -> list[bytes]:
    """The encoded items of a CBOR sequence, one after another (RFC 8742)."""
    items, start = list[bytes](), 0
    while start < len(data):
        try:
            _, end = _item(data, start, 1)
        except (IndexError, UnicodeDecodeError, Refused):
            raise Refused("not-canonical", place) from None
        items.append(data[start:end])
        start = end
    return items


def encode_map(fields: dict[str, int | str | bytes]) -> bytes:
    """The one encoding of a map of numbers, texts and bytes."""
    pairs = sorted((_encoded(name), _encoded(value)) for name, value in fields.items())
    return _head(5, len(pairs)) + b"".join(name + value for name, value in pairs)


def _encoded(value: int | str | bytes) -> bytes:
    if isinstance(value, int):
        return _head(0, value)
    data = value.encode() if isinstance(value, str) else value
    return _head(3 if isinstance(value, str) else 2, len(data)) + data


def _head(major: int, argument: int) -> bytes:
    if argument < 24:
        return bytes([major << 5 | argument])
    power = next(power for power in range(4) if argument < 1 << 8 * 2**power)
    return bytes([major << 5 | 24 + power]) + argument.to_bytes(2**power, "big")


def _item(data: bytes, start: int, depth: int) -> tuple[object, int]:
    if depth > _DEPTH:
        raise Refused("not-canonical")
    first = data[start]
    if first in (0xF4, 0xF5):
        return first == 0xF5, start + 1
    argument, after = _argument(data, start)
    match first >> 5:
        case 0:
            return argument, after
        case 2 | 3 as major:
            return _string(data, after, argument, is_text=major == 3)
        case 4:
            return _array(data, after, argument, depth)
        case 5:
            return _map(data, after, argument, depth)
    raise Refused("not-canonical")


def _argument(data: bytes, start: int) -> tuple[int, int]:
    """The number in an item's head, which must be written as short as it can be."""
    short = data[start] & 31
    if short < 24:
        return short, start + 1
    if short > 27:
        raise Refused("not-canonical")
    end = start + 1 + (1 << short - 24)
    if end > len(data):
        raise IndexError
    value = int.from_bytes(data[start + 1 : end], "big")
    least = 24 if short == 24 else 1 << 4 * (1 << short - 24)
    if not least <= value <= _INTEGER:
        raise Refused("not-canonical")
    return value, end


def _string(data: bytes, start: int, length: int, *, is_text: bool) -> tuple[object, int]:
    end = start + length
    if end > len(data):
        raise IndexError
    found = data[start:end]
    return found.decode() if is_text else found, end


def _array(data: bytes, at: int, count: int, depth: int) -> tuple[object, int]:
    items = []
    for _ in range(count):
        item, at = _item(data, at, depth + 1)
        items.append(item)
    return items, at


def _map(data: bytes, at: int, count: int, depth: int) -> tuple[object, int]:
    """Keys are texts, each once, in the order of their encodings."""
    pairs, last = dict[str, object](), b""
    for _ in range(count):
        key, end = _item(data, at, depth + 1)
        if not isinstance(key, str) or data[at:end] <= last:
            raise Refused("not-canonical")
        last = data[at:end]
        pairs[key], at = _item(data, end, depth + 1)
    return pairs, at
