"""Checkpoints: a ledger's whole state in three signed lines (spec/ledger.md §7; C2SP tlog-checkpoint).

The one idea: origin, size and root. Whoever holds two checkpoints of one ledger can ask for the proof that the later
extends the earlier; a ledger that cannot give it has been rewritten. One signature covers a batch of any size.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sceau.ledger.canonical import NUMBER_LIMIT, decode_base64, decode_decimal, encode_base64
from sceau.ledger.errors import BadCheckpointError, UnknownSignerError
from sceau.ledger.keys import Signer, Verifier, is_key_name
from sceau.ledger.merkle import EMPTY_ROOT, HASH_SIZE
from sceau.ledger.note import open_note, sign_note


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A ledger's name, how many leaves it has, and the root over them (32 bytes). Raises BadCheckpointError."""

    origin: str
    size: int
    root: bytes

    def __post_init__(self) -> None:
        if not is_key_name(self.origin):
            raise BadCheckpointError("an origin is not empty, and has no space, control character or '+'")
        if not 0 <= self.size < NUMBER_LIMIT or len(self.root) != HASH_SIZE:
            raise BadCheckpointError("a checkpoint's size is below 2^53 and its root has 32 bytes")
        if self.size == 0 and self.root != EMPTY_ROOT:
            raise BadCheckpointError("the root of an empty ledger is the SHA-256 of nothing")

    @property
    def text(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{encode_base64(self.root)}\n"


def empty_checkpoint(origin: str) -> Checkpoint:
    """A new ledger's state, before its first leaf."""
    return Checkpoint(origin, 0, EMPTY_ROOT)


def parse_checkpoint(text: str) -> Checkpoint:
    """The checkpoint that a note's text states. Raises BadCheckpointError; extension lines are refused."""
    lines = text.split("\n")
    if len(lines) != 4 or lines[3]:
        raise BadCheckpointError("a checkpoint has exactly three lines: origin, size, root")
    try:
        size, root = decode_decimal(lines[1]), decode_base64(lines[2])
    except ValueError:
        raise BadCheckpointError("a checkpoint's size is a plain decimal number and its root is base64") from None
    return Checkpoint(lines[0], size, root)


def sign_checkpoint(checkpoint: Checkpoint, signer: Signer) -> bytes:
    """The signed note. Raises UnknownSignerError for a signer who does not bear the ledger's name."""
    if signer.name != checkpoint.origin:
        raise UnknownSignerError("a ledger's checkpoints are signed under its own origin")
    return sign_note(checkpoint.text, signer)


def open_checkpoint(data: bytes, verifiers: Sequence[Verifier]) -> Checkpoint:
    """The checkpoint in a signed note, once one of `verifiers` that bears the ledger's own name has signed it.

    Raises BadNoteError, BadNoteSignatureError, UnknownSignerError, BadCheckpointError. A witness's signature alone is
    never enough, as its name is not the origin.
    """
    note = open_note(data, verifiers)
    checkpoint = parse_checkpoint(note.text)
    if all(signer.name != checkpoint.origin for signer in note.signers):
        raise UnknownSignerError("signed by a known key, but not by that of the ledger it names")
    return checkpoint
