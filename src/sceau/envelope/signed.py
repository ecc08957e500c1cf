"""A body with several signatures: log entries and statements (`spec/keys.md`, `spec/envelope.md` §3)."""

from dataclasses import dataclass
from typing import Final

from sceau.envelope import cbor, signature
from sceau.envelope.errors import EnvelopeError
from sceau.envelope.fields import Field, check, exactly, take
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
    for item in fields.get("sealed", ()):
        check(item, f"{path}.sealed", Field(bytes, 1, 4096))
    return SignedObject(fields["body"], tuple(pairs), tuple(fields.get("sealed", ())))


def _parse_pair(pair: object, path: str) -> tuple[bytes, bytes]:
    check(pair, f"{path}.signatures", Field(list, 2, 2))
    assert isinstance(pair, list)
    check(pair[0], f"{path}.signatures", exactly(32))
    check(pair[1], f"{path}.signatures", exactly(64))
    return pair[0], pair[1]


_OBJECT: Final = {
    "body": Field(bytes, 1, OBJECT_LIMIT),
    "signatures": Field(list, 1, _SIGNATURES_LIMIT),
    "sealed": Field(list, 1, 256, required=False),
}
