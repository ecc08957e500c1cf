"""The receipt: proof of delivery that stands alone, offline (`spec/envelope.md` §7).

Everything a stranger needs is inside but one hash, the pinned root of the register's domain: header, the register's
signed word on it, its place in the register's ledger, and the statements that lead from the root to the keys used.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sceau.envelope import cbor, statements
from sceau.envelope.acknowledgement import Acknowledgement, verify_acknowledgement
from sceau.envelope.errors import EnvelopeError
from sceau.envelope.fields import Field, byte_string, exactly, take, text
from sceau.envelope.header import HEADER_LIMIT, Header, parse_header
from sceau.envelope.kdf import sha256
from sceau.envelope.wire import check_signature
from sceau.ledger.checkpoint import Checkpoint
from sceau.ledger.errors import LedgerError
from sceau.ledger.keys import Verifier
from sceau.ledger.proof import parse_proof, verify_proof

RECEIPT_LIMIT: Final = 65_536
PROOF_LIMIT: Final = 16_384
"""Characters of the proof: room for three witnesses with a signature of each kind."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The parts as received: signed bytes, the text of a tlog-proof file, and encoded statements from the root down."""

    header: bytes
    signature: bytes
    ack: bytes
    ack_signature: bytes
    proof: str
    keys: tuple[bytes, ...]

    def encode(self) -> bytes:
        return cbor.encode(
            {
                "header": self.header,
                "signature": self.signature,
                "ack": self.ack,
                "ack_signature": self.ack_signature,
                "proof": self.proof,
                "keys": self.keys,
            }
        )


@dataclass(frozen=True, slots=True)
class Verified:
    """What a valid receipt proves: this header, judged so, at this place of a ledger of this size."""

    header: Header
    acknowledgement: Acknowledgement
    index: int
    checkpoint: Checkpoint


def parse_receipt(data: bytes) -> Receipt:
    fields = take(cbor.decode(data, limit=RECEIPT_LIMIT, path="receipt"), "receipt", _RECEIPT)
    keys = tuple(byte_string(key, "receipt.keys", 1, RECEIPT_LIMIT) for key in fields["keys"])
    return Receipt(**{**fields, "keys": keys})


def verify_receipt(receipt: Receipt, *, root_hash: bytes) -> Verified:
    """Check every signature and the proof, trusting only `root_hash`.

    Raises EnvelopeError: of the statements, `bad-signature`, `bad-receipt` when the parts are not of one envelope,
    `bad-proof` when the ledger does not hold it.
    """
    path = statements.verify_path(receipt.keys, root_hash=root_hash)
    header = parse_header(receipt.header)
    check_signature(header, receipt.header, receipt.signature)
    acknowledgement = verify_acknowledgement(receipt.ack, receipt.ack_signature, path.ack)
    check_acknowledged(acknowledgement, header, receipt.header, domain=path.domain)
    verifier = Verifier(statements.ledger_origin(path.domain), path.ledger)
    index, checkpoint = _verify_proof(receipt.proof, acknowledgement.leaf(receipt.header), [verifier])
    return Verified(header, acknowledgement, index, checkpoint)


def check_acknowledged(acknowledgement: Acknowledgement, header: Header, header_bytes: bytes, *, domain: str) -> None:
    """`bad-receipt` unless the acknowledgement is `domain`'s and of this very envelope."""
    said = (acknowledgement.domain, acknowledgement.pharmacy, acknowledgement.id, acknowledgement.hash)
    if said != (domain, header.pharmacy, header.id, sha256(header_bytes)):
        raise EnvelopeError("bad-receipt", "receipt.ack")


def _verify_proof(proof: str, entry: bytes, verifiers: Sequence[Verifier]) -> tuple[int, Checkpoint]:
    try:
        parsed = parse_proof(proof.encode())
        return parsed.index, verify_proof(parsed, entry, verifiers)
    except LedgerError:
        raise EnvelopeError("bad-proof", "receipt.proof") from None


_RECEIPT: Final = {
    "header": Field(bytes, 1, HEADER_LIMIT),
    "signature": exactly(64),
    "ack": Field(bytes, 1, 1024),
    "ack_signature": exactly(64),
    "proof": text(PROOF_LIMIT),
    "keys": Field(list, 4, 16),
}
