"""Write the entries of a pharmacy's log: what `spec/keys.md` §2 lets a member do.

The reading side is `pharmacy_log`; nothing here is believed before that has replayed it.
"""

import secrets

from sceau.envelope import cbor
from sceau.envelope.access import Kit, enrolment_seed
from sceau.envelope.errors import EnvelopeError
from sceau.envelope.hpke import hpke_open, hpke_seal, kem_public_key
from sceau.envelope.kdf import kid, labelled, sha256
from sceau.envelope.pharmacy_log import KIND, Epoch, Operation, PharmacyLog
from sceau.envelope.signature import public_key
from sceau.envelope.signed import SignedObject, sign_object


def genesis(*, code: str, kit: Kit, finess: str, name: str, phone: str, time: int) -> SignedObject:
    """A new pharmacy's first entry, signed by its enrolment code and its first member."""
    seed = enrolment_seed(code)
    body = {
        **PharmacyLog().next_body(Operation.GENESIS, time),
        "pharmacy": secrets.token_bytes(16),
        "finess": finess,
        "name": name,
        "phone": phone,
        "enrolment": public_key(seed),
        "member": kit.member,
    }
    return sign_object(KIND, body, seed, kit.sign_seed)


def recovery(log: PharmacyLog, *, code: str, kit: Kit, time: int) -> SignedObject:
    """A new beginning with a new enrolment code, when no member is left: in 72 hours `kit` is the only member."""
    seed = enrolment_seed(code)
    body = {**log.next_body(Operation.RECOVERY, time), "enrolment": public_key(seed), "member": kit.member}
    return sign_object(KIND, body, seed, kit.sign_seed)


def device_added(log: PharmacyLog, *, kit: Kit, device: bytes, software: str, time: int) -> SignedObject:
    """`device` is the new device's public key."""
    body = {**log.next_body(Operation.DEVICE_ADDED, time), "device": device, "software": software}
    return sign_object(KIND, body, kit.sign_seed)


def device_removed(log: PharmacyLog, *, kit: Kit, device: bytes, time: int) -> SignedObject:
    return sign_object(KIND, {**log.next_body(Operation.DEVICE_REMOVED, time), "device": device}, kit.sign_seed)


def member_added(log: PharmacyLog, *, kit: Kit, member: dict[str, bytes], time: int) -> SignedObject:
    return sign_object(KIND, {**log.next_body(Operation.MEMBER_ADDED, time), "member": member}, kit.sign_seed)


def member_removed(log: PharmacyLog, *, kit: Kit, member: bytes, time: int) -> SignedObject:
    """`member` is the signing key of the one who leaves; a new epoch must follow at once."""
    return sign_object(KIND, {**log.next_body(Operation.MEMBER_REMOVED, time), "member": member}, kit.sign_seed)


def new_epoch(log: PharmacyLog, *, kit: Kit, time: int) -> SignedObject:
    """A fresh epoch, its seed sealed to every member, and the previous seed sealed to it where a member has it."""
    log, seed = log.at(time), secrets.token_bytes(32)
    epoch = kem_public_key(seed)
    sealed = [(kid(kem), _seal_seed(log.pharmacy, epoch, kem, seed)) for kem in log.members.values()]
    sealed.sort()
    if log.chained:
        previous = epoch_seed(log, log.epoch, kit)
        sealed.append((kid(epoch), _seal_seed(log.pharmacy, log.epoch.public_key, epoch, previous)))
    body = {
        **log.next_body(Operation.EPOCH, time),
        "epoch": epoch,
        "seeds": [[reader, sha256(item)] for reader, item in sealed],
    }
    return sign_object(KIND, body, kit.sign_seed, sealed=tuple(item for _, item in sealed))


def epoch_seed(log: PharmacyLog, epoch: Epoch, kit: Kit) -> bytes:
    """The seed of any epoch: from the newest the member was given, back along the chain. `cannot-open` otherwise."""
    mine = kid(kem_public_key(kit.kem_seed))
    seed, reader, wanted = kit.kem_seed, mine, log.epochs.index(epoch)
    for at in reversed(range(len(log.epochs))):
        if at < wanted:
            break
        candidate, key = log.epochs[at], reader
        successor = log.epochs[at + 1] if at + 1 < len(log.epochs) else None
        if mine in candidate.seeds:
            seed = _open_seed(log.pharmacy, candidate, kit.kem_seed, candidate.seeds[mine])
        elif successor is not None and key in successor.seeds:
            seed = _open_seed(log.pharmacy, candidate, seed, successor.seeds[key])
        else:
            raise EnvelopeError("cannot-open", "epoch")
        reader = candidate.kid
    return seed


def _seal_seed(pharmacy: bytes, epoch: bytes, reader: bytes, seed: bytes) -> bytes:
    return hpke_seal(reader, _seed_info(pharmacy, epoch, reader), seed)


def _open_seed(pharmacy: bytes, epoch: Epoch, reader_seed: bytes, sealed: bytes) -> bytes:
    seed = hpke_open(reader_seed, _seed_info(pharmacy, epoch.public_key, kem_public_key(reader_seed)), sealed)
    if kem_public_key(seed) != epoch.public_key:
        raise EnvelopeError("cannot-open", "epoch")
    return seed


def _seed_info(pharmacy: bytes, epoch: bytes, reader: bytes) -> bytes:
    return labelled("sceau/epoch/v1", cbor.encode([pharmacy, sha256(epoch), sha256(reader)]))
