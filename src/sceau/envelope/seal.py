"""Sealing: a record and its readers' public keys in, an envelope out (`spec/envelope.md` §4, §5, §7).

Every copy is tied to its reader, its role and the header, and filled to one of two lengths, so that what a thief can
measure says nothing of the result.
"""

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sceau.envelope import cbor, sections, signature
from sceau.envelope.errors import EnvelopeError
from sceau.envelope.fields import take, text
from sceau.envelope.header import CopyReference, Header, Role, Routing, TicketReference, copy_info
from sceau.envelope.hpke import OVERHEAD, hpke_seal
from sceau.envelope.kdf import kdf, kid, sha256
from sceau.envelope.ticket import Ticket, TicketCard
from sceau.envelope.wire import COPY_LENGTHS, NOTIFIER_LENGTH, Envelope

ANSWER_LENGTH: Final = 2048
SLIP: Final = {"channel": text(16), "address": text(254), "language": text(8)}
ZERO_NONCE: Final = bytes(12)  # every key below encrypts exactly once
_ANSWER_ROOM: Final = ANSWER_LENGTH - 32 - 16


@dataclass(frozen=True, slots=True)
class Sender:
    """Who seals: the pharmacy's id and its device's Ed25519 seed."""

    pharmacy: bytes
    device_seed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Readers:
    """Public keys the record is sealed to. The notifier's, and its slip, only when the person asked to be told."""

    register: bytes
    pharmacy: bytes
    notifier: bytes | None = None


@dataclass(frozen=True, slots=True)
class TicketFor:
    """A ticket or its card, and what opens it: the birth date of who was tested, and the code if that is not whole."""

    ticket: Ticket | TicketCard
    birth_date: str = field(repr=False)
    code: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Slip:
    """What the notifier needs to say "ready"."""

    channel: str
    address: str = field(repr=False)
    language: str


@dataclass(frozen=True, slots=True)
class Sealed:
    """An envelope, and the key of the register's answers, which the sender forgets when it has read them."""

    envelope: Envelope
    reply: bytes = field(repr=False)


def seal_envelope(
    record: Mapping[str, Mapping[str, object]],
    *,
    sender: Sender,
    readers: Readers,
    day: int,
    identity_to_register: bool,
    ticket: TicketFor | None = None,
    slip: Slip | None = None,
    corrects: tuple[int, bytes] | None = None,
    envelope_id: bytes | None = None,
) -> Sealed:
    """Seal `record` (section name → plain data).

    `bad-sections` for a name that is no section; `too-large` when it fits no envelope; `needs-code` when the ticket's
    code is not what its birth date asks for; `bad-copies` for a slip without a ticket or a notifier to carry it.
    """
    parts = sections.make_sections(record)
    routing = Routing(secrets.token_bytes(16), _ticket_reference(ticket))
    header = Header(
        id=envelope_id or secrets.token_bytes(16),
        pharmacy=sender.pharmacy,
        day=day,
        sender=signature.public_key(sender.device_seed),
        commit=sections.commitment((part.name, part.digest) for part in parts),
        routing=sha256(routing.encode()),
        corrects=corrects,
    )
    reply = secrets.token_bytes(32)
    everything = frozenset(sections.NAMES)
    register_sees = everything if identity_to_register else everything - sections.ABOUT_THE_PERSON
    card = ticket.ticket.card if ticket else None
    payloads = _payloads(parts, register_sees, reply, card, header.id)
    keys = {Role.REGISTER: readers.register, Role.PHARMACY: readers.pharmacy}
    if card:
        keys[Role.PATIENT] = card.public_key
    copies = _seal_copies(header.binding, keys, payloads)
    if slip:
        if not readers.notifier or not card:
            raise EnvelopeError("bad-copies", "slip")
        copies[Role.NOTIFIER] = _seal_slip(header.binding, readers.notifier, slip)
        keys[Role.NOTIFIER] = readers.notifier
    return Sealed(_sign(header, routing, keys, copies, sender.device_seed), reply)


def reseal_patient_copy(header: Header, entries: list[list[object]], ticket: Ticket | TicketCard, length: int) -> bytes:
    """The patient copy of `header`'s envelope again, for a new ticket (`spec/ticket.md` §5).

    `entries` as the pharmacy or the person opened them, of which what the person may not see is withheld here; `length`
    as before.
    """
    payload = cbor.encode({"sections": sections.withhold(entries, sections.PATIENT_SEES)})
    return _seal_copy(Role.PATIENT, ticket.card.public_key, header.binding, payload, length)


def seal_answer(reply: bytes, envelope_id: bytes, to: Role, sequence: int, body: object) -> bytes:
    """The register's answer, 2,048 bytes whatever it says; `too-large` when it does not fit."""
    salt = secrets.token_bytes(32)
    key = answer_key(reply, salt, envelope_id, to, sequence)
    return salt + AESGCM(key).encrypt(ZERO_NONCE, frame(cbor.encode(body), _ANSWER_ROOM), None)


def answer_key(reply: bytes, salt: bytes, envelope_id: bytes, to: Role, sequence: int) -> bytes:
    return kdf(reply, "sceau/reply/v1", cbor.encode([envelope_id, to.value, sequence]), salt=salt)


def frame(payload: bytes, length: int) -> bytes:
    """`u32(length) ‖ payload ‖ zeros`, `length` bytes in all."""
    if len(payload) + 4 > length:
        raise EnvelopeError("too-large")
    return (len(payload).to_bytes(4, "big") + payload).ljust(length, b"\x00")


def _ticket_reference(ticket: TicketFor | None) -> TicketReference | None:
    return ticket.ticket.reference(ticket.birth_date, ticket.code) if ticket else None


def _payloads(
    parts: tuple[sections.Section, ...],
    register_sees: frozenset[str],
    reply: bytes,
    card: TicketCard | None,
    envelope_id: bytes,
) -> dict[Role, bytes]:
    register: dict[str, object] = {"sections": sections.reveal(parts, register_sees), "reply": reply}
    payloads: dict[Role, dict[str, object]] = {
        Role.REGISTER: register,
        Role.PHARMACY: {"sections": sections.reveal(parts, sections.NAMES), "reply": reply},
    }
    if card:
        register["reply_patient"] = card.reply_key(envelope_id)
        payloads[Role.PATIENT] = {"sections": sections.reveal(parts, sections.PATIENT_SEES)}
    return {role: cbor.encode(payload) for role, payload in payloads.items()}


def _seal_copies(binding: bytes, keys: Mapping[Role, bytes], payloads: Mapping[Role, bytes]) -> dict[Role, bytes]:
    """All copies at the one length that holds the longest."""
    longest = max(map(len, payloads.values()))
    for length in COPY_LENGTHS:
        if longest <= length - OVERHEAD - 36:
            return {role: _seal_copy(role, keys[role], binding, data, length) for role, data in payloads.items()}
    raise EnvelopeError("too-large", "record")


def _seal_slip(binding: bytes, public_key: bytes, slip: Slip) -> bytes:
    fields = take(asdict(slip), "slip", SLIP)
    return _seal_copy(Role.NOTIFIER, public_key, binding, cbor.encode(fields), NOTIFIER_LENGTH)


def _seal_copy(role: Role, public_key: bytes, binding: bytes, payload: bytes, length: int) -> bytes:
    info = copy_info(role, sha256(public_key), binding)
    return hpke_seal(public_key, info, sha256(info) + frame(payload, length - OVERHEAD - 32))


def _sign(
    header: Header, routing: Routing, keys: Mapping[Role, bytes], copies: Mapping[Role, bytes], device_seed: bytes
) -> Envelope:
    roles = [role for role in Role if role in copies]
    whole = header.with_copies(tuple(_reference(role, keys[role], copies[role]) for role in roles))
    encoded = whole.encode()
    signed = signature.sign("envelope", encoded, device_seed)
    return Envelope(encoded, signed, routing.encode(), tuple(copies[role] for role in roles), whole, routing)


def _reference(role: Role, public_key: bytes, sealed: bytes) -> CopyReference:
    """A ticket's key has no name: two envelopes under one ticket would show it."""
    return CopyReference(role, None if role is Role.PATIENT else kid(public_key), sha256(sealed))
