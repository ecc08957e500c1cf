"""Opening: a reader's seed and its own copy in, the sections it may see out (`spec/envelope.md` §5, §7).

Nothing here is for the relay. A failure of decapsulation, decryption, prefix or padding is one error, `cannot-open`,
so that nobody learns from the kind of refusal.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sceau.envelope import cbor
from sceau.envelope.errors import EnvelopeError
from sceau.envelope.fields import Field, exactly, take
from sceau.envelope.header import Header, Role, copy_info, parse_header
from sceau.envelope.hpke import hpke_open, kem_public_key_hash
from sceau.envelope.kdf import kid_of_hash, sha256
from sceau.envelope.seal import ANSWER_LENGTH, SLIP, ZERO_NONCE, Slip, answer_key
from sceau.envelope.sections import read_sections
from sceau.envelope.wire import Delivery, check_signature

_PAYLOAD_LIMIT: Final = 8192


@dataclass(frozen=True, slots=True)
class Opened:
    """What a reader sees: open sections, names of withheld ones, and the keys of the answers it may write or read.

    `entries` are the sections as the copy carried them, for sealing them again to a new ticket.
    """

    header: Header
    sections: Mapping[str, dict[str, object]] = field(repr=False)
    withheld: tuple[str, ...]
    entries: list[list[object]] = field(repr=False)
    reply: bytes | None = field(repr=False)
    reply_patient: bytes | None = field(repr=False)


def open_copy(
    delivery: Delivery, role: Role, seed: bytes, *, header: Header | None = None, reissued_hash: bytes | None = None
) -> Opened:
    """Open one reader's copy, checking in the order of `spec/envelope.md` §5.

    `header` is what `parse_header` gave for this very delivery, when the caller has it already. `reissued_hash` is the
    hash a verified reissue gives for a moved patient copy, instead of the header's.
    """
    header = header or parse_header(delivery.header_bytes)
    return _read_payload(header, role, _open_payload(delivery, header, role, seed, reissued_hash))


def open_slip(delivery: Delivery, seed: bytes) -> Slip:
    """The notifier's copy."""
    payload = _open_payload(delivery, parse_header(delivery.header_bytes), Role.NOTIFIER, seed, None)
    return Slip(**take(cbor.decode(payload, limit=_PAYLOAD_LIMIT, path="payload"), "payload", SLIP))


def open_answer(reply: bytes, envelope_id: bytes, to: Role, sequence: int, answer: bytes) -> object:
    """The body of the register's answer; `cannot-open` with another key, id, reader or sequence."""
    if len(answer) != ANSWER_LENGTH:
        raise EnvelopeError("cannot-open", "answer")
    key = answer_key(reply, answer[:32], envelope_id, to, sequence)
    try:
        framed = AESGCM(key).decrypt(ZERO_NONCE, answer[32:], None)
    except InvalidTag:
        raise EnvelopeError("cannot-open", "answer") from None
    return cbor.decode(unframe(framed, "answer"), limit=ANSWER_LENGTH, path="answer")


def unframe(framed: bytes, path: str = "") -> bytes:
    """The payload `frame` filled up; `cannot-open` at `path` unless its length fits and the rest is zeros."""
    length = int.from_bytes(framed[:4], "big")
    payload, rest = framed[4 : 4 + length], framed[4 + length :]
    if len(framed) < 4 or len(payload) != length or rest != bytes(len(rest)):
        raise EnvelopeError("cannot-open", path)
    return payload


def _open_payload(delivery: Delivery, header: Header, role: Role, seed: bytes, reissued_hash: bytes | None) -> bytes:
    """What is sealed in the copy that the header names, once its signature is verified."""
    check_signature(header, delivery.header_bytes, delivery.signature)
    recipient = kem_public_key_hash(seed)
    reference = header.copy(role)
    if sha256(delivery.copy) != (reissued_hash or reference.hash):
        raise EnvelopeError("bad-hash", f"copies.{role}")
    if role is not Role.PATIENT and reference.kid != kid_of_hash(recipient):
        raise EnvelopeError("bad-key", f"copies.{role}")
    info = copy_info(role, recipient, header.binding)
    return _unseal(seed, info, delivery.copy, f"copies.{role}")


def _unseal(seed: bytes, info: bytes, sealed: bytes, path: str) -> bytes:
    plaintext = hpke_open(seed, info, sealed, path)
    if plaintext[:32] != sha256(info):
        raise EnvelopeError("cannot-open", path)
    return unframe(plaintext[32:], path)


def _read_payload(header: Header, role: Role, payload: bytes) -> Opened:
    fields = take(cbor.decode(payload, limit=_PAYLOAD_LIMIT, path="payload"), "payload", _PAYLOADS[role])
    revealed = read_sections(fields["sections"])
    if revealed.commit != header.commit:
        raise EnvelopeError("bad-commit", "sections")
    return Opened(
        header=header,
        sections=revealed.sections,
        withheld=revealed.withheld,
        entries=fields["sections"],
        reply=fields.get("reply"),
        reply_patient=fields.get("reply_patient"),
    )


_SECTIONS: Final = Field(list, 1, 7)
_PAYLOADS: Final = {
    Role.REGISTER: {
        "sections": _SECTIONS,
        "reply": exactly(32),
        "reply_patient": Field(bytes, 32, 32, required=False),
    },
    Role.PHARMACY: {"sections": _SECTIONS, "reply": exactly(32)},
    Role.PATIENT: {"sections": _SECTIONS},
}
