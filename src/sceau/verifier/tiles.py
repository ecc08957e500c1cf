"""Read a whole ledger from its public tiles (C2SP tlog-tiles).

Entries are hashed again, every tile is compared with what they give, and the root with the checkpoint's: what was
changed anywhere is found, wherever it was changed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from .merkle import leaf_hash, root
from .notes import Checkpoint, open_checkpoint
from .policy import Policy
from .reading import Read
from .refusal import Refused

_WIDTH: Final = 256


def read_ledger(read: Read, checkpoint: Checkpoint) -> list[bytes]:
    """Every entry that `checkpoint` covers. Refused: `bad-tile`, `rewritten`."""
    entries = [entry for index, width in _tiles(checkpoint.size) for entry in _entries(read, index, width)]
    row = leaves = [leaf_hash(entry) for entry in entries]
    for level in range(64):
        if not row:
            break
        row = _check_row(read, level, row)
    if root(leaves) != checkpoint.root:
        raise Refused("rewritten", "ledger")
    return entries


def check_growth(entries: list[bytes], newer: Checkpoint, older: Checkpoint) -> None:
    """That the ledger of `newer`, whose entries these are, begins with that of `older`.

    Refused: `other-ledger`, `rolled-back` (it has become shorter), `fork` (another root for the same size),
    `rewritten`.
    """
    if older.origin != newer.origin:
        raise Refused("other-ledger", "checkpoint")
    if older.size > newer.size:
        raise Refused("rolled-back", "checkpoint")
    if older.size == newer.size and older.root != newer.root:
        raise Refused("fork", "checkpoint")
    if root([leaf_hash(entry) for entry in entries[: older.size]]) != older.root:
        raise Refused("rewritten", "ledger")


@dataclass(frozen=True, slots=True)
class Ledger:
    """A whole ledger: its newest checkpoint, every entry, and how many of them enough witnesses cosigned."""

    checkpoint: Checkpoint
    entries: list[bytes]
    cosigned: int | None
    """`None` where the policy asks for no witness."""


def whole_ledger(read: Read, policy: Policy) -> Ledger:
    """Read it all. Witnesses sign seconds after the ledger does, at `witnessed`: it must begin with what they cosigned.

    Refused: `no-quorum` when `policy` asks for witnesses and too few have cosigned any of it; those of `read_ledger`,
    `check_growth` and notes.
    """
    note = read("checkpoint")
    shown = open_checkpoint(note, policy.logs, "checkpoint")
    cosigned = _cosigned(note, read, policy) if policy.asks_witnesses else shown
    older, newer = sorted((cosigned, shown), key=lambda checkpoint: checkpoint.size)  # a cache may show an older one
    entries = read_ledger(read, newer)
    check_growth(entries, newer, older)
    return Ledger(newer, entries, cosigned.size if policy.asks_witnesses else None)


def _cosigned(shown: bytes, read: Read, policy: Policy) -> Checkpoint:
    """The newest that enough witnesses signed; an archive may have it as its only checkpoint."""
    try:
        return policy.open(shown, "checkpoint")
    except Refused as refused:
        if refused.code != "no-quorum":
            raise
    try:
        return policy.open(read("witnessed"), "witnessed")
    except Refused as refused:
        raise Refused("no-quorum" if refused.code == "absent" else refused.code, "witnessed") from None


def _check_row(read: Read, level: int, row: list[bytes]) -> list[bytes]:
    """Compare a row of hashes with its tiles; returns the row eight heights above."""
    above = []
    for index, width in _tiles(len(row)):
        part = row[index * _WIDTH :][:width]
        if read(tile_path(str(level), index, width)) != b"".join(part):
            raise Refused("bad-tile", tile_path(str(level), index, width))
        if width == _WIDTH:
            above.append(root(part))
    return above


def _entries(read: Read, index: int, width: int) -> Iterator[bytes]:
    path = tile_path("entries", index, width)
    data, start, count = read(path), 0, 0
    while start < len(data):
        end = start + 2 + int.from_bytes(data[start : start + 2], "big")
        if end > len(data):
            raise Refused("bad-tile", path)
        yield data[start + 2 : end]
        start, count = end, count + 1
    if count != width:
        raise Refused("bad-tile", path)


def _tiles(length: int) -> Iterator[tuple[int, int]]:
    """(index, width) of the tiles that hold a row of this length."""
    for start in range(0, length, _WIDTH):
        yield start // _WIDTH, min(_WIDTH, length - start)


def tile_path(level: str, index: int, width: int) -> str:
    """Of a tile below the ledger's prefix; `level` may be `entries`."""
    digits = f"{index:0{-(-len(str(index)) // 3) * 3}}"
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    place = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
    return f"tile/{level}/{place}" + (f".p/{width}" if width < _WIDTH else "")
