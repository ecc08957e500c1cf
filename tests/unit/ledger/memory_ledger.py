"""A ledger in memory, as a service keeps one: rows of tiles by (level, index), and the last checkpoint."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from sceau.ledger.append import Batch, append_batch
from sceau.ledger.checkpoint import Checkpoint, empty_checkpoint
from sceau.ledger.keys import Signer
from sceau.ledger.leaf import leaf_entry

SIGNER = Signer("ledger.example/test", bytes(range(32)))


def made_up_entries(count: int, *, start: int = 0) -> list[bytes]:
    """Entries over made-up objects, each different."""
    return [
        leaf_entry("envelope", sha256(f"object {number}".encode()).digest()) for number in range(start, start + count)
    ]


@dataclass(slots=True)
class MemoryLedger:
    last: Checkpoint = field(default_factory=lambda: empty_checkpoint(SIGNER.name))
    rows: dict[tuple[int, int], bytes] = field(default_factory=dict)
    reads: list[tuple[int, int, int]] = field(default_factory=list)

    def read_tile(self, level: int, index: int, width: int) -> bytes:
        self.reads.append((level, index, width))
        return self.rows.get((level, index), b"")

    def append(self, entries: Sequence[bytes]) -> Batch:
        batch = append_batch(self.last, entries, self.read_tile, SIGNER)
        self.rows.update({(tile.level, tile.index): data for tile, data in batch.tiles.items()})
        self.last = batch.checkpoint
        return batch
