"""Whether what the register serves is the tree that it signed, and whether that extends the one mirrored here.

The one idea: both are found out before anything is kept, and told apart. Tiles that do not hash to the signed root
accuse nobody's history, for they may be spoilt on the way; tiles that do, and begin with another tree, prove a second
one (spec/ledger.md §4, §5).
"""

from collections.abc import Iterator
from typing import Final

from sceau.ledger.checkpoint import Checkpoint
from sceau.ledger.errors import BadConsistencyError, BadTileError, LedgerError
from sceau.ledger.merkle import HASH_SIZE, Frontier, tree_root, verify_consistency
from sceau.ledger.tiles import ENTRIES, TILE_WIDTH, Tile, changed_tiles, cut_tile, edge_tiles, row_length, tile_items
from sceau.ledger.tree import ReadTile, consistency_proof
from sceau.relay.delivery.register import Register

_WITHIN: Final = TILE_WIDTH - 1


class SpoiltTileError(LedgerError):
    """What was served does not hash to the root that was signed."""

    code = "spoilt-tile"


class Served:
    """The tiles of hashes of a tree of `size` leaves, as the register serves them.

    Each is read once, but for the full ones of level 0, which are nearly all: those are not held.
    """

    __slots__ = ("_known", "_register", "_size")

    def __init__(self, register: Register, size: int) -> None:
        self._register = register
        self._size = size
        self._known: dict[tuple[int, int], bytes] = {}

    def read(self, level: int, index: int, _width: int = 0) -> bytes:
        """As a `ReadTile`. Raises SpoiltTileError for one cut short; Unavailable, Broken."""
        if (level, index) in self._known:
            return self._known[level, index]
        tile = Tile(level, index, min(TILE_WIDTH, row_length(level, self._size) - index * TILE_WIDTH))
        try:
            data = cut_tile(tile, self._register.read(f"/ledger/{tile.path}"))
        except BadTileError as error:
            raise SpoiltTileError(str(error)) from None
        if level or tile.width < TILE_WIDTH:
            self._known[level, index] = data
        return data


def check_extends(older: Checkpoint, newer: Checkpoint, read: ReadTile) -> None:
    """Raises a LedgerError unless the tiles are the newer tree's right edge, and lead there from the older."""
    if older.size:
        proof = consistency_proof(older.size, newer.size, read)
        verify_consistency(older.size, newer.size, proof, older.root, newer.root)
    if _edge_root(newer.size, read) != newer.root:
        raise BadTileError(f"the right edge of the tree of {newer.size} does not hash to its root")


def check_served(older: Checkpoint, newer: Checkpoint, served: Served) -> None:
    """The same of what the register serves alone: whose fault it is that `check_extends` raised.

    Raises SpoiltTileError when that is not the tree it signed, and BadConsistencyError when it is, and does not extend
    `older`. When neither, what is kept here is damaged.
    """
    if older.size == newer.size and older.root != newer.root:
        raise BadConsistencyError(f"two different roots for the same size {newer.size}")
    try:
        begins = beginning(older.size, newer, served.read)
    except LedgerError as error:
        raise SpoiltTileError(str(error)) from None
    if older.size and begins != older.root:
        raise BadConsistencyError(f"the tree of {newer.size} does not begin with the tree of {older.size}")


def beginning(size: int, newer: Checkpoint, read: ReadTile) -> bytes:
    """The root of the newer tree's first `size` leaves. Raises a LedgerError if the tiles are not the newer tree's."""
    begins = _edge_root(size, read)
    check_extends(Checkpoint(newer.origin, size, begins), newer, read)
    return begins


def checked_tiles(size: int, newer: Checkpoint, served: Served) -> Iterator[tuple[Tile, bytes]]:
    """The tiles that were added since the tree of `size` leaves, the highest level first, each checked.

    `served` has passed `check_extends` or `check_served`: so the right edge is right, and what hangs from it is checked
    downwards. Raises SpoiltTileError.
    """
    changed = [tile for tile in changed_tiles(size, newer.size) if tile.level != ENTRIES]
    for tile in sorted(changed, key=lambda one: (-one.level, one.index)):
        data = served.read(tile.level, tile.index)
        if tile.width == TILE_WIDTH:
            above = served.read(tile.level + 1, tile.index // TILE_WIDTH)
            start = (tile.index & _WITHIN) * HASH_SIZE
            if tree_root(tile_items(tile, data)) != above[start : start + HASH_SIZE]:
                raise SpoiltTileError(f"{tile.path} does not hash to what the tile above it says")
        yield tile, data


def _edge_root(size: int, read: ReadTile) -> bytes:
    """The root of the first `size` leaves, of the partial tiles on their right edge: these have all their peaks."""
    edge = [tile for tile in edge_tiles(size) if tile.level != ENTRIES]
    rows = [tile_items(tile, read(tile.level, tile.index, tile.width)) for tile in reversed(edge)]
    return Frontier(size, tuple(peak for row in rows for peak in Frontier().append(row).peaks)).root()
