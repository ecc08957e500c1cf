"""A body with several signatures: log entries and statements (`spec/keys.md`, `spec/envelope.md` §3)."""

from dataclasses import dataclass
from typing import Final

from sceau.envelope import cbor, signature
from sceau.envelope.errors import EnvelopeError
from sceau.envelope.fields import Field, array, byte_string, take
from sceau.envelope.kdf import sha256

OBJECT_LIMIT: Final = 65_536
_SIGNATURES_LIMIT: Final = 32


@dataclass(frozen=True, slots=True)
class SignedObject:
    """`body` and who signed it: (public key, signature) sorted by key. `sealed` travels beside, bound by the body."""

    body: bytes
    signatures: tuple[tuple[bytes, bytes], ...]
    sealed: tuple[bytes, ...] = ()

    @property
    def hash(self) -> bytes:
        return sha256(self.body)

    def encode(self) -> bytes:
        fields: dict[str, object] = {"body": self.body, "signatures": [list(pair) for pair in self.signatures]}
        return cbor.encode({**fields, "sealed": list(self.sealed)} if self.sealed else fields)

    def signers(self, kind: str) -> frozenset[bytes]:
        """The keys that signed the body as `kind`; one bad signature refuses the object."""
        for key, signed in self.signatures:
            signature.verify(kind, self.body, key, signed, "signatures")
        return frozenset(key for key, _ in self.signatures)


def refuse_sealed(signed: SignedObject, path: str) -> None:
    """`unknown-field` when something travels beside a body that says nothing of it."""
    if signed.sealed:
        raise EnvelopeError("unknown-field", f"{path}.sealed")


def sign_object(kind: str, body: object, *seeds: bytes, sealed: tuple[bytes, ...] = ()) -> SignedObject:
    """`body` (a map) signed as `kind` by each seed."""
    encoded = cbor.encode(body)
    pairs = {signature.public_key(seed): signature.sign(kind, encoded, seed) for seed in seeds}
    return SignedObject(encoded, tuple(sorted(pairs.items())), sealed)


def parse_object(data: bytes, path: str = "object") -> SignedObject:
    """The object `data` encodes; its signatures are not verified yet."""
    fields = take(cbor.decode(data, limit=OBJECT_LIMIT, path=path), path, _OBJECT)
    pairs = [_parse_pair(pair, path) for pair in fields["signatures"]]
    keys = [key for key, _ in pairs]
    if sorted(set(keys)) != keys:
        raise EnvelopeError("not-canonical", f"{path}.signatures")
    sealed = tuple(byte_string(item, f"{path}.sealed", 1, 4096) for item in fields.get("sealed", ()))
    return SignedObject(fields["body"], tuple(pairs), sealed)


def _parse_pair(pair: object, path: str) -> tuple[bytes, bytes]:
    path = f"{path}.signatures"
    key, signed = array(pair, path, 2, 2)
    return byte_string(key, path, 32, 32), byte_string(signed, path, 64, 64)


_OBJECT: Final = {
    "body": Field(bytes, 1, OBJECT_LIMIT),
    "signatures": Field(list, 1, _SIGNATURES_LIMIT),
    "sealed": Field(list, 1, 256, required=False),
}
