"""A domain that publishes statements and a pharmacy that writes its log: right ones, and whatever is signed instead."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.unit.envelope.messages import DOMAIN, FINESS, NOW

from sceau.envelope import enrol
from sceau.envelope.access import Kit, enrolment_seed
from sceau.envelope.hpke import kem_public_key
from sceau.envelope.pharmacy_log import KIND, Operation, PharmacyLog
from sceau.envelope.signature import public_key
from sceau.envelope.signed import SignedObject, sign_object
from sceau.envelope.statements import DAY, DESTROY_AFTER, ENROLMENT, Kind, Statements, enrolment_body, first_root

ROOTS = tuple(sorted((bytes([number]) * 32 for number in range(0x31, 0x34)), key=public_key))
SIGNER, OTHER = b"\x41" * 32, b"\x42" * 32
KEM = kem_public_key(b"\x51" * 32)
LIFE = {"not_before": NOW, "not_after": NOW + 7 * DAY}
WHILE_SEALED = {**LIFE, "destroy_after": NOW + 7 * DAY + DESTROY_AFTER}


@dataclass(slots=True)
class Domain:
    """A chain from its root on, of which two keys of three must sign."""

    chain: Statements = field(default_factory=Statements)
    objects: list[SignedObject] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.take(first_root(DOMAIN, NOW, 2, map(public_key, ROOTS), *ROOTS[:2]))

    def take(self, statement: SignedObject) -> SignedObject:
        self.chain.extend(statement)
        self.objects.append(statement)
        return statement

    def statement(self, kind: str, fields: Mapping[str, object], *by: bytes) -> SignedObject:
        """The next one as its signers would have it, not yet believed by anybody."""
        return sign_object(kind, {**self.chain.next_body(NOW), **fields}, *by)

    def publish(self, kind: str, fields: Mapping[str, object], *by: bytes) -> SignedObject:
        return self.take(self.statement(kind, fields, *by))

    def add_signer(self, seed: bytes = SIGNER, **life: int) -> SignedObject:
        return self.publish(Kind.SIGNER, {**LIFE, "pk": public_key(seed), **life}, *ROOTS[:2])

    def revoke(self, statement: SignedObject, *by: bytes) -> SignedObject:
        return self.publish(Kind.REVOCATION, {"hash": statement.hash}, *(by or ROOTS[:2]))

    def encoded(self) -> list[bytes]:
        return [statement.encode() for statement in self.objects]

    @property
    def root_hash(self) -> bytes:
        return self.objects[0].hash


def key_fields(role: str = "register", pk: bytes = KEM, **times: int) -> dict[str, object]:
    return {**WHILE_SEALED, "role": role, "pk": pk, **times}


def enrolment_of(pk: bytes, *, by: bytes = SIGNER, finess: str = FINESS, time: int = NOW) -> SignedObject:
    return sign_object(ENROLMENT, enrolment_body(DOMAIN, finess=finess, public_key=pk, time=time), by)


CODE, NEW_CODE, THIRD_CODE = ("0" * 25 + letter for letter in "048")
OWNER, COLLEAGUE, NEWCOMER = (Kit(bytes([number]) * 32) for number in range(0x61, 0x64))
DEVICE = public_key(b"\x71" * 32)
ENROLMENTS = {public_key(enrolment_seed(code)): FINESS for code in (CODE, NEW_CODE, THIRD_CODE)}


@dataclass(slots=True)
class Pharmacy:
    """A log whose owner has just begun it."""

    log: PharmacyLog = field(default_factory=PharmacyLog)
    entries: list[SignedObject] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.take(enrol.genesis(code=CODE, kit=OWNER, finess=FINESS, name="Pharmacie du Port", phone="", time=NOW))

    def take(self, entry: SignedObject, *, now: int | None = None) -> SignedObject:
        self.log.extend(entry, enrolments=ENROLMENTS, now=now)
        self.entries.append(entry)
        return entry

    def entry(
        self, operation: Operation, fields: Mapping[str, object], *by: bytes, time: int = NOW, kind: str = KIND
    ) -> SignedObject:
        """The next one as its signers would have it, not yet believed by anybody."""
        return sign_object(kind, {**self.log.next_body(operation, time), **fields}, *(by or [OWNER.sign_seed]))

    def add_member(self, kit: Kit, *, time: int = NOW) -> SignedObject:
        return self.take(enrol.member_added(self.log, kit=OWNER, member=kit.member, time=time))

    def new_epoch(self, kit: Kit = OWNER, *, time: int = NOW) -> SignedObject:
        return self.take(enrol.new_epoch(self.log, kit=kit, time=time))

    def add_device(self, device: bytes = DEVICE, *, time: int = NOW) -> SignedObject:
        return self.take(enrol.device_added(self.log, kit=OWNER, device=device, software="example", time=time))

    def recover(self, code: str = NEW_CODE, kit: Kit = NEWCOMER, *, time: int = NOW) -> SignedObject:
        return self.take(enrol.recovery(self.log, code=code, kit=kit, time=time))
