"""Two checkpoints of one ledger that cannot both be true, and what shows it to anybody, offline.

Of one size, two roots are enough. Of two sizes, a proof says what the newer tree's beginning is: not the older tree.
"""

from base64 import b64encode
from dataclasses import dataclass
from typing import Final

from .merkle import check_consistency
from .notes import Checkpoint, base64
from .refusal import Refused
from .tree import Tree


@dataclass(frozen=True, slots=True)
class View:
    """A checkpoint that its ledger signed, as somebody shows it at `where`."""

    where: str
    note: bytes
    checkpoint: Checkpoint


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two views, the smaller ledger first; `code` says what is wrong, `proof` shows it where two notes alone do not."""

    code: str
    older: View
    newer: View
    proof: bytes = b""


def contradiction(view: View, own: View, tree: Tree) -> Contradiction | None:
    """What is wrong with the ledger that shows `own`, whose tree this is, if somebody was shown `view` before.

    Refused: `bad-tile`.
    """
    older, newer = view.checkpoint, own.checkpoint
    if older.size > newer.size:
        return Contradiction("rolled-back", own, view)
    if older.size == newer.size:
        return None if older.root == newer.root else Contradiction("fork", view, own)
    if older.size == 0:
        return None
    begins, hashes = tree.root(0, older.size), tree.consistency(older.size)
    _check_begins(older.size, begins, newer, hashes, Refused("bad-tile", newer.origin))
    if begins == older.root:
        return None
    return Contradiction(
        "rewritten", view, own, _HEADER + b"".join(b64encode(one) + b"\n" for one in [begins, *hashes])
    )


def check_fork(one: Checkpoint, other: Checkpoint, proof: bytes | None) -> None:
    """That these cannot both be true. Refused: `other-ledger`, `no-contradiction`, `bad-proof`."""
    older, newer = sorted((one, other), key=lambda checkpoint: checkpoint.size)
    if older.origin != newer.origin:
        raise Refused("other-ledger", "checkpoint")
    if older.size < newer.size:
        if proof is None:
            raise Refused("no-contradiction", "checkpoint")
        begins, *hashes = _hashes(proof)
        _check_begins(older.size, begins, newer, hashes, Refused("bad-proof", "proof"))
        one_root, other_root = older.root, begins
    else:
        one_root, other_root = older.root, newer.root
    if one_root == other_root:
        raise Refused("no-contradiction", "checkpoint")


def _check_begins(size: int, begins: bytes, newer: Checkpoint, hashes: list[bytes], otherwise: Refused) -> None:
    """The tree of `newer` begins with that of `size` leaves whose root is `begins`; `otherwise` is raised."""
    try:
        check_consistency((size, begins), (newer.size, newer.root), hashes)
    except Refused:
        raise otherwise from None


def _hashes(proof: bytes) -> list[bytes]:
    lines = proof.removeprefix(_HEADER).removesuffix(b"\n").split(b"\n")
    try:
        found = [base64(line.decode("ascii")) for line in lines]
    except ValueError:
        found = []
    if not proof.startswith(_HEADER) or not found:
        raise Refused("bad-proof", "proof")
    return found


_HEADER: Final = b"sceau/fork/v1\n"
