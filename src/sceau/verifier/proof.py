"""A proof file (C2SP tlog-proof): an entry's index, the hashes up to a root, and the checkpoint that has it signed."""

import re
from collections.abc import Callable
from typing import Final

from .merkle import check_inclusion, leaf_hash
from .notes import Checkpoint, base64
from .refusal import Refused

Open = Callable[[bytes, str], Checkpoint]
"""A note's checkpoint, if those who must have signed it."""


def check_proof(text: str, entry: bytes, open_note: Open, place: str) -> tuple[int, Checkpoint]:
    """Where `entry` stands, under which checkpoint. Refused: `bad-proof`, `bad-inclusion`, those of `open_note`."""
    parts = _PROOF.fullmatch(text)
    if parts is None:
        raise Refused("bad-proof", place)
    try:
        hashes = [base64(line) for line in parts["hashes"].split("\n")[:-1]]
    except ValueError:
        raise Refused("bad-proof", place) from None
    checkpoint, index = open_note(parts["note"].encode(), place), int(parts["index"])
    check_inclusion(index, checkpoint.size, leaf_hash(entry), hashes, checkpoint.root)
    return index, checkpoint


_PROOF: Final = re.compile(
    r"c2sp\.org/tlog-proof@v1\n(extra [^\n]+\n)?index (?P<index>0|[1-9][0-9]{0,15})\n"
    r"(?P<hashes>([^\n]+\n)*)\n(?P<note>.*)",
    re.DOTALL,
)
