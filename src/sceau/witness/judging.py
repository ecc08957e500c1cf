"""Whether a checkpoint may be cosigned: it is the ledger's own, and it extends the one that was cosigned last.

Pure: what is remembered is given, and what must be answered is returned or raised.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sceau.ledger.canonical import encode_base64
from sceau.ledger.checkpoint import Checkpoint, open_checkpoint, parse_checkpoint
from sceau.ledger.errors import BadConsistencyError, LedgerError, UnknownSignerError
from sceau.ledger.keys import Verifier
from sceau.ledger.merkle import verify_consistency
from sceau.ledger.note import parse_note
from sceau.witness.request import Asked

Logs = Mapping[str, Sequence[Verifier]]
"""Origin → the keys that this ledger may sign with."""


class Refused(Exception):
    """Not cosigned. `status` is what C2SP tlog-witness answers then; `body` may say the size that is remembered."""

    def __init__(self, status: int, body: str = "") -> None:
        super().__init__(status)
        self.status = status
        self.body = body


class Misbehaved(Refused):
    """The ledger signed two roots for one size: both notes together are proof of it."""


class Unproven(Refused):
    """No path leads here from what was cosigned. Whoever asks brought a wrong one, or the ledger was rewritten."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was cosigned last; size 0 and no root before the first."""

    size: int = 0
    root: bytes = b""


def checkpoint_of(asked: Asked, logs: Logs) -> Checkpoint:
    """The checkpoint asked about, if a ledger known here has signed it. Refused: 400, 403, 404."""
    try:
        claimed = parse_checkpoint(parse_note(asked.note).text)
        if claimed.origin not in logs:
            raise Refused(404)
        checkpoint = open_checkpoint(asked.note, logs[claimed.origin])
    except UnknownSignerError:
        raise Refused(403) from None
    except LedgerError:
        raise Refused(400) from None
    if asked.old > checkpoint.size:
        raise Refused(400)
    return checkpoint


def own_note(note: bytes, keys: Sequence[Verifier]) -> bytes:
    """The note with the ledger's own signatures alone: anybody may add lines, each time others, and none is kept."""
    parsed, known = parse_note(note), {(key.name, key.key_id) for key in keys}
    ours = dict.fromkeys(one for one in parsed.signatures if (one.name, one.key_id) in known)
    lines = (f"\N{EM DASH} {one.name} {encode_base64(one.key_id + one.signature)}\n" for one in ours)
    return f"{parsed.text}\n{''.join(lines)}".encode()


def check_extends(asked: Asked, checkpoint: Checkpoint, seen: Seen) -> None:
    """Refused 409 when `asked` starts elsewhere than `seen`; Misbehaved, or Unproven, when nothing leads there.

    A second root for the size of `seen` is proof, wherever `asked` says that it starts.
    """
    if seen.size == checkpoint.size and checkpoint.root != (seen.root or checkpoint.root):
        raise Misbehaved(409, f"{seen.size}\n")
    if asked.old != seen.size:
        raise Refused(409, f"{seen.size}\n")
    if seen.size == 0:
        if asked.proof:
            raise Refused(400)
        return
    try:
        verify_consistency(seen.size, checkpoint.size, asked.proof, seen.root, checkpoint.root)
    except BadConsistencyError:
        if seen == Seen(checkpoint.size, checkpoint.root):  # what was cosigned itself, with a path that it needs not
            raise Refused(422) from None
        raise Unproven(422) from None
