"""Appending a batch: the one thing that a service calls, inside its transaction (spec/ledger.md §5 and §7).

The one idea: the partial tiles on the tree's right edge are the whole working state. They are read, checked against the
last checkpoint, extended, and written back with the new checkpoint. So a ledger whose stored edge was altered stops
before it signs, the cost does not depend on history, and a batch costs one signature.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from sceau.ledger.checkpoint import Checkpoint, sign_checkpoint
from sceau.ledger.errors import BadTileError
from sceau.ledger.keys import Signer
from sceau.ledger.merkle import Frontier, leaf_hash
from sceau.ledger.proof import LedgerProof
from sceau.ledger.tiles import (
    ENTRIES,
    TILE_WIDTH,
    Tile,
    changed_tiles,
    edge_tiles,
    encode_entry,
    row_length,
    tile_items,
)
from sceau.ledger.tree import ReadTile, inclusion_proofs


@dataclass(frozen=True, slots=True)
class Batch:
    """What an append changes. The service stores `tiles` and `note` in one transaction, then may answer.

    `first` is the index of the batch's first entry; `tiles` are the rows to insert or replace, by (level, index): entry
    bundles are at level `ENTRIES`; `note` is the signed checkpoint that replaces the last one.
    """

    first: int
    checkpoint: Checkpoint
    note: bytes
    tiles: Mapping[Tile, bytes]
    _edge: Mapping[Tile, bytes] = field(repr=False)

    def proofs(self) -> list[LedgerProof]:
        """Each new entry's proof under this batch's checkpoint, in order. Reads nothing: all it needs is here."""
        stored = {(tile.level, tile.index): data for tile, data in chain(self._edge.items(), self.tiles.items())}
        hashes = inclusion_proofs(
            range(self.first, self.checkpoint.size),
            self.checkpoint.size,
            lambda level, index, _: stored[level, index],
        )
        return [LedgerProof(index, one, self.note) for index, one in enumerate(hashes, self.first)]


def append_batch(last: Checkpoint, entries: Sequence[bytes], read_tile: ReadTile, signer: Signer) -> Batch:
    """Append `entries` in order after the ledger's last checkpoint, and sign the new one.

    `read_tile` is called for `edge_tiles(last.size)` and nothing else: at most one partial tile a level. No entries
    gives the same checkpoint, signed: so a new ledger publishes its first. The caller holds the ledger's lock from
    reading `last` to the commit: two batches on one checkpoint would be a fork. Raises BadTileError if the stored edge
    is not that of `last`, BadLeafError, UnknownSignerError.
    """
    rows = _read_edge(last, read_tile)
    size = last.size + len(entries)
    rows.extend(ENTRIES, [encode_entry(entry) for entry in entries])
    rows.extend(0, [leaf_hash(entry) for entry in entries])
    tiles = {tile: rows.store(tile) for tile in changed_tiles(last.size, size)}
    edge = {tile: b"".join(rows.part(tile)) for tile in edge_tiles(size)}
    checkpoint = Checkpoint(last.origin, size, rows.root(size))
    return Batch(last.size, checkpoint, sign_checkpoint(checkpoint, signer), tiles, edge)


def _read_edge(last: Checkpoint, read_tile: ReadTile) -> "_Rows":
    """Read the partial tiles and check them: hashes against the signed root, entries against their hashes."""
    rows = _Rows(last.size)
    for tile in edge_tiles(last.size):
        rows.extend(tile.level, tile_items(tile, read_tile(tile.level, tile.index, tile.width)))
    if rows.root(last.size) != last.root:
        raise BadTileError(
            f"the stored tiles are not those of the checkpoint of size {last.size}: sign nothing, restore"
        )
    if [leaf_hash(item[2:]) for item in rows.items(ENTRIES)] != rows.items(0):
        raise BadTileError(f"the last bundle of entries is not that of the checkpoint of size {last.size}: restore it")
    return rows


class _Rows:
    """The right end of each level's row of hashes (or entries), from the last tile that was not full."""

    __slots__ = ("_first_tile", "_items")

    def __init__(self, size: int) -> None:
        self._items: dict[int, list[bytes]] = {}
        self._first_tile = {level: row_length(level, size) // TILE_WIDTH for level in range(ENTRIES, 8)}

    def items(self, level: int) -> list[bytes]:
        return self._items.get(level, [])

    def extend(self, level: int, items: Sequence[bytes]) -> None:
        self._items.setdefault(level, []).extend(items)

    def part(self, tile: Tile) -> list[bytes]:
        start = (tile.index - self._first_tile[tile.level]) * TILE_WIDTH
        return self.items(tile.level)[start : start + tile.width]

    def store(self, tile: Tile) -> bytes:
        """A tile's bytes; when it is full, its root goes to the row above. Call from the lowest level up, in order."""
        part = self.part(tile)
        if tile.width == TILE_WIDTH and tile.level != ENTRIES:
            self.extend(tile.level + 1, Frontier().append(part).peaks)
        return b"".join(part)

    def root(self, size: int) -> bytes:
        """The tree's root: its frontier is the frontiers of the partial tiles, the highest level first."""
        tiles = [tile for tile in reversed(edge_tiles(size)) if tile.level != ENTRIES]
        peaks = chain.from_iterable(Frontier().append(self.part(tile)).peaks for tile in tiles)
        return Frontier(size, tuple(peaks)).root()
