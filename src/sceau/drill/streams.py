"""What a piece of bytes hides: compressed streams, and base64 or hexadecimal around them.

The one idea: a compressor writes a signature at the start of what it makes, so each signature is tried wherever it
stands; what opens is searched in its turn, a few levels deep. Base64 and hexadecimal of the values themselves are
patterns already (`patterns`); here they matter only around compressed bytes. Raw deflate has no signature: it is
tried at the start of whole values and in zip archives.
"""

import base64
import bz2
import lzma
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from ahocorasick_rs import BytesAhoCorasick

from sceau.drill import snappy

DEEPEST: Final = 3
_LARGEST: Final = 256 * 1024 * 1024  # bytes of one stream once open: a whole backup fits, a bomb does not
_SMALLEST: Final = 6
_BASE64: Final = re.compile(rb"[A-Za-z0-9+/_-]{20,}")
_HEXADECIMAL: Final = re.compile(rb"(?:[0-9A-Fa-f]{2}){16,}")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some bytes of a component, and where they stand in it.

    `whole`: one value, not a stretch of many. `row`: all of it is about one thing.
    """

    place: str
    data: bytes
    whole: bool = False
    row: bool = False


class Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...

    def decompress(self, data: bytes, /) -> bytes: ...


def hidden_in(piece: Piece, *, depth: int = DEEPEST) -> Iterator[Piece]:
    """Everything that opens inside `piece`, and inside that."""
    for inside in _opened(piece):
        yield inside
        if depth > 1:
            yield from hidden_in(inside, depth=depth - 1)


def _opened(piece: Piece) -> Iterator[Piece]:
    for number, start, _ in _AUTOMATON.find_matches_as_indexes(piece.data):
        kind = _SIGNATURES[number][1]
        opened = _OPENERS[kind](piece.data, start)
        if len(opened) >= _SMALLEST:
            yield Piece(f"{piece.place} ({kind})", opened, whole=True)
    if piece.whole and len(opened := _inflate_raw(piece.data, 0)) >= _SMALLEST:
        yield Piece(f"{piece.place} (deflate)", opened)


def _compressed(make: Callable[[], Decompressor]) -> Callable[[bytes, int], bytes]:
    return lambda data, start: _open(make(), data, start)


def _zip_member(data: bytes, start: int) -> bytes:
    """Local file header: 30 bytes, the last four are the lengths of name and extra field (PKWARE APPNOTE 4.3.7)."""
    name, extra = data[start + 26 : start + 28], data[start + 28 : start + 30]
    return _inflate_raw(data, start + 30 + int.from_bytes(name, "little") + int.from_bytes(extra, "little"))


def _from_base64(data: bytes, start: int) -> bytes:
    found = _BASE64.match(data, start)
    if found is None:
        return b""
    standard = found[0].translate(bytes.maketrans(b"-_", b"+/"))
    return base64.b64decode(standard[: len(standard) // 4 * 4])


def _from_hexadecimal(data: bytes, start: int) -> bytes:
    found = _HEXADECIMAL.match(data, start)
    return bytes.fromhex(found[0].decode()) if found else b""


def _inflate_raw(data: bytes, start: int) -> bytes:
    return _open(zlib.decompressobj(wbits=-15), data, start)


def _open(decompressor: Decompressor, data: bytes, start: int) -> bytes:
    """What comes out before the first error. In small steps: what an erring step had opened is lost."""
    opened, step = bytearray(), 1024
    try:
        for at in range(start, len(data), step):
            opened += decompressor.decompress(data[at : at + step])
            if len(opened) > _LARGEST or decompressor.eof:
                break
    except (zlib.error, OSError, lzma.LZMAError):
        pass
    return bytes(opened)


def _each(characters: bytes) -> tuple[bytes, ...]:
    return tuple(characters[at : at + 1] for at in range(len(characters)))


_SNAPPY_VALUE: Final = b"\xff\x11\x02"  # before a value that Chromium's IndexedDB has compressed
_OPENERS: Final[Mapping[str, Callable[[bytes, int], bytes]]] = {
    "gzip": _compressed(lambda: zlib.decompressobj(wbits=31)),
    "zlib": _compressed(lambda: zlib.decompressobj(wbits=15)),
    "bz2": _compressed(bz2.BZ2Decompressor),
    "xz": _compressed(lzma.LZMADecompressor),
    "zip": _zip_member,
    "snappy": lambda data, start: snappy.decompress(data, start + len(_SNAPPY_VALUE)),
    "base64": _from_base64,
    "hexadecimal": _from_hexadecimal,
}
# The two bytes 78 01, 78 5e, 78 9c and 78 da in base64, with what the third character may be.
_ZLIB_IN_BASE64: Final = {b"eA": _each(b"EFGH"), b"eF": _each(b"4567"), b"eJ": _each(b"wxyz"), b"eN": _each(b"opqr")}
_SIGNATURES: Final = (
    (b"\x1f\x8b\x08", "gzip"),
    *((b"\x78" + level, "zlib") for level in (b"\x01", b"\x5e", b"\x9c", b"\xda")),
    (b"PK\x03\x04", "zip"),
    *((f"BZh{level}1AY&SY".encode(), "bz2") for level in range(1, 10)),
    (b"\xfd7zXZ\x00", "xz"),
    (_SNAPPY_VALUE, "snappy"),
    *((start, "base64") for start in (b"H4sI", b"UEsDB", b"QlpoO", b"/Td6W", b"_Td6W")),
    *((start + end, "base64") for start, ends in _ZLIB_IN_BASE64.items() for end in ends),
    *((start, "hexadecimal") for start in (b"1f8b08", b"1F8B08", b"504b0304", b"504B0304", b"425a68", b"425A68")),
    *((b"78" + level, "hexadecimal") for level in (b"01", b"5e", b"5E", b"9c", b"9C", b"da", b"DA")),
)
_AUTOMATON: Final = BytesAhoCorasick([signature for signature, _ in _SIGNATURES])
