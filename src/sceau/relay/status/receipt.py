"""A receipt (`spec/envelope.md` §7) put together from what is stored: it stands alone, offline.

The statements in it are chosen for the keys that signed: the roots, one signer, the acknowledgement key, the ledger
key.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from sceau.envelope import signature
from sceau.envelope.acknowledgement import parse_acknowledgement
from sceau.envelope.errors import EnvelopeError
from sceau.envelope.receipt import PROOF_LIMIT, Receipt
from sceau.envelope.signed import SignedObject, parse_object
from sceau.envelope.statements import KeyRole, Kind, PublishedKey, Statements, ledger_origin
from sceau.ledger.keys import Verifier
from sceau.ledger.note import parse_note
from sceau.ledger.proof import LedgerProof, format_proof
from sceau.relay.mirror.prove import Mirror

_HASH: Final = 32


@dataclass(frozen=True, slots=True)
class Proven:
    """What is stored of an envelope that the register has acknowledged; `path` has hashes of 32 bytes."""

    header: bytes
    signature: bytes
    ack: bytes
    ack_signature: bytes
    answer: bytes
    leaf_index: int
    path: bytes
    note: bytes


class ReceiptMaker:
    """Makes receipts with one state of the register's statements and of its mirrored ledger; make one a request."""

    def __init__(self, statements: Statements, objects: Sequence[bytes], mirror: Mirror | None) -> None:
        self._mirror = mirror
        self._statements = statements
        self._objects = objects
        self._keys: dict[tuple[bytes, bytes], tuple[bytes, ...]] = {}

    def make(self, proven: Proven) -> bytes:
        """The encoded receipt, of a witnessed checkpoint as soon as one covers it."""
        proof = self._witnessed(proven) or _first_proof(proven)
        return Receipt(
            header=proven.header,
            signature=proven.signature,
            ack=proven.ack,
            ack_signature=proven.ack_signature,
            proof=format_proof(proof).decode(),
            keys=self._statements_for(self._ack_key(proven), self._ledger_key(proof.checkpoint)),
        ).encode()

    def _witnessed(self, proven: Proven) -> LedgerProof | None:
        if self._mirror is None:
            return None
        entry = parse_acknowledgement(proven.ack).leaf(proven.header)
        proof = self._mirror.proof(proven.leaf_index, entry)
        return proof if proof and len(format_proof(proof)) <= PROOF_LIMIT else None

    def _ack_key(self, proven: Proven) -> PublishedKey:
        """Which of the acknowledgement keys signed; asked of the signature only when there are several."""
        keys = self._published(KeyRole.ACK)
        if len(keys) == 1:
            return keys[0]
        return next(key for key in keys if _signed(key, proven))

    def _ledger_key(self, note: bytes) -> PublishedKey:
        """Which of the ledger keys signed the checkpoint: a note names them."""
        origin, named = ledger_origin(self._statements.domain), {one.key_id for one in parse_note(note).signatures}
        return next(key for key in self._published(KeyRole.LEDGER) if Verifier(origin, key.pk).key_id in named)

    def _published(self, role: KeyRole) -> list[PublishedKey]:
        """Newest first, revoked ones included: what they signed before stands."""
        return [key for key in reversed(self._statements.keys) if key.role is role]

    def _statements_for(self, ack: PublishedKey, ledger: PublishedKey) -> tuple[bytes, ...]:
        chosen = (ack.hash, ledger.hash)
        if chosen not in self._keys:
            self._keys[chosen] = tuple(self._choose(frozenset(chosen)))
        return self._keys[chosen]

    def _choose(self, hashes: frozenset[bytes]) -> Iterable[bytes]:
        signers = {key for one in self._parsed if one.hash in hashes for key, _ in one.signatures}
        for encoded, statement in zip(self._objects, self._parsed, strict=True):
            kind, body = self._statements.read(statement)
            leads = kind is Kind.ROOT or (kind is Kind.SIGNER and body["pk"] in signers)
            if leads or statement.hash in hashes:
                yield encoded

    @cached_property
    def _parsed(self) -> list[SignedObject]:
        return [parse_object(encoded) for encoded in self._objects]


def _first_proof(proven: Proven) -> LedgerProof:
    """Of the checkpoint that came with the acknowledgement."""
    hashes = tuple(proven.path[start : start + _HASH] for start in range(0, len(proven.path), _HASH))
    return LedgerProof(proven.leaf_index, hashes, proven.note)


def _signed(key: PublishedKey, proven: Proven) -> bool:
    try:
        signature.verify("ack", proven.ack, key.pk, proven.ack_signature)
    except EnvelopeError:
        return False
    return True
