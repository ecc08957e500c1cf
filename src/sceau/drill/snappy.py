"""Snappy, opened: what LevelDB and browsers compress with.

The one idea: the format says at its beginning how long the text is, so a stream opens wherever it stands, whatever
follows it. Written from the public description of the format (google/snappy, `format_description.txt`), for reading
alone: what is damaged gives what stands before the damage.
"""

from typing import Final

_LONGEST: Final = 256 * 1024 * 1024  # bytes of text: more is no stream


def decompress(data: bytes, start: int = 0) -> bytes:
    """The text of the stream at `start`, as far as it can be read; nothing for what is no stream."""
    length, at = varint(data, start)
    if not 0 < length <= _LONGEST:
        return b""
    text = bytearray()
    while at < len(data) and len(text) < length:
        tag = data[at]
        copied = _literal(data, at, text) if tag & 3 == 0 else _copy(data, at, text)
        if copied is None:
            break
        at = copied
    return bytes(text[:length])


def varint(data: bytes, at: int) -> tuple[int, int]:
    """A number of seven bits a byte, the lowest first, and where it ends; -1 for one that is cut short."""
    value = shift = 0
    while at < len(data) and shift < 64:
        value |= (data[at] & 127) << shift
        at, shift = at + 1, shift + 7
        if data[at - 1] < 128:
            return value, at
    return -1, at


def _literal(data: bytes, at: int, text: bytearray) -> int | None:
    """Up to 60 bytes, or a length in one to four bytes of its own; where the next element is."""
    length = data[at] >> 2
    at += 1
    if length >= 60:
        wide = length - 59
        length, at = int.from_bytes(data[at : at + wide], "little"), at + wide
    text += data[at : at + length + 1]
    return at + length + 1


def _copy(data: bytes, at: int, text: bytearray) -> int | None:
    """Bytes that came before, perhaps overlapping themselves; None for a distance that leads nowhere."""
    tag, wide = data[at], (0, 1, 2, 4)[data[at] & 3]
    distance = int.from_bytes(data[at + 1 : at + 1 + wide], "little")
    length = (tag >> 2) + 1
    if wide == 1:
        length, distance = (tag >> 2 & 7) + 4, distance | (tag >> 5) << 8
    if not 0 < distance <= len(text):
        return None
    repeated = text[-distance:][:length]
    text += (repeated * (length // len(repeated) + 1))[:length]
    return at + 1 + wide
