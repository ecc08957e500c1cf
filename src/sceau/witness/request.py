"""What a ledger asks of a witness (C2SP tlog-witness, `add-checkpoint`): an old size, a proof, a new checkpoint."""

from dataclasses import dataclass
from typing import Final

from sceau.ledger.canonical import decode_base64, decode_decimal
from sceau.ledger.errors import BadLedgerProofError

_HASHES_LIMIT: Final = 63
_FORM: Final = "old SIZE, one base64 hash a line, an empty line, then a checkpoint"


@dataclass(frozen=True, slots=True)
class Asked:
    """`old` leaves were cosigned before; `proof` leads from there to the checkpoint in `note`."""

    old: int
    proof: tuple[bytes, ...]
    note: bytes


def parse_asked(body: bytes) -> Asked:
    """The request in `body`. Raises BadLedgerProofError for anything but its one form."""
    head, separator, note = body.partition(b"\n\n")
    first, *lines = head.decode("ascii", "replace").split("\n")
    label, _, size = first.partition(" ")
    if not separator or label != "old" or len(lines) > _HASHES_LIMIT:
        raise BadLedgerProofError(_FORM)
    try:
        return Asked(decode_decimal(size), tuple(map(decode_base64, lines)), note)
    except ValueError:
        raise BadLedgerProofError(_FORM) from None
