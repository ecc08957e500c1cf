"""The Merkle tree of RFC 6962 with SHA-256, and the checks of its two kinds of proof (spec/ledger.md §4).

The one idea: a tree of n leaves is a row of perfect subtrees, one for each set bit of n. Their roots, the *frontier*,
are all that appending needs: at most 24 hashes for ten million leaves, and no reading of history. A proof is the
siblings met while climbing from a leaf to the root.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from sceau.ledger.errors import BadConsistencyError, BadInclusionError, LedgerError

HASH_SIZE = 32  # bytes, of every hash here

#: Root of the tree without leaves: the SHA-256 of nothing.
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """Hash of a leaf: SHA-256(00 ‖ entry)."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an interior node over its two children's 32-byte hashes: SHA-256(01 ‖ left ‖ right)."""
    return sha256(b"\x01" + left + right).digest()


def parents(row: Sequence[bytes]) -> list[bytes]:
    """The nodes just above a row of nodes; an odd last one has no parent yet and is left out."""
    return [sha256(b"\x01" + left + right).digest() for left, right in zip(row[::2], row[1::2], strict=False)]


@dataclass(frozen=True, slots=True)
class Frontier:
    """The right edge of a tree: `size` leaves, and the roots of its perfect subtrees, the largest (leftmost) first."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def append(self, leaf_hashes: Sequence[bytes]) -> "Frontier":
        """The frontier after these leaves. Hashes computed: about one a leaf, and one a peak."""
        size = self.size + len(leaf_hashes)
        waiting = list(self.peaks)
        row, grown = list(leaf_hashes), list[bytes]()
        for height in range(size.bit_length()):
            if self.size >> height & 1:
                row.insert(0, waiting.pop())
            if len(row) & 1:
                grown.insert(0, row.pop())
            row = parents(row)
        return Frontier(size, tuple(grown))

    def root(self) -> bytes:
        """The tree's root: the peaks joined from the smallest to the largest."""
        if not self.peaks:
            return EMPTY_ROOT
        node = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            node = node_hash(peak, node)
        return node


def tree_root(leaf_hashes: Sequence[bytes]) -> bytes:
    """Root of the tree over these leaves."""
    return Frontier().append(leaf_hashes).root()


def verify_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """Check that the leaf hash `leaf` is number `index` (from 0) of the tree of `size` leaves with this root.

    `proof` has the siblings from the leaf's up to the root's child. Raises BadInclusionError.
    """
    if not 0 <= index < size:
        raise BadInclusionError(f"there is no leaf {index} in a tree of {size}")
    sides = list(_sides(index, size - 1))
    _check_lengths([leaf, *proof], expected=1 + len(sides), error=BadInclusionError)
    node = leaf
    for side, sibling in zip(sides, proof, strict=True):
        node = node_hash(sibling, node) if side is _Side.LEFT else node_hash(node, sibling)
    if node != root:
        raise BadInclusionError(f"the proof of leaf {index} does not lead to the root of the tree of {size}")


def verify_consistency(size1: int, size2: int, proof: Sequence[bytes], root1: bytes, root2: bytes) -> None:
    """Check that the tree of `size2` leaves begins with the whole tree of `size1` leaves, unaltered.

    The proof is that of RFC 6962 §2.1.2. It is empty if and only if the sizes are equal: then nothing is hashed, and
    the roots must be the same bytes. Nothing can be proved from an empty tree: `size1` 0 is refused.
    Raises BadConsistencyError.
    """
    if not 0 < size1 <= size2:
        raise BadConsistencyError(f"no proof leads from a tree of {size1} to a tree of {size2}")
    if size1 == size2:
        _check_lengths(proof, expected=0, error=BadConsistencyError)
        if root1 != root2:
            raise BadConsistencyError(f"two different roots for the same size {size1}: one of them is a fork")
        return
    _climb_both(size1, size2, proof, (root1, root2))


def last_peak(size: int) -> tuple[int, int]:
    """Height and index (among nodes of that height) of a tree's smallest perfect subtree: where consistency starts."""
    height = (size & -size).bit_length() - 1
    return height, (size >> height) - 1


class _Side(StrEnum):
    LEFT = "left"
    RIGHT = "right"


def _sides(index: int, last: int) -> Iterator[_Side]:
    """The side of each sibling on the way from node `index` up to the root, `last` being its row's last node.

    The right edge of an incomplete tree has no right sibling: the node is carried up as it is.
    """
    while last:
        if index & 1:
            yield _Side.LEFT
        elif index < last:
            yield _Side.RIGHT
        index, last = index >> 1, last >> 1


def _climb_both(size1: int, size2: int, proof: Sequence[bytes], roots: tuple[bytes, bytes]) -> None:
    """Climb once from the older tree's last peak: left siblings rebuild the older root, all of them the newer."""
    height, index = last_peak(size1)
    sides = list(_sides(index, (size2 - 1) >> height))
    given = [roots[0], *proof] if index == 0 else list(proof)  # one perfect subtree: the older root is where we start
    _check_lengths(given, expected=1 + len(sides), error=BadConsistencyError)
    older = newer = given[0]
    for side, sibling in zip(sides, given[1:], strict=True):
        if side is _Side.LEFT:
            older, newer = node_hash(sibling, older), node_hash(sibling, newer)
        else:
            newer = node_hash(newer, sibling)
    if (older, newer) != roots:
        raise BadConsistencyError(f"the tree of {size2} does not extend the tree of {size1}: history was rewritten")


def _check_lengths(hashes: Sequence[bytes], *, expected: int, error: type[LedgerError]) -> None:
    """Count and lengths first: hashes of other lengths could be cut elsewhere and still give the same node."""
    if len(hashes) != expected or any(len(one) != HASH_SIZE for one in hashes):
        raise error("a proof has exactly the hashes that its sizes call for, of 32 bytes each")
