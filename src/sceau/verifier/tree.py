"""A ledger's tree, read from its tiles of hashes: the few that a question needs, whatever the ledger's size.

Nothing read here is believed: it must give the root that was signed (`check_root`), and every answer is a proof.
"""

from dataclasses import dataclass, field
from typing import Final

from . import merkle
from .notes import Checkpoint
from .reading import Read
from .refusal import Refused
from .tiles import tile_path

_HASH: Final = 32
_WIDTH: Final = 256


@dataclass(frozen=True, slots=True)
class Tree:
    """The tree that `checkpoint` signs, below `read`."""

    read: Read
    checkpoint: Checkpoint
    _known: dict[str, bytes] = field(default_factory=dict)

    def check_root(self) -> None:
        """Refused `bad-tile` unless the tiles give the root that was signed."""
        size = self.checkpoint.size
        if size and self.root(0, size) != self.checkpoint.root:
            raise Refused("bad-tile", self.checkpoint.origin)

    def root(self, start: int, end: int) -> bytes:
        """Over these leaves, the last one excluded (RFC 6962 §2.1)."""
        width = end - start
        if width & (width - 1) == 0:  # perfect: it stands in the tiles
            return self._perfect(width.bit_length() - 1, start // width)
        half = merkle.split(width)
        return merkle.node_hash(self.root(start, start + half), self.root(start + half, end))

    def consistency(self, older: int) -> list[bytes]:
        """What shows that this tree begins with that of its first `older` leaves (RFC 6962 §2.1.2)."""
        return self._subproof(older, 0, self.checkpoint.size, whole=True)

    def _subproof(self, older: int, start: int, end: int, *, whole: bool) -> list[bytes]:
        if older == end - start:
            return [] if whole else [self.root(start, end)]
        middle = start + merkle.split(end - start)
        if older <= middle - start:
            return [*self._subproof(older, start, middle, whole=whole), self.root(middle, end)]
        return [*self._subproof(older - (middle - start), middle, end, whole=False), self.root(start, middle)]

    def _perfect(self, height: int, index: int) -> bytes:
        level, rest = divmod(height, 8)
        tile, first = divmod(index << rest, _WIDTH)
        row = self._tile(level, tile)[first * _HASH : (first + (1 << rest)) * _HASH]
        return merkle.root([row[at : at + _HASH] for at in range(0, len(row), _HASH)])

    def _tile(self, level: int, index: int) -> bytes:
        width = min(_WIDTH, (self.checkpoint.size >> 8 * level) - index * _WIDTH)
        path = tile_path(str(level), index, width)
        if path not in self._known:
            data = self.read(path)
            if len(data) != width * _HASH:
                raise Refused("bad-tile", path)
            self._known[path] = data
        return self._known[path]
