"""LevelDB files, as browsers keep them: every key and value, joined and opened.

The one idea: raw bytes do not show what a file holds. A log cuts long values into pieces with headers between; a table
compresses its blocks with Snappy and leaves out what keys share with the key before. Written from LevelDB's public
`log_format.md` and `table_format.md`.
"""

from collections.abc import Iterator
from typing import Final

from sceau.drill.snappy import decompress, varint
from sceau.drill.streams import Piece

_MAGIC: Final = bytes.fromhex("57fb808b247547db")
_FOOTER: Final = 48
_BLOCK, _HEADER = 32_768, 7  # of a log
_FULL, _FIRST, _LAST = 1, 2, 4
_BATCH: Final = 12  # bytes before the first entry of a batch: sequence and count
_SNAPPY: Final = 1


def file_pieces(name: str, data: bytes, place: str) -> Iterator[Piece]:
    """What a file of this name holds; nothing for a file of another kind."""
    if data[-len(_MAGIC) :] == _MAGIC:
        yield from _table_pieces(data, place)
    elif name.endswith(".log"):
        for record in _log_records(data):
            yield Piece(place, record)
            yield from (Piece(place, part, whole=True) for part in _batch_parts(record) if part)


def _log_records(data: bytes) -> Iterator[bytes]:
    """Records of a log, whole."""
    record = b""
    for start in range(0, len(data), _BLOCK):
        at, end = start, min(start + _BLOCK, len(data))
        while at + _HEADER <= end:
            length, kind = int.from_bytes(data[at + 4 : at + 6], "little"), data[at + 6]
            part = data[at + _HEADER : at + _HEADER + length]
            record = part if kind in {_FULL, _FIRST} else record + part
            if kind in {_FULL, _LAST}:
                yield record
            at += _HEADER + length


def _batch_parts(record: bytes) -> Iterator[bytes]:
    """Keys and values of a batch of changes: a key with a value, or a key alone that is deleted."""
    at = _BATCH
    while at < len(record):
        has_value, at = record[at] == 1, at + 1
        for _ in range(2 if has_value else 1):
            length, at = varint(record, at)
            if length < 0:
                return
            yield record[at : at + length]
            at += length


def _table_pieces(data: bytes, place: str) -> Iterator[Piece]:
    footer = len(data) - _FOOTER
    index, _ = _handle(data, _handle(data, footer)[1])
    for _, value in _entries(_block(data, *index)):
        handle, _ = _handle(value, 0)
        for key, stored in _entries(_block(data, *handle)):
            yield from (Piece(place, part, whole=True) for part in (key, stored) if part)


def _handle(data: bytes, at: int) -> tuple[tuple[int, int], int]:
    """Offset and size of a block, and what follows the two numbers."""
    offset, at = varint(data, at)
    size, at = varint(data, at)
    return (offset, size), at


def _block(data: bytes, offset: int, size: int) -> bytes:
    stored = data[offset : offset + size]
    return decompress(stored) if data[offset + size : offset + size + 1] == bytes([_SNAPPY]) else stored


def _entries(block: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Keys, each of which shares its beginning with the one before, and values. Points to restart from stand last."""
    end = len(block) - 4 * (1 + int.from_bytes(block[-4:], "little"))
    at, key = 0, b""
    while at < end:
        shared, at = varint(block, at)
        rest, at = varint(block, at)
        length, at = varint(block, at)
        if min(shared, rest, length) < 0:
            return
        key = key[:shared] + block[at : at + rest]
        yield key, block[at + rest : at + rest + length]
        at += rest + length
