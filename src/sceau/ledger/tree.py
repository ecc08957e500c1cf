"""Proofs built by reading tiles (spec/ledger.md §4 and §5).

The one idea: any node of the tree is either inside one tile, or on the right edge, where it is joined from the few
nodes below it. So a proof reads one or two tiles a level, whatever the tree's size, and a batch of proofs reads each
tile once.
"""

from collections.abc import Callable
from itertools import groupby

from sceau.ledger.errors import BadConsistencyError, BadInclusionError
from sceau.ledger.merkle import last_peak, node_hash, parents
from sceau.ledger.tiles import TILE_WIDTH, Tile, row_length, tile_items

#: (level, index, width) → what is stored there: at least `width` hashes (entries at level `ENTRIES`); b"" if none.
ReadTile = Callable[[int, int, int], bytes]


def inclusion_proof(index: int, size: int, read_tile: ReadTile) -> tuple[bytes, ...]:
    """The siblings that tie leaf `index` to the root of the tree of `size` leaves, from the leaf up.

    Raises BadInclusionError for a leaf that is not there, BadTileError for a tile missing or cut short. Tiles are not
    checked against a root here: a verifier, or the reader's own check of the proof, finds what was altered.
    """
    return inclusion_proofs(range(index, index + 1), size, read_tile)[0]


def inclusion_proofs(indexes: range, size: int, read_tile: ReadTile) -> list[tuple[bytes, ...]]:
    """Inclusion proofs of consecutive leaves, in order. Leaves under one tile share the upper part of their proofs."""
    if not 0 <= indexes.start <= indexes.stop <= size:
        raise BadInclusionError(f"leaves {indexes.start} to {indexes.stop - 1} are not all in a tree of {size}")
    nodes = _Nodes(size, read_tile)
    proofs = list[tuple[bytes, ...]]()
    for tile, leaves in groupby(indexes, key=lambda index: index >> 8):
        tail = nodes.siblings(8, tile, up_to=64)
        proofs += [nodes.siblings(0, leaf, up_to=8) + tail for leaf in leaves]
    return proofs


def consistency_proof(size1: int, size2: int, read_tile: ReadTile) -> tuple[bytes, ...]:
    """The hashes that show the tree of `size2` leaves to begin with the tree of `size1`; none if they are one.

    Raises BadConsistencyError for sizes that no proof joins, BadTileError.
    """
    if not 0 < size1 <= size2:
        raise BadConsistencyError(f"no proof leads from a tree of {size1} to a tree of {size2}")
    if size1 == size2:
        return ()
    nodes = _Nodes(size2, read_tile)
    height, index = last_peak(size1)
    start = (nodes.node(height, index),) if index else ()  # a perfect older tree is itself the start, and is known
    return start + nodes.siblings(height, index, up_to=64)


class _Nodes:
    """The nodes of the tree of `size` leaves: height 0 is the leaves; each height is numbered from the left."""

    __slots__ = ("_edge", "_layers", "_read_tile", "_size", "_top")

    def __init__(self, size: int, read_tile: ReadTile) -> None:
        self._size = size
        self._top = (size - 1).bit_length()
        self._read_tile = read_tile
        self._layers: dict[tuple[int, int], list[list[bytes]]] = {}
        self._edge: dict[int, bytes] = {}

    def siblings(self, height: int, index: int, *, up_to: int) -> tuple[bytes, ...]:
        """The siblings met from node (height, index) upwards, those that exist, below height `up_to`."""
        found = list[bytes]()
        for level in range(height, min(self._top, up_to)):
            sibling = index ^ 1
            if sibling << level < self._size:
                found.append(self.node(level, sibling))
            index >>= 1
        return tuple(found)

    def node(self, height: int, index: int) -> bytes:
        if (index + 1) << height <= self._size:
            return self._perfect(height, index)
        if height not in self._edge:  # one node a height is incomplete: the last
            self._edge[height] = self._incomplete(height, index)
        return self._edge[height]

    def _perfect(self, height: int, index: int) -> bytes:
        level, within = height >> 3, height & 7
        first = index << within  # the first hash of the tile's row that this node covers
        tile = first >> 8
        layers = self._layers.get((level, tile)) or self._load(level, tile)
        return layers[within][(first & 255) >> within]

    def _incomplete(self, height: int, index: int) -> bytes:
        left, right = 2 * index, 2 * index + 1
        if right << (height - 1) >= self._size:
            return self.node(height - 1, left)
        return node_hash(self.node(height - 1, left), self.node(height - 1, right))

    def _load(self, level: int, index: int) -> list[list[bytes]]:
        """A tile's eight rows of nodes, the tile's own hashes first."""
        width = min(TILE_WIDTH, row_length(level, self._size) - index * TILE_WIDTH)
        rows = [tile_items(Tile(level, index, width), self._read_tile(level, index, width))]
        while len(rows) < 8:
            rows.append(parents(rows[-1]))
        self._layers[level, index] = rows
        return rows
