"""What travels: an envelope to the relay, a delivery to the register (`spec/envelope.md` §5, §6).

Parsing checks everything that needs no key but the sender's: sizes, encoding, roles, lengths and hashes.
"""

from dataclasses import dataclass
from typing import Final

from sceau.envelope import cbor, signature
from sceau.envelope.errors import EnvelopeError
from sceau.envelope.fields import Field, byte_string, exactly, take
from sceau.envelope.header import HEADER_LIMIT, Header, Role, Routing, parse_header, parse_routing
from sceau.envelope.kdf import sha256

ENVELOPE_LIMIT: Final = 40_960
DELIVERY_LIMIT: Final = 16_384
COPY_LENGTHS: Final = (4096, 8192)
NOTIFIER_LENGTH: Final = 1536


@dataclass(frozen=True, slots=True)
class Envelope:
    """An envelope as received: the exact bytes, and what they say."""

    header_bytes: bytes
    signature: bytes
    routing_bytes: bytes
    copies: tuple[bytes, ...]
    header: Header
    routing: Routing

    def sealed(self, role: Role) -> bytes | None:
        """The sealed bytes for `role`, or None when there is no such copy."""
        for reference, copy in zip(self.header.copies, self.copies, strict=True):
            if reference.role is role:
                return copy
        return None

    def encode(self) -> bytes:
        return cbor.encode(
            {
                "header": self.header_bytes,
                "signature": self.signature,
                "routing": self.routing_bytes,
                "copies": self.copies,
            }
        )


def parse_envelope(data: bytes) -> Envelope:
    """The envelope `data` encodes; `spec/envelope.md` §6 step 1. Its signature is not checked yet."""
    fields = take(cbor.decode(data, limit=ENVELOPE_LIMIT, path="envelope"), "envelope", _ENVELOPE)
    header, routing = parse_header(fields["header"]), parse_routing(fields["routing"])
    if sha256(fields["routing"]) != header.routing:
        raise EnvelopeError("bad-routing", "routing")
    if (routing.ticket is not None) is not any(copy.role is Role.PATIENT for copy in header.copies):
        raise EnvelopeError("bad-copies", "header.copies")
    copies = tuple(byte_string(copy, "copies", 0, ENVELOPE_LIMIT) for copy in fields["copies"])
    _check_copies(header, copies)
    return Envelope(fields["header"], fields["signature"], fields["routing"], copies, header, routing)


def check_signature(header: Header, header_bytes: bytes, signed: bytes) -> None:
    """`spec/envelope.md` §6 step 2: `weak-key` or `bad-signature` unless the sender signed the header."""
    signature.verify("envelope", header_bytes, header.sender, signed)


def _check_copies(header: Header, copies: tuple[bytes, ...]) -> None:
    if len(copies) != len(header.copies):
        raise EnvelopeError("bad-copies", "copies")
    for reference, sealed in zip(header.copies, copies, strict=True):
        path = f"copies.{reference.role}"
        if len(sealed) not in _lengths(reference.role, copies):
            raise EnvelopeError("bad-copies", path)
        if sha256(sealed) != reference.hash:
            raise EnvelopeError("bad-hash", path)


def _lengths(role: Role, copies: tuple[bytes, ...]) -> tuple[int, ...]:
    """One size for all copies of an envelope, so that none tells which section is long."""
    if role is Role.NOTIFIER:
        return (NOTIFIER_LENGTH,)
    return tuple(length for length in COPY_LENGTHS if length == len(copies[0]))


@dataclass(frozen=True, slots=True)
class Delivery:
    """What one reader needs: header, signature and its own copy."""

    header_bytes: bytes
    signature: bytes
    copy: bytes

    def encode(self) -> bytes:
        return cbor.encode({"header": self.header_bytes, "signature": self.signature, "copy": self.copy})


def parse_delivery(data: bytes) -> Delivery:
    """The delivery `data` encodes; its header is not parsed yet."""
    fields = take(cbor.decode(data, limit=DELIVERY_LIMIT, path="delivery"), "delivery", _DELIVERY)
    return Delivery(fields["header"], fields["signature"], fields["copy"])


_ENVELOPE: Final = {
    "header": Field(bytes, 1, HEADER_LIMIT),
    "signature": exactly(64),
    "routing": Field(bytes, 1, 256),
    "copies": Field(list, 2, 4),
}
_DELIVERY: Final = {
    "header": Field(bytes, 1, HEADER_LIMIT),
    "signature": exactly(64),
    "copy": Field(bytes, 1, max(COPY_LENGTHS)),
}
