"""One pharmacy, its device and its readers, with keys made once: what the tests of this folder seal with."""

from collections.abc import Mapping
from typing import Any, cast

from tests.unit.envelope.messages import BORN, DAY, RECORD, SLIP

from sceau.envelope import cbor
from sceau.envelope.header import Role, copy_info
from sceau.envelope.hpke import hpke_seal, kem_public_key
from sceau.envelope.kdf import sha256
from sceau.envelope.open import Opened, open_copy
from sceau.envelope.seal import Readers, Sender, Slip, TicketFor, seal_envelope
from sceau.envelope.signature import public_key, sign
from sceau.envelope.ticket import Ticket
from sceau.envelope.wire import Delivery, Envelope

DEVICE, REGISTER, PHARMACY, NOTIFIER = (bytes([number]) * 32 for number in range(1, 5))
TICKET = Ticket(bytes([5]) * 32)
TICKET_FOR = TicketFor(TICKET, BORN)
SENDER = Sender(b"a made-up  shop!", DEVICE)
READERS = Readers(*map(kem_public_key, (REGISTER, PHARMACY, NOTIFIER)))
SEEDS = {Role.REGISTER: REGISTER, Role.PHARMACY: PHARMACY, Role.PATIENT: TICKET.seed, Role.NOTIFIER: NOTIFIER}


def sealed(
    record: Mapping[str, Mapping[str, object]] = RECORD,
    *,
    sender: Sender = SENDER,
    readers: Readers = READERS,
    identity: bool = True,
    ticket: TicketFor | None = TICKET_FOR,
    slip: Slip | None = SLIP,
    corrects: tuple[int, bytes] | None = None,
) -> Envelope:
    """An envelope for every reader, unless the arguments say otherwise."""
    return seal_envelope(
        record,
        sender=sender,
        readers=readers,
        day=DAY,
        identity_to_register=identity,
        ticket=ticket,
        slip=slip,
        corrects=corrects,
    ).envelope


def delivery(envelope: Envelope, role: Role) -> Delivery:
    copy = envelope.sealed(role)
    assert copy is not None
    return Delivery(envelope.header_bytes, envelope.signature, copy)


def opened(envelope: Envelope, role: Role) -> Opened:
    return open_copy(delivery(envelope, role), role, SEEDS[role])


def signed_again(envelope: Envelope, role: Role, copy: bytes, *, device: bytes = DEVICE, **fields: object) -> Delivery:
    """`copy` for `role` under a header that hashes it, with other fields if given, signed by `device`."""
    header = cast("dict[str, Any]", cbor.decode(envelope.header_bytes, limit=2048))
    copies = [{**one, "hash": sha256(copy)} if one["role"] == role else one for one in header["copies"]]
    encoded = cbor.encode({**header, "sender": public_key(device), "copies": copies, **fields})
    return Delivery(encoded, sign("envelope", encoded, device), copy)


def sealed_by_hand(envelope: Envelope, role: Role, plaintext: bytes) -> Delivery:
    """A copy that says `plaintext`, properly tied to its reader and header but for what `plaintext` itself holds."""
    key = kem_public_key(SEEDS[role])
    return signed_again(envelope, role, hpke_seal(key, info_of(envelope, role), plaintext))


def info_of(envelope: Envelope, role: Role) -> bytes:
    return copy_info(role, sha256(kem_public_key(SEEDS[role])), envelope.header.binding)
