"""The register's signed word on one envelope (`spec/envelope.md` §7)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sceau.envelope import cbor, signature
from sceau.envelope.errors import EnvelopeError
from sceau.envelope.fields import DAY, UNSIGNED, exactly, take, text

_LIMIT: Final = 1024
VERSION: Final = 1


class Status(StrEnum):
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """KIND `ack`. `hash` is the header's, `answer` the hash of the sealed answer."""

    domain: str
    pharmacy: bytes
    id: bytes
    hash: bytes
    status: Status
    day: int
    answer: bytes

    def encode(self) -> bytes:
        return cbor.encode(
            {
                "v": VERSION,
                "domain": self.domain,
                "pharmacy": self.pharmacy,
                "id": self.id,
                "hash": self.hash,
                "status": self.status.value,
                "day": self.day,
                "answer": self.answer,
            }
        )

    def leaf(self, header_bytes: bytes) -> bytes:
        """The entry this acknowledgement has in the register's ledger."""
        if self.status is Status.ACCEPTED:
            return signature.leaf("envelope", header_bytes)
        return signature.leaf("ack", self.encode())


def parse_acknowledgement(body: bytes) -> Acknowledgement:
    """The acknowledgement `body` encodes; its signature is not verified."""
    fields = take(cbor.decode(body, limit=_LIMIT, path="ack"), "ack", _ACK)
    if fields.pop("v") != VERSION or fields["status"] not in {status.value for status in Status}:
        raise EnvelopeError("bad-version", "ack")
    return Acknowledgement(**{**fields, "status": Status(fields["status"])})


def verify_acknowledgement(body: bytes, signed: bytes, key: bytes) -> Acknowledgement:
    """The acknowledgement, signed by the register's `ack` key."""
    signature.verify("ack", body, key, signed, "ack")
    return parse_acknowledgement(body)


_ACK: Final = {
    "v": UNSIGNED,
    "domain": text(253),
    "pharmacy": exactly(16),
    "id": exactly(16),
    "hash": exactly(32),
    "status": text(16),
    "day": DAY,
    "answer": exactly(32),
}
