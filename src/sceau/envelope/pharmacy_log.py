"""A pharmacy's log: its members, devices and epochs, each change signed and chained (`spec/keys.md` §2).

The relay, the register and every client replay the same entries and so believe the same of a pharmacy; no
account anywhere can add a reader to it.
"""

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sceau.envelope import cbor
from sceau.envelope.errors import EnvelopeError
from sceau.envelope.fields import PREVIOUS, UNSIGNED, Field, array, byte_string, exactly, take, text
from sceau.envelope.kdf import kid, sha256
from sceau.envelope.signature import check_key
from sceau.envelope.signed import OBJECT_LIMIT, SignedObject, parse_object, refuse_sealed

KIND: Final = "pharmacy"
GRACE: Final = 24 * 3600
"""Seconds an epoch that was replaced is still taken."""
RECOVERY_DELAY: Final = 72 * 3600
CLOCK_TOLERANCE: Final = 3600
"""Seconds between a new entry's time and the clock of the relay that takes it."""


class Operation(StrEnum):
    GENESIS = "genesis"
    MEMBER_ADDED = "member-added"
    MEMBER_REMOVED = "member-removed"
    DEVICE_ADDED = "device-added"
    DEVICE_REMOVED = "device-removed"
    EPOCH = "epoch"
    RECOVERY = "recovery"


@dataclass(frozen=True, slots=True)
class Epoch:
    """A key the pharmacy's copies are sealed to, since `time` (seconds); `seeds` names who was given its seed."""

    public_key: bytes
    time: int
    seeds: Mapping[bytes, bytes]
    """kid of the reader → the sealed seed."""

    @property
    def kid(self) -> bytes:
        return kid(self.public_key)


class PharmacyLog:
    """What a pharmacy's entries, replayed from its genesis, say. Times are seconds since 1970."""

    def __init__(self) -> None:
        self.pharmacy = b""
        self.seq = -1
        self.head = b""
        self.genesis_hash = b""
        self.time = 0
        self.finess = ""
        self.name = ""
        self.phone = ""
        self.enrolment = b""
        self.members: dict[bytes, bytes] = {}
        """Signing key → sealing key."""
        self.devices: dict[bytes, str] = {}
        """Signing key → software id."""
        self.epochs: list[Epoch] = []
        self.chained = False
        """Whether a member has the newest epoch's seed, so that the next epoch must carry it."""
        self._used: set[bytes] = set()
        """Every key that ever served: each serves once, for one thing."""
        self._recovery: dict[str, Any] | None = None

    @classmethod
    def replay(cls, entries: Iterable[bytes], *, enrolments: Mapping[bytes, str]) -> "PharmacyLog":
        """Replay a whole log; `enrolments` are the keys the register published and the FINESS of each."""
        log = cls()
        for data in entries:
            log.extend(parse_object(data, "entry"), enrolments=enrolments)
        if log.seq < 0:
            raise EnvelopeError("bad-chain", "entry")
        return log

    def extend(self, entry: SignedObject, *, enrolments: Mapping[bytes, str], now: int | None = None) -> Operation:
        """Take one more entry, or refuse it and change nothing.

        `now` is for the relay, which takes the entry as new: `clock` when the entry's time is not then. Without it, 72
        hours would be what entries say of themselves.
        """
        operation, body = _read(entry)
        self._check_chain(body, operation)
        if now is not None:
            self._check_clock(operation, body["time"], now)
        after = self.at(body["time"])
        after.apply(operation, body, entry, enrolments=enrolments)
        vars(self).update(vars(after))
        return operation

    def at(self, now: int) -> "PharmacyLog":
        """A copy as it stands at `now`, recovered if that is due."""
        after = PharmacyLog()
        vars(after).update({name: copy.copy(value) for name, value in vars(self).items()})
        after.recover(now)
        return after

    def recover(self, now: int) -> None:
        """A recovery that nobody contradicted for 72 hours replaces all members."""
        if self._recovery is not None and now >= self._recovery["time"] + RECOVERY_DELAY:
            self.members, self.enrolment, self.chained = {}, self._recovery["enrolment"], False
            self._add_member(self._recovery["member"])
            self._recovery = None

    def apply(
        self, operation: Operation, body: dict[str, Any], entry: SignedObject, *, enrolments: Mapping[bytes, str]
    ) -> None:
        """Believe an entry whose place in the chain was checked. What is refused half-way is refused to a copy."""
        self._check_right(operation, body, entry.signers(KIND), enrolments)
        self._change(operation, body, entry)
        self.pharmacy, self.seq, self.head, self.time = body["pharmacy"], body["seq"], entry.hash, body["time"]

    @property
    def epoch(self) -> Epoch:
        """The epoch to seal to. `no-key` before the first."""
        if not self.epochs:
            raise EnvelopeError("no-key", "epoch")
        return self.epochs[-1]

    def check_kid(self, wanted: bytes, now: int) -> None:
        """`bad-key` for an unknown epoch; `stale-key` for one replaced more than 24 hours ago."""
        for epoch, successor in zip(self.epochs, [*self.epochs[1:], None], strict=True):
            if epoch.kid == wanted:
                if successor is not None and now > successor.time + GRACE:
                    raise EnvelopeError("stale-key", "header.copies.pharmacy")
                return
        raise EnvelopeError("bad-key", "header.copies.pharmacy")

    def next_body(self, operation: Operation, time: int) -> dict[str, object]:
        """The chain fields of the next entry."""
        return {
            "pharmacy": self.pharmacy,
            "seq": self.seq + 1,
            "prev": self.head,
            "time": max(time, self.time),
            "op": operation.value,
        }

    def _check_chain(self, body: dict[str, Any], operation: Operation) -> None:
        first = self.seq < 0
        expected = (self.seq + 1, self.head, body["pharmacy"] if first else self.pharmacy)
        if (body["seq"], body["prev"], body["pharmacy"]) != expected or body["time"] < self.time:
            raise EnvelopeError("bad-chain", "entry")
        if first is not (operation is Operation.GENESIS):
            raise EnvelopeError("bad-chain", "entry")

    def _check_clock(self, operation: Operation, time: int, now: int) -> None:
        """What is signed early, or late while 72 hours are counted, would shorten them or bring them back."""
        counted = self._recovery is not None or operation is Operation.RECOVERY
        if time > now + CLOCK_TOLERANCE or (counted and time < now - CLOCK_TOLERANCE):
            raise EnvelopeError("clock", "entry.time")

    def _check_right(
        self, operation: Operation, body: dict[str, Any], signers: frozenset[bytes], enrolments: Mapping[bytes, str]
    ) -> None:
        if operation in (Operation.GENESIS, Operation.RECOVERY):
            finess = body["finess"] if operation is Operation.GENESIS else self.finess
            if enrolments.get(body["enrolment"]) != finess or body["enrolment"] in self._used:
                raise EnvelopeError("bad-enrolment", "entry")
            allowed = signers == {body["enrolment"], body["member"]["sign"]}
        else:
            allowed = len(signers) == 1 and signers <= set(self.members)
        if not allowed:
            raise EnvelopeError("not-signed", "entry")

    def _change(self, operation: Operation, body: dict[str, Any], entry: SignedObject) -> None:
        self._recovery = None  # a member of before is there after all
        match operation:
            case Operation.GENESIS:
                self._begin(body, entry)
            case Operation.MEMBER_ADDED:
                self._add_member(body["member"])
            case Operation.MEMBER_REMOVED:
                _refuse_unless(body["member"] in self.members and len(self.members) > 1)
                del self.members[body["member"]]
            case Operation.DEVICE_ADDED:
                check_key(body["device"], "entry.device")
                self._use(body["device"])
                self.devices[body["device"]] = body["software"]
            case Operation.DEVICE_REMOVED:
                _refuse_unless(body["device"] in self.devices)
                del self.devices[body["device"]]
            case Operation.EPOCH:
                self.epochs.append(self._new_epoch(body, entry))
                self.chained = True
            case Operation.RECOVERY:
                self._use(body["enrolment"])
                _refuse_unless(self._used.isdisjoint(body["member"].values()))
                self._recovery = body

    def _begin(self, body: dict[str, Any], entry: SignedObject) -> None:
        self.finess, self.name, self.phone = body["finess"], body["name"], body["phone"]
        self.enrolment, self.genesis_hash = body["enrolment"], entry.hash
        self._use(body["enrolment"])
        self._add_member(body["member"])

    def _add_member(self, member: Mapping[str, bytes]) -> None:
        self._use(member["sign"])
        self._use(member["kem"])
        self.members[member["sign"]] = member["kem"]

    def _use(self, key: bytes) -> None:
        """A key serves once: what was removed never returns, and no device's key ever reads."""
        _refuse_unless(key not in self._used)
        self._used.add(key)

    def _new_epoch(self, body: dict[str, Any], entry: SignedObject) -> Epoch:
        readers = sorted(kid(kem) for kem in self.members.values())
        if self.chained:
            readers.append(kid(body["epoch"]))
        named = [_seed_reference(pair) for pair in body["seeds"]]
        _refuse_unless([reader for reader, _ in named] == readers and len(entry.sealed) == len(named))
        _refuse_unless(all(sha256(sealed) == hashed for sealed, (_, hashed) in zip(entry.sealed, named, strict=True)))
        self._use(body["epoch"])
        return Epoch(body["epoch"], body["time"], dict(zip(readers, entry.sealed, strict=True)))


def _read(entry: SignedObject) -> tuple[Operation, dict[str, Any]]:
    """What an entry says, checked by itself; its signatures are not verified yet."""
    fields = cbor.decode(entry.body, limit=OBJECT_LIMIT, path="entry")
    operation = _operation_of(fields)
    body = take(fields, operation, {**_CHAIN, **_SHAPES[operation]})
    if operation in _WITH_MEMBER:
        check_key(take(body["member"], "entry.member", _MEMBER)["sign"], "entry.member.sign")
    if operation is not Operation.EPOCH:
        refuse_sealed(entry, "entry")
    return operation, body


def _operation_of(fields: object) -> Operation:
    operation = fields.get("op") if isinstance(fields, dict) else None
    if not isinstance(operation, str) or operation not in set(Operation):
        raise EnvelopeError("bad-type", "entry.op")
    return Operation(operation)


def _seed_reference(pair: object) -> tuple[bytes, bytes]:
    reader, hashed = array(pair, "entry.seeds", 2, 2)
    return byte_string(reader, "entry.seeds", 16, 16), byte_string(hashed, "entry.seeds", 32, 32)


def _refuse_unless(consistent: bool) -> None:  # noqa: FBT001
    if not consistent:
        raise EnvelopeError("bad-entry", "entry")


_CHAIN: Final = {"pharmacy": exactly(16), "seq": UNSIGNED, "prev": PREVIOUS, "time": UNSIGNED, "op": text(16)}
_WITH_MEMBER: Final = (Operation.GENESIS, Operation.MEMBER_ADDED, Operation.RECOVERY)
_MEMBER: Final = {"sign": exactly(32), "kem": exactly(1216)}
_SHAPES: Final[dict[Operation, dict[str, Field]]] = {
    Operation.GENESIS: {
        "finess": text(9, 9),
        "name": text(128),
        "phone": text(20, 0),
        "enrolment": exactly(32),
        "member": Field(dict),
    },
    Operation.MEMBER_ADDED: {"member": Field(dict)},
    Operation.MEMBER_REMOVED: {"member": exactly(32)},
    Operation.DEVICE_ADDED: {"device": exactly(32), "software": text(64)},
    Operation.DEVICE_REMOVED: {"device": exactly(32)},
    Operation.EPOCH: {"epoch": exactly(1216), "seeds": Field(list, 1, 256)},
    Operation.RECOVERY: {"enrolment": exactly(32), "member": Field(dict)},
}
