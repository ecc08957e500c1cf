"""A domain's statements: its root, its signers, and the keys, software and enrolments they publish (`spec/keys.md` §1).

One hash-chained log a domain. Replaying it from a pinned root gives what one may believe of the domain; a log that
does not extend what was seen before is `rollback`. Enrolments are signed by the same signer but stand outside the
chain: there is one a pharmacy, and a phone should not have to read twenty thousand of them to know a key.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sceau.envelope import cbor
from sceau.envelope.errors import EnvelopeError
from sceau.envelope.fields import PREVIOUS, UNSIGNED, Field, check, exactly, take, text
from sceau.envelope.kdf import kid
from sceau.envelope.signature import check_key
from sceau.envelope.signed import OBJECT_LIMIT, SignedObject, parse_object, refuse_sealed, sign_object

ENROLMENT: Final = "enrolment"
"""KIND of a published enrolment key: signed, a leaf, in no chain."""

DAY: Final = 86_400
DESTROY_AFTER: Final = 60 * DAY
SIGNER_LIFE: Final = 400 * DAY


class Kind(StrEnum):
    """KINDs of the chain. A statement says which by the fields it has."""

    ROOT = "root"
    SIGNER = "signer"
    REVOCATION = "revocation"
    KEY = "key"
    SOFTWARE = "software"


class KeyRole(StrEnum):
    REGISTER = "register"
    NOTIFIER = "notifier"
    ACK = "ack"
    LEDGER = "ledger"


class SoftwareState(StrEnum):
    ACTIVE = "active"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class PublishedKey:
    """A key statement: times in seconds since 1970; `hash` is the statement's."""

    role: KeyRole
    pk: bytes
    not_before: int
    not_after: int
    destroy_after: int
    hash: bytes

    @property
    def kid(self) -> bytes:
        return kid(self.pk)


@dataclass(frozen=True, slots=True)
class Software:
    """A software that asks to send: only `active` may."""

    id: str
    name: str
    state: SoftwareState


@dataclass(slots=True)
class _Signer:
    pk: bytes
    not_before: int
    not_after: int
    hash: bytes


class Statements:
    """What a chain of statements, replayed from its root, says."""

    def __init__(self) -> None:
        self.domain = ""
        self.seq = -1
        self.head = b""
        self.root_hash = b""
        self.time = 0
        self.keys: list[PublishedKey] = []
        self.software: dict[str, Software] = {}
        self.enrolments: dict[bytes, str] = {}
        """Published enrolment keys and the FINESS each was given for."""
        self._root: dict[str, Any] = {}
        self._signers: list[_Signer] = []
        self._revoked: set[bytes] = set()

    @classmethod
    def replay(cls, objects: Iterable[bytes], *, root_hash: bytes) -> "Statements":
        """Replay a chain whose first statement must be the pinned root. Every check of `spec/keys.md` §1."""
        statements = cls()
        for data in objects:
            statements.extend(parse_object(data, "statement"))
            if statements.root_hash != root_hash:
                raise EnvelopeError("rollback", "statement")
        if statements.seq < 0:
            raise EnvelopeError("rollback", "statement")
        return statements

    def extend(self, statement: SignedObject) -> Kind:
        """Take one more statement, or refuse it and change nothing."""
        kind, body = self.read(statement)
        self._check_chain(body)
        self.check_signatures(kind, body, statement.signers(kind))
        self.apply(kind, body, statement.hash)
        self.seq, self.head, self.time = body["seq"], statement.hash, body["time"]
        return kind

    def enrol(self, enrolment: SignedObject) -> None:
        """Believe one published enrolment key: signed by a signer that was valid at its time and is not revoked.

        `bad-enrolment` when the same key was published for another FINESS.
        """
        refuse_sealed(enrolment, "enrolment")
        body = take(cbor.decode(enrolment.body, limit=OBJECT_LIMIT, path="enrolment"), "enrolment", _ENROLMENT)
        check_key(body["pk"], "enrolment.pk")
        if body["domain"] != self.domain or not self._signed_by_signer(body["time"], enrolment.signers(ENROLMENT)):
            raise EnvelopeError("not-signed", "enrolment")
        if self.enrolments.setdefault(body["pk"], body["finess"]) != body["finess"]:
            raise EnvelopeError("bad-enrolment", "enrolment")

    def read(self, statement: SignedObject) -> tuple[Kind, dict[str, Any]]:
        """Its KIND and its fields, each checked by itself."""
        refuse_sealed(statement, "statement")
        fields = cbor.decode(statement.body, limit=OBJECT_LIMIT, path="statement")
        kind = _kind_of(fields)
        body = take(fields, kind, _SHAPES[kind])
        _CHECKS[kind](body)
        if self.domain and body["domain"] != self.domain:
            raise EnvelopeError("bad-chain", "statement")
        return kind, body

    def newest(self, role: KeyRole, now: int) -> PublishedKey:
        """The key to use now: the newest valid one or, when none is, the last one that was.

        The caller warns when `not_after` has passed. `no-key` when none was ever valid.
        """
        begun = [key for key in self.usable(role) if key.not_before <= now]
        if not begun:
            raise EnvelopeError("no-key", role)
        return max(begun, key=lambda key: (key.not_after >= now, key.not_before))

    def usable(self, role: KeyRole) -> Iterator[PublishedKey]:
        """Keys of a role that were not revoked."""
        return (key for key in self.keys if key.role is role and key.hash not in self._revoked)

    @property
    def signer_end(self) -> int | None:
        """When the last signer that was not revoked may sign no more; None when there is none."""
        return max((one.not_after for one in self._signers if one.hash not in self._revoked), default=None)

    def check_kid(self, role: KeyRole, wanted: bytes, now: int) -> PublishedKey:
        """The key named `wanted`: `bad-key` when unknown or revoked, `stale-key` after `destroy_after`."""
        for key in self.usable(role):
            if key.kid == wanted:
                if now > key.destroy_after:
                    raise EnvelopeError("stale-key", f"header.copies.{role}")
                return key
        raise EnvelopeError("bad-key", f"header.copies.{role}")

    def next_body(self, time: int) -> dict[str, object]:
        """The chain fields of the next statement."""
        return {"domain": self.domain, "seq": self.seq + 1, "prev": self.head, "time": max(time, self.time)}

    def _check_chain(self, body: dict[str, Any]) -> None:
        first = self.seq < 0
        if (body["seq"], body["prev"]) != (self.seq + 1, self.head) or body["time"] < self.time:
            raise EnvelopeError("bad-chain", "statement")
        if first and "threshold" not in body:  # what is pinned is a root
            raise EnvelopeError("bad-chain", "statement")

    def check_signatures(self, kind: Kind, body: dict[str, Any], signers: frozenset[bytes]) -> None:
        """`not-signed` or `expired-signer` unless those who signed may say this."""
        if kind is Kind.ROOT:
            allowed = _quorum(body, signers) and (not self._root or _quorum(self._root, signers))
        elif kind in (Kind.SIGNER, Kind.REVOCATION):
            allowed = _quorum(self._root, signers) or self._signer_revokes_key(kind, body, signers)
        else:
            allowed = self._signed_by_signer(body["time"], signers)
        if not allowed:
            raise EnvelopeError("not-signed", "statement")

    def _signed_by_signer(self, time: int, signers: frozenset[bytes]) -> bool:
        mine = [signer for signer in self._signers if signer.pk in signers and signer.hash not in self._revoked]
        if mine and not any(signer.not_before <= time <= signer.not_after for signer in mine):
            raise EnvelopeError("expired-signer", "statement")
        return bool(mine)

    def _signer_revokes_key(self, kind: Kind, body: dict[str, Any], signers: frozenset[bytes]) -> bool:
        of_a_key = kind is Kind.REVOCATION and any(key.hash == body["hash"] for key in self.keys)
        return of_a_key and self._signed_by_signer(body["time"], signers)

    def apply(self, kind: Kind, body: dict[str, Any], statement_hash: bytes) -> None:
        """Believe a statement that was checked."""
        self.domain = body["domain"]
        if kind is Kind.ROOT:
            self._root = body
            self.root_hash = self.root_hash or statement_hash
        elif kind is Kind.SIGNER:
            self._signers.append(_Signer(body["pk"], body["not_before"], body["not_after"], statement_hash))
        elif kind is Kind.REVOCATION:
            self._revoke(body["hash"])
        elif kind is Kind.KEY:
            self.keys.append(_published(body, statement_hash))
        else:
            self.software = {item.id: item for item in map(_software, body["software"])}

    def _revoke(self, statement_hash: bytes) -> None:
        known = {signer.hash for signer in self._signers} | {key.hash for key in self.keys}
        if statement_hash not in known:
            raise EnvelopeError("bad-chain", "revocation.hash")
        self._revoked.add(statement_hash)


@dataclass(frozen=True, slots=True)
class KeyPath:
    """The register's keys as the statements of a receipt give them."""

    domain: str
    ack: bytes
    ledger: bytes


def verify_path(objects: Iterable[bytes], *, root_hash: bytes) -> KeyPath:
    """The acknowledgement and ledger keys that a receipt's statements lead to, from the pinned root.

    They are a selection of the chain, in its order: roots, signers, keys. Signatures are checked, continuity is not;
    what was revoked since, only the chain says.
    """
    path = Statements()
    for data in objects:
        statement = parse_object(data, "receipt.keys")
        kind, body = path.read(statement)
        path.check_signatures(kind, body, statement.signers(kind))
        path.apply(kind, body, statement.hash)
        if path.root_hash != root_hash:
            raise EnvelopeError("rollback", "receipt.keys")
    return KeyPath(path.domain, _only_key(path, KeyRole.ACK), _only_key(path, KeyRole.LEDGER))


def _only_key(path: Statements, role: KeyRole) -> bytes:
    found = [key.pk for key in path.usable(role)]
    if len(found) != 1:
        raise EnvelopeError("bad-receipt", "receipt.keys")
    return found[0]


def enrolment_body(domain: str, *, finess: str, public_key: bytes, time: int) -> dict[str, object]:
    """What the signer signs as `ENROLMENT` when an officer gives a pharmacy a code."""
    return {"domain": domain, "time": time, "finess": finess, "pk": public_key}


def ledger_origin(domain: str) -> str:
    """The name of a domain's ledger, which its checkpoints bear."""
    return f"{domain}/ledger"


def first_root(domain: str, time: int, threshold: int, keys: Iterable[bytes], *seeds: bytes) -> SignedObject:
    """The statement a client pins: a domain's first root, signed by `threshold` of its own keys."""
    body = {"domain": domain, "seq": 0, "prev": b"", "time": time, "threshold": threshold, "keys": sorted(keys)}
    return sign_object(Kind.ROOT, body, *seeds)


def _kind_of(fields: object) -> Kind:
    """The KIND is in no body, but each has a field that no other has."""
    if isinstance(fields, dict):
        for kind, shape in _SHAPES.items():
            if set(fields) == set(shape):
                return kind
    raise EnvelopeError("unknown-field", "statement")


def _quorum(root: dict[str, Any], signers: frozenset[bytes]) -> bool:
    return bool(root) and len(signers & set(root["keys"])) >= root["threshold"]


def _published(body: dict[str, Any], statement_hash: bytes) -> PublishedKey:
    return PublishedKey(
        KeyRole(body["role"]), body["pk"], body["not_before"], body["not_after"], body["destroy_after"], statement_hash
    )


def _software(item: dict[str, Any]) -> Software:
    return Software(item["id"], item["name"], SoftwareState(item["state"]))


def _check_root(body: dict[str, Any]) -> None:
    for key in body["keys"]:
        check(key, "root.keys", exactly(32))
        check_key(key, "root.keys")
    if sorted(set(body["keys"])) != body["keys"] or not 1 <= body["threshold"] <= len(body["keys"]):
        raise EnvelopeError("bad-length", "root.keys")


def _check_signer(body: dict[str, Any]) -> None:
    check_key(body["pk"], "signer.pk")
    if not 0 < body["not_after"] - body["not_before"] <= SIGNER_LIFE:
        raise EnvelopeError("bad-length", "signer.not_after")


def _check_published(body: dict[str, Any]) -> None:
    if body["role"] not in {role.value for role in KeyRole}:
        raise EnvelopeError("bad-type", "key.role")
    sealing = body["role"] in (KeyRole.REGISTER, KeyRole.NOTIFIER)
    check(body["pk"], "key.pk", exactly(1216 if sealing else 32))
    if not sealing:
        check_key(body["pk"], "key.pk")
    in_order = body["not_before"] < body["not_after"]
    if not in_order or body["destroy_after"] != body["not_after"] + DESTROY_AFTER:
        raise EnvelopeError("bad-length", "key.not_after")


def _check_software(body: dict[str, Any]) -> None:
    states = {state.value for state in SoftwareState}
    for item in body["software"]:
        if take(item, "software", _SOFTWARE)["state"] not in states:
            raise EnvelopeError("bad-type", "software.state")
    if len({item["id"] for item in body["software"]}) != len(body["software"]):
        raise EnvelopeError("bad-length", "software.id")


def _no_more_checks(_body: dict[str, Any]) -> None:
    """Its shape says all."""


_CHAIN: Final = {"domain": text(253), "seq": UNSIGNED, "prev": PREVIOUS, "time": UNSIGNED}
_LIFE: Final = {"not_before": UNSIGNED, "not_after": UNSIGNED}
_SOFTWARE: Final = {"id": text(64), "name": text(128), "state": text(16)}
_SHAPES: Final = {
    Kind.ROOT: {**_CHAIN, "threshold": UNSIGNED, "keys": Field(list, 1, 16)},
    Kind.SIGNER: {**_CHAIN, **_LIFE, "pk": exactly(32)},
    Kind.REVOCATION: {**_CHAIN, "hash": exactly(32)},
    Kind.KEY: {**_CHAIN, **_LIFE, "role": text(16), "pk": Field(bytes, 32, 1216), "destroy_after": UNSIGNED},
    Kind.SOFTWARE: {**_CHAIN, "software": Field(list, 0, 256)},
}
_ENROLMENT: Final = {"domain": text(253), "time": UNSIGNED, "finess": text(9, 9), "pk": exactly(32)}
_CHECKS: Final[Mapping[Kind, Callable[[dict[str, Any]], None]]] = {
    Kind.ROOT: _check_root,
    Kind.SIGNER: _check_signer,
    Kind.REVOCATION: _no_more_checks,
    Kind.KEY: _check_published,
    Kind.SOFTWARE: _check_software,
}
