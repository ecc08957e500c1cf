"""The receipt's file: proof that an entry is in a ledger, verified offline (spec/ledger.md §8; C2SP tlog-proof).

The one idea: index, siblings and signed checkpoint in one text file of about 1 kB. With the entry and the ledger's
verifier key, nothing else is needed, and nobody is asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sceau.ledger.canonical import NUMBER_LIMIT, decode_base64, decode_decimal, encode_base64
from sceau.ledger.checkpoint import Checkpoint, open_checkpoint
from sceau.ledger.errors import BadLedgerProofError
from sceau.ledger.keys import Verifier
from sceau.ledger.merkle import HASH_SIZE, leaf_hash, verify_inclusion
from sceau.ledger.note import NOTE_LIMIT

HEADER = "c2sp.org/tlog-proof@v1"
EXTRA_LIMIT = 65_536  # bytes of extra data

_HASHES_LIMIT = 53  # a tree of fewer than 2^53 leaves is no higher
_FILE_LIMIT = NOTE_LIMIT + 2 * EXTRA_LIMIT


@dataclass(frozen=True, slots=True)
class LedgerProof:
    """Leaf `index` (from 0), its inclusion proof from the leaf up, and the signed checkpoint, verbatim.

    `extra` is signed by nobody: Sceau leaves it empty. Raises BadLedgerProofError.
    """

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes = b""

    def __post_init__(self) -> None:
        if not 0 <= self.index < NUMBER_LIMIT or len(self.extra) > EXTRA_LIMIT:
            raise BadLedgerProofError("a proof's index is below 2^53 and its extra data at most 65,536 bytes")
        if len(self.hashes) > _HASHES_LIMIT or any(len(one) != HASH_SIZE for one in self.hashes):
            raise BadLedgerProofError("a proof has at most 53 hashes, of 32 bytes each")


def format_proof(proof: LedgerProof) -> bytes:
    """The file's bytes."""
    extra = [f"extra {encode_base64(proof.extra)}"] if proof.extra else []
    hashes = [encode_base64(one) for one in proof.hashes]
    head = "\n".join([HEADER, *extra, f"index {proof.index}", *hashes])
    return head.encode() + b"\n\n" + proof.checkpoint


def parse_proof(data: bytes) -> LedgerProof:
    """The proof in a file; its checkpoint is not opened yet. Raises BadLedgerProofError for any other form."""
    head, separator, checkpoint = data.partition(b"\n\n")
    if len(data) > _FILE_LIMIT or not separator or not head.isascii():
        raise BadLedgerProofError("a proof file is ASCII lines, an empty line, then a checkpoint")
    header, *lines = head.decode().split("\n")
    if header != HEADER:
        raise BadLedgerProofError(f"a proof file begins with {HEADER}")
    try:
        extra = decode_base64(_take(lines, "extra ")) if lines and lines[0].startswith("extra ") else b""
        index = decode_decimal(_take(lines, "index "))
        hashes = tuple(decode_base64(line) for line in lines)
    except ValueError:
        raise BadLedgerProofError("a proof's lines are: extra (if any), index, then one base64 hash each") from None
    proof = LedgerProof(index, hashes, checkpoint, extra)
    if format_proof(proof) != data:
        raise BadLedgerProofError("a proof without extra data has no line for it")
    return proof


def verify_proof(proof: LedgerProof, entry: bytes, verifiers: Sequence[Verifier]) -> Checkpoint:
    """Check that `entry` is in the ledger, by the checkpoint that `verifiers` let us trust, which is returned.

    `verifiers` are the keys of the ledgers that may answer here: give one ledger's if it must be that one. Witnesses'
    keys will join them when a quorum is asked for. Raises BadInclusionError and what `open_checkpoint` raises.
    """
    checkpoint = open_checkpoint(proof.checkpoint, verifiers)
    verify_inclusion(proof.index, checkpoint.size, leaf_hash(entry), proof.hashes, checkpoint.root)
    return checkpoint


def _take(lines: list[str], label: str) -> str:
    """The value of the first line, which must bear this label; the line is used up."""
    if not lines or not lines[0].startswith(label):
        raise ValueError(label)
    return lines.pop(0).removeprefix(label)
