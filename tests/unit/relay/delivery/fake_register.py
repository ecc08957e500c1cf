"""A register that signs and appends as the real one does, in memory; what it says may be bent."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from os import urandom
from typing import Any

from sceau.envelope import cbor, signature
from sceau.envelope.acknowledgement import Acknowledgement, Status
from sceau.envelope.header import CopyReference, Header, Role
from sceau.envelope.kdf import sha256
from sceau.envelope.statements import ledger_origin
from sceau.ledger.append import Batch, append_batch
from sceau.ledger.checkpoint import empty_checkpoint
from sceau.ledger.keys import Signer
from sceau.relay.delivery.answers import RegisterKeys

DOMAIN = "register.example"
ANSWER = bytes(2048)


def a_header(day: int = 20_000, *, sender: bytes = bytes(32), copy: bytes = bytes(32)) -> bytes:
    """Of an envelope of its own; `copy` is the hash of the register's."""
    copies = (CopyReference(Role.REGISTER, bytes(16), copy), CopyReference(Role.PHARMACY, bytes(16), bytes(32)))
    return Header(urandom(16), bytes(16), day, sender, bytes(32), bytes(32), copies=copies).encode()


def acknowledging(header: bytes, **other: object) -> Acknowledgement:
    identifier = cbor.decode(header, limit=2048)
    assert isinstance(identifier, dict)
    said = Acknowledgement(DOMAIN, bytes(16), identifier["id"], sha256(header), Status.ACCEPTED, 20_000, sha256(ANSWER))
    return replace(said, **other)  # type: ignore[arg-type]


@dataclass
class FakeRegister:
    """Signs and appends as the register does; what it says of an envelope may be bent."""

    seed: bytes = field(default_factory=lambda: urandom(32))
    signer: Signer = field(default_factory=lambda: Signer(ledger_origin(DOMAIN), urandom(32)))

    @property
    def keys(self) -> RegisterKeys:
        return RegisterKeys(DOMAIN, [signature.public_key(self.seed)], [self.signer.verifier])

    def answer(
        self, headers: list[bytes], bend: Callable[[dict[str, Any]], None] = lambda _: None, **other: object
    ) -> list[bytes]:
        acks = [acknowledging(header, **other) for header in headers]
        batch = self._append([ack.leaf(header) for ack, header in zip(acks, headers, strict=True)])
        items: list[bytes] = [cbor.encode({"checkpoints": [batch.note.decode()]})]
        for ack, proof in zip(acks, batch.proofs(), strict=True):
            fields = {
                "ack": ack.encode(),
                "signature": signature.sign("ack", ack.encode(), self.seed),
                "answer": ANSWER,
                "index": proof.index,
                "path": list(proof.hashes),
                "checkpoint": 0,
            }
            bend(fields)
            items.append(cbor.encode(fields))
        return items

    def _append(self, leaves: list[bytes]) -> Batch:
        return append_batch(empty_checkpoint(ledger_origin(DOMAIN)), leaves, _no_tile, self.signer)


def _no_tile(level: int, index: int, width: int) -> bytes:
    raise AssertionError((level, index, width))
