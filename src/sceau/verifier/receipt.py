"""A receipt, offline: this envelope, judged so, stands at this place of the register's ledger (`spec/envelope.md` §7).

Trusted is the hash of the register's root and nothing else; with a policy, witnesses count too.
"""

from dataclasses import dataclass
from typing import Any, Final

from . import cbor
from .notes import LEDGER, Checkpoint, Key, open_checkpoint
from .policy import Policy
from .proof import check_proof
from .refusal import Refused
from .shape import NUMBER, fit, items, octets, take, words
from .signatures import check_signed, leaf, sha256
from .statements import Domain, follow_selection


@dataclass(frozen=True, slots=True)
class Proven:
    """What a receipt that verifies has proven."""

    domain: str
    pharmacy: bytes
    id: bytes
    header_hash: bytes
    status: str
    """accepted or rejected."""
    day: int
    """Days since 1970-01-01."""
    index: int
    checkpoint: Checkpoint


def check_receipt(data: bytes, *, root: bytes, policy: Policy | None = None) -> Proven:
    """Everything in a receipt's file. Refused: `bad-receipt`, `bad-proof`, and what is wrong with a part."""
    found = take(cbor.decode(data, "receipt"), "receipt", _RECEIPT)
    domain = follow_selection(_octet_strings(found["keys"]), root=root)
    header = take(cbor.decode(found["header"], "header"), "header", _HEADER, _CORRECTS)
    check_signed("envelope", found["header"], header["sender"], found["signature"], "header")
    check_signed("ack", found["ack"], _only(domain, "ack"), found["ack_signature"], "ack")
    ack = take(cbor.decode(found["ack"], "ack"), "ack", _ACK)
    said = ack["domain"], ack["pharmacy"], ack["id"], ack["hash"]
    if said != (domain.name, header["pharmacy"], header["id"], sha256(found["header"])):
        raise Refused("bad-receipt", "ack")
    if ack["v"] != 1 or ack["status"] not in _STATES:
        raise Refused("bad-receipt", "ack")
    entry = leaf("envelope", found["header"]) if ack["status"] == "accepted" else leaf("ack", found["ack"])
    index, checkpoint = _check_proof(found["proof"], entry, domain, policy)
    return Proven(
        domain.name, header["pharmacy"], header["id"], ack["hash"], ack["status"], ack["day"], index, checkpoint
    )


def check_delivered(envelope: bytes, receipt: bytes, *, root: bytes, policy: Policy | None = None) -> Proven:
    """That `receipt` is of this very envelope, signature, copies and all.

    Refused: `other-envelope`, those of a receipt.
    """
    proven = check_receipt(receipt, root=root, policy=policy)
    found = take(cbor.decode(envelope, "envelope"), "envelope", _ENVELOPE)
    if sha256(found["header"]) != proven.header_hash:
        raise Refused("other-envelope", "envelope.header")
    header = take(cbor.decode(found["header"], "header"), "header", _HEADER, _CORRECTS)
    check_signed("envelope", found["header"], header["sender"], found["signature"], "envelope.signature")
    hashes = [take(one, "header.copies", _COPY, _KID)["hash"] for one in header["copies"]]
    if [sha256(copy) for copy in _octet_strings(found["copies"])] != hashes or sha256(found["routing"]) != header[
        "routing"
    ]:
        raise Refused("other-envelope", "envelope.copies")
    return proven


def _check_proof(text: str, entry: bytes, domain: Domain, policy: Policy | None) -> tuple[int, Checkpoint]:
    key = Key(f"{domain.name}/ledger", LEDGER, _only(domain, "ledger"))

    def open_note(note: bytes, place: str) -> Checkpoint:
        checkpoint = open_checkpoint(note, [key], place)
        if policy is not None:
            policy.check_quorum(note, place)
        return checkpoint

    return check_proof(text, entry, open_note, "receipt.proof")


def _only(domain: Domain, role: str) -> bytes:
    keys = domain.published(role)
    if len(keys) != 1:
        raise Refused("bad-receipt", "receipt.keys")
    return keys[0]


def _octet_strings(values: list[Any]) -> list[bytes]:
    for value in values:
        fit(value, "receipt", octets(1, 65_536))
    return values


_STATES: Final = ("accepted", "rejected")
_RECEIPT: Final = {
    "header": octets(1, 2048),
    "signature": octets(64),
    "ack": octets(1, 1024),
    "ack_signature": octets(64),
    "proof": words(16_384),
    "keys": items(4, 16),
}
_HEADER: Final = {
    "v": (int, 1, 1),
    "id": octets(16),
    "pharmacy": octets(16),
    "day": NUMBER,
    "schema": words(32),
    "sender": octets(32),
    "commit": octets(32),
    "routing": octets(32),
    "copies": items(2, 4),
}
_CORRECTS: Final = {"corrects": items(2, 2)}
_COPY: Final = {"role": words(16), "hash": octets(32)}
_KID: Final = {"kid": octets(16)}
_ACK: Final = {
    "v": NUMBER,
    "domain": words(253),
    "pharmacy": octets(16),
    "id": octets(16),
    "hash": octets(32),
    "status": words(16),
    "day": NUMBER,
    "answer": octets(32),
}
_ENVELOPE: Final = {
    "header": octets(1, 2048),
    "signature": octets(64),
    "routing": octets(1, 256),
    "copies": items(2, 4),
}
