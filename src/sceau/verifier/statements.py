"""A domain's statements: its root keys, their signers, and the keys that these publish (`spec/keys.md` §1).

An auditor pins one hash, that of the first root. What follows is believed because of who signed it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from . import cbor
from .refusal import Refused
from .shape import NUMBER, fit, items, octets, take, words
from .signatures import Signed, check_key, read_bare

_SIGNER_LIFE: Final = 400 * 86_400
_DESTROY_AFTER: Final = 60 * 86_400


@dataclass(frozen=True, slots=True)
class Statement:
    """What was read, in shape; nobody's word has been checked yet."""

    kind: str
    body: dict[str, Any]
    signed: Signed


@dataclass(slots=True)
class Domain:
    """What a domain's statements say, in the order they were read."""

    name: str = ""
    root_hash: bytes = b""
    head: tuple[int, bytes, int] = (-1, b"", 0)
    """seq, hash and time of the last statement of the chain."""
    keys: list[tuple[bytes, dict[str, Any]]] = field(default_factory=list)
    """(hash of the statement, its body) of every key published."""
    software: dict[str, str] = field(default_factory=dict)
    """Software id → state."""
    enrolments: dict[bytes, str] = field(default_factory=dict)
    """Enrolment key → the FINESS it was published for."""
    _root: dict[str, Any] = field(default_factory=dict)
    _signers: list[tuple[bytes, dict[str, Any]]] = field(default_factory=list)
    _revoked: set[bytes] = field(default_factory=set)

    def follow(self, statement: Statement) -> None:
        """The next statement of the whole chain. Refused: `bad-chain`, and those of `believe`."""
        body, (seq, last, time) = statement.body, self.head
        in_place = (body["seq"], body["prev"]) == (seq + 1, last) and body["time"] >= time
        if not in_place or (seq < 0 and statement.kind != "root"):
            raise Refused("bad-chain", "statement")
        self.believe(statement)
        self.head = body["seq"], statement.signed.hash, body["time"]

    def believe(self, statement: Statement) -> None:
        """One statement, for who signed it. Refused: `not-signed`, `bad-signature`, `bad-chain`."""
        kind, body, signed = statement.kind, statement.body, statement.signed
        if self.name and body["domain"] != self.name:
            raise Refused("bad-chain", "statement")
        if not self._may_say(kind, body, signed.signers(kind, "statement")):
            raise Refused("not-signed", "statement")
        self.name = body["domain"]
        self._change(kind, body, signed.hash)

    def enrol(self, data: bytes) -> None:
        """An enrolment that the register published. Refused: `not-signed`, `bad-enrolment`."""
        signed = read_bare(data, "enrolment")
        body = take(cbor.decode(signed.body, "enrolment"), "enrolment", _ENROLMENT)
        check_key(body["pk"], "enrolment")
        by = signed.signers("enrolment", "enrolment")
        if body["domain"] != self.name or not self._is_signer(body["time"], by):
            raise Refused("not-signed", "enrolment")
        if self.enrolments.setdefault(body["pk"], body["finess"]) != body["finess"]:
            raise Refused("bad-enrolment", "enrolment")

    def published(self, role: str) -> list[bytes]:
        """Public keys of this role that were not revoked, oldest first."""
        return [body["pk"] for digest, body in self.keys if body["role"] == role and digest not in self._revoked]

    def _may_say(self, kind: str, body: dict[str, Any], by: frozenset[bytes]) -> bool:
        match kind:
            case "root":
                return _quorum(body, by) and (not self._root or _quorum(self._root, by))
            case "signer":
                return _quorum(self._root, by)
            case "revocation":
                of_a_key = any(digest == body["hash"] for digest, _ in self.keys)
                return _quorum(self._root, by) or (of_a_key and self._is_signer(body["time"], by))
        return self._is_signer(body["time"], by)

    def _is_signer(self, time: int, by: frozenset[bytes]) -> bool:
        return any(
            body["pk"] in by and digest not in self._revoked and body["not_before"] <= time <= body["not_after"]
            for digest, body in self._signers
        )

    def _change(self, kind: str, body: dict[str, Any], digest: bytes) -> None:
        match kind:
            case "root":
                self._root, self.root_hash = body, self.root_hash or digest
            case "signer":
                self._signers.append((digest, body))
            case "key":
                self.keys.append((digest, body))
            case "revocation":
                self._revoke(body["hash"])
            case _:
                self.software = {one["id"]: one["state"] for one in body["software"]}

    def _revoke(self, digest: bytes) -> None:
        if digest not in {known for known, _ in [*self._signers, *self.keys]}:
            raise Refused("bad-chain", "revocation")
        self._revoked.add(digest)


def replay(statements: Iterable[bytes], *, root: bytes, enrolments: Iterable[bytes] = ()) -> Domain:
    """A whole chain, from the pinned `root`. Refused: `other-root` and what is wrong with a statement."""
    domain = Domain()
    for data in statements:
        domain.follow(read_statement(data, "statement"))
        if domain.root_hash != root:
            raise Refused("other-root", "statement")
    if not domain.root_hash:
        raise Refused("other-root", "statement")
    for data in enrolments:
        domain.enrol(data)
    return domain


def follow_selection(statements: Sequence[bytes], *, root: bytes) -> Domain:
    """The statements a receipt brings: not the whole chain, but each signed from the pinned `root` down."""
    domain = Domain()
    for data in statements:
        domain.believe(read_statement(data, "receipt.keys"))
        if domain.root_hash != root:
            raise Refused("other-root", "receipt.keys")
    return domain


def read_statement(data: bytes, place: str) -> Statement:
    """Refused: `not-canonical`, `bad-shape`."""
    signed = read_bare(data, place)
    decoded = cbor.decode(signed.body, "statement")
    kind = _kind(decoded)
    body = take(decoded, kind, _SHAPES[kind])
    _check(kind, body)
    return Statement(kind, body, signed)


def _kind(body: object) -> str:
    """A statement says which it is by the fields that it has."""
    for kind, shape in _SHAPES.items():
        if isinstance(body, dict) and body.keys() == shape.keys():
            return kind
    raise Refused("bad-shape", "statement")


def _quorum(root: dict[str, Any], by: frozenset[bytes]) -> bool:
    return bool(root) and len(by & set(root["keys"])) >= root["threshold"]


def _check(kind: str, body: dict[str, Any]) -> None:
    match kind:
        case "root":
            for key in body["keys"]:
                fit(key, kind, octets(32))
                check_key(key, kind)
            right = sorted(set(body["keys"])) == body["keys"] and 1 <= body["threshold"] <= len(body["keys"])
        case "signer":
            check_key(body["pk"], kind)
            right = 0 < body["not_after"] - body["not_before"] <= _SIGNER_LIFE
        case "key":
            right = _is_key(body)
        case "software":
            named = [take(one, kind, _SOFTWARE)["id"] for one in body["software"]]
            right = len(set(named)) == len(named)
        case _:
            right = True
    if not right:
        raise Refused("bad-shape", kind)


def _is_key(body: dict[str, Any]) -> bool:
    length = _ROLES.get(body["role"])
    if length == 32:
        check_key(body["pk"], "key")
    in_order = body["not_before"] < body["not_after"]
    return len(body["pk"]) == length and in_order and body["destroy_after"] == body["not_after"] + _DESTROY_AFTER


_ROLES: Final = {"register": 1216, "notifier": 1216, "ack": 32, "ledger": 32}
_CHAIN: Final = {"domain": words(253), "seq": NUMBER, "prev": octets(0, 32), "time": NUMBER}
_LIFE: Final = {"not_before": NUMBER, "not_after": NUMBER}
_SOFTWARE: Final = {"id": words(64), "name": words(128), "state": words(16)}
_ENROLMENT: Final = {"domain": words(253), "time": NUMBER, "finess": words(9, 9), "pk": octets(32)}
_SHAPES: Final = {
    "root": {**_CHAIN, "threshold": NUMBER, "keys": items(1, 16)},
    "signer": {**_CHAIN, **_LIFE, "pk": octets(32)},
    "revocation": {**_CHAIN, "hash": octets(32)},
    "key": {**_CHAIN, **_LIFE, "role": words(16), "pk": octets(32, 1216), "destroy_after": NUMBER},
    "software": {**_CHAIN, "software": items(0, 256)},
}
