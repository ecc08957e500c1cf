"""Merkle trees and their proofs, written from RFC 6962 §2.1 as it defines them: by halves.

The product climbs its proofs from the leaf with a loop (`sceau.ledger.merkle`). This goes down from the root and comes
back, so that the two agree only if both are right.
"""

from collections.abc import Sequence
from hashlib import sha256

from .refusal import Refused


def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """Root over these leaf hashes; they are joined row by row, an odd one carried up."""
    if not leaves:
        return sha256(b"").digest()
    row = list(leaves)
    while len(row) > 1:
        pairs = [node_hash(row[at], row[at + 1]) for at in range(0, len(row) - 1, 2)]
        row = pairs + row[len(pairs) * 2 :]
    return row[0]


def check_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], wanted: bytes) -> None:
    """Refused `bad-inclusion` unless the leaf hash `leaf` is number `index` (from 0) of the tree with this root."""
    if not 0 <= index < size or any(len(one) != 32 for one in (leaf, *proof)):
        raise Refused("bad-inclusion")
    siblings = list(proof)
    try:
        found = _root_through(index, size, leaf, siblings)
    except IndexError:
        raise Refused("bad-inclusion") from None
    if siblings or found != wanted:
        raise Refused("bad-inclusion")


def check_consistency(older: tuple[int, bytes], newer: tuple[int, bytes], proof: Sequence[bytes]) -> None:
    """Refused `bad-consistency` unless the tree `newer` (size, root) begins with the whole of `older`."""
    (size1, root1), (size2, root2) = older, newer
    if not 0 < size1 <= size2 or any(len(one) != 32 for one in proof):
        raise Refused("bad-consistency")
    hashes = list(proof)
    try:
        roots = _roots(size1, size2, hashes, root1, whole=True)
    except IndexError:
        raise Refused("bad-consistency") from None
    if hashes or roots != (root1, root2):
        raise Refused("bad-consistency")


def _root_through(index: int, size: int, leaf: bytes, siblings: list[bytes]) -> bytes:
    """The root of a (sub)tree from one leaf and its siblings, of which the topmost is the last."""
    if size == 1:
        return leaf
    half = split(size)
    sibling = siblings.pop()
    if index < half:
        return node_hash(_root_through(index, half, leaf, siblings), sibling)
    return node_hash(sibling, _root_through(index - half, size - half, leaf, siblings))


def _roots(size1: int, size2: int, hashes: list[bytes], root1: bytes, *, whole: bool) -> tuple[bytes, bytes]:
    """Both roots of a (sub)tree (RFC 6962 §2.1.2, SUBPROOF). `whole`: it is the older tree, whose root we know."""
    if size1 == size2:
        same = root1 if whole else hashes.pop()
        return same, same
    half, last = split(size2), hashes.pop()
    if size1 <= half:
        older, newer = _roots(size1, half, hashes, root1, whole=whole)
        return older, node_hash(newer, last)
    older, newer = _roots(size1 - half, size2 - half, hashes, root1, whole=False)
    return node_hash(last, older), node_hash(last, newer)


def split(size: int) -> int:
    """The largest power of two smaller than `size`."""
    return 1 << (size - 1).bit_length() - 1
