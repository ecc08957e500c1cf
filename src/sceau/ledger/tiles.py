"""How the tree is stored and served: C2SP tlog-tiles (spec/ledger.md §5).

The one idea: only every eighth row of the tree is kept, cut into tiles of 256 hashes; what lies between is hashed
again when needed. A full tile never changes, so history is written once and cached for ever. Tile (L, N) has the hashes
of the perfect subtrees of 256^L leaves numbered 256·N to 256·N + 255. The entries lie beside them in bundles, one to
each tile of level 0: here they are tiles of the level below, `ENTRIES`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sceau.ledger.errors import BadLeafError, BadTileError, BadTilePathError
from sceau.ledger.merkle import HASH_SIZE

TILE_WIDTH = 256
ENTRIES = -1
MAX_LEVEL = 63
ENTRY_LIMIT = 0xFFFF  # bytes: an entry's length is written on two

_PATH = re.compile(r"tile/(entries|[0-9]{1,2})/((?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/([0-9]{1,3}))?")


@dataclass(frozen=True, slots=True)
class Tile:
    """Where a tile is: level (`ENTRIES`, or 0 to 63), index in its level, and how many of its 256 places are filled."""

    level: int
    index: int
    width: int = TILE_WIDTH

    def __post_init__(self) -> None:
        if not (ENTRIES <= self.level <= MAX_LEVEL and self.index >= 0 and 1 <= self.width <= TILE_WIDTH):
            raise BadTilePathError("a tile's level is -1 to 63, its index not negative, its width 1 to 256")

    @property
    def path(self) -> str:
        """The path under the ledger's prefix: `tile/0/x001/234`, `tile/entries/000.p/17`."""
        digits = str(self.index).zfill(-(-len(str(self.index)) // 3) * 3)
        groups = [digits[start : start + 3] for start in range(0, len(digits), 3)]
        level = "entries" if self.level == ENTRIES else str(self.level)
        partial = f".p/{self.width}" if self.width < TILE_WIDTH else ""
        return f"tile/{level}/{''.join(f'x{group}/' for group in groups[:-1])}{groups[-1]}{partial}"


def parse_tile_path(path: str) -> Tile:
    """The tile that a request's path names. Raises BadTilePathError unless it is the tile's one path."""
    found = _PATH.fullmatch(path)
    if found is None:
        raise BadTilePathError("not the path of a tile")
    level, index, width = found.groups()
    tile = Tile(
        level=ENTRIES if level == "entries" else int(level),
        index=int(index.replace("x", "").replace("/", "")),
        width=TILE_WIDTH if width is None else int(width),
    )
    if tile.path != path:
        raise BadTilePathError("a tile has one path: no needless zeros, no width when it is full")
    return tile


def row_length(level: int, size: int) -> int:
    """How many hashes (or entries) there are at this level, in all its tiles, in a tree of `size` leaves."""
    return size >> 8 * max(level, 0)


def edge_tiles(size: int) -> tuple[Tile, ...]:
    """The partial tiles on the right edge of a tree: what appending needs to read, at most one a level."""
    lengths = ((level, row_length(level, size)) for level in _levels(size))
    return tuple(Tile(level, count // TILE_WIDTH, count % TILE_WIDTH) for level, count in lengths if count % TILE_WIDTH)


def changed_tiles(size1: int, size2: int) -> Iterator[Tile]:
    """The tiles to write when a tree grows from `size1` to `size2` leaves: lowest level first, then by index."""
    for level in _levels(size2):
        before, after = row_length(level, size1), row_length(level, size2)
        if before < after:
            for index in range(before // TILE_WIDTH, -(-after // TILE_WIDTH)):
                yield Tile(level, index, min(TILE_WIDTH, after - index * TILE_WIDTH))


def encode_entry(entry: bytes) -> bytes:
    """An entry as it stands in a bundle: u16 length, then its bytes. Raises BadLeafError above 65,535 bytes."""
    if len(entry) > ENTRY_LIMIT:
        raise BadLeafError(f"a ledger entry has at most {ENTRY_LIMIT} bytes, not {len(entry)}")
    return len(entry).to_bytes(2, "big") + entry


def parse_entries(bundle: bytes) -> list[bytes]:
    """The entries of a bundle. Raises BadTileError if it is cut short."""
    return [item[2:] for item in _bundle_items(bundle)]


def cut_tile(tile: Tile, stored: bytes) -> bytes:
    """The first `tile.width` hashes or entries of what is stored at the tile's level and index, which may be wider.

    So one stored row serves every width that it ever had. Raises BadTileError if there is less.
    """
    return b"".join(tile_items(tile, stored))


def tile_items(tile: Tile, stored: bytes) -> list[bytes]:
    """The same, one by one: 32-byte hashes, or entries with their length before them."""
    items = _bundle_items(stored) if tile.level == ENTRIES else _hashes(stored)
    if len(items) < tile.width:
        raise BadTileError(f"tile {tile.path} should have {tile.width} items, and has {len(items)}")
    return items[: tile.width]


def _levels(size: int) -> range:
    return range(ENTRIES, -(-size.bit_length() // 8))


def _hashes(stored: bytes) -> list[bytes]:
    if len(stored) % HASH_SIZE:
        raise BadTileError(f"a tile is made of {HASH_SIZE}-byte hashes, and this one has {len(stored)} bytes")
    return [stored[start : start + HASH_SIZE] for start in range(0, len(stored), HASH_SIZE)]


def _bundle_items(bundle: bytes) -> list[bytes]:
    items, start = list[bytes](), 0
    while start < len(bundle):
        end = start + 2 + int.from_bytes(bundle[start : start + 2], "big")
        if end > len(bundle):
            raise BadTileError("a bundle of entries is cut short")
        items.append(bundle[start:end])
        start = end
    return items
