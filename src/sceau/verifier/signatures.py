"""Hashes and Ed25519 signatures, as `spec/envelope.md` §2 and §3 have them, and bodies that several keys signed."""

from dataclasses import dataclass
from hashlib import sha256 as _sha256
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from . import cbor
from .refusal import Refused
from .shape import fit, items, octets, take

_P: Final = 2**255 - 19
_ORDER_EIGHT: Final = int.from_bytes(
    bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"), "little"
)
_WEAK: Final = frozenset({0, 1, _P - 1, _ORDER_EIGHT, _P - _ORDER_EIGHT})
"""y of the points of small order: under such a key, anybody's signature may pass."""


def sha256(data: bytes) -> bytes:
    return _sha256(data).digest()


def leaf(kind: str, body: bytes) -> bytes:
    """The ledger entry of an object of this KIND (`spec/ledger.md` §3)."""
    return f"sceau/leaf/{kind}/v1\0".encode() + sha256(body)


def check_key(key: bytes, place: str) -> None:
    """Refused `weak-key` for a key under which a signature proves nothing."""
    y = int.from_bytes(key, "little") & (2**255 - 1)
    if len(key) != 32 or y >= _P or y in _WEAK:
        raise Refused("weak-key", place)


def check_signed(kind: str, body: bytes, key: bytes, signature: bytes, place: str) -> None:
    """Refused `bad-signature` unless `key` signed `body` as an object of this KIND."""
    check_key(key, place)
    if not ed25519_verifies(key, signature, f"sceau/{kind}/v1\0".encode() + body):
        raise Refused("bad-signature", place)


def ed25519_verifies(key: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):  # ValueError: no point of the curve
        return False
    return True


@dataclass(frozen=True, slots=True)
class Signed:
    """`{body, signatures, sealed?}`: an encoded body and the (key, signature) pairs under it."""

    body: bytes
    pairs: tuple[tuple[bytes, bytes], ...]
    sealed: tuple[bytes, ...]

    @property
    def hash(self) -> bytes:
        return sha256(self.body)

    def signers(self, kind: str, place: str) -> frozenset[bytes]:
        """Every key that signed; one bad signature refuses the whole."""
        for key, signature in self.pairs:
            check_signed(kind, self.body, key, signature, place)
        return frozenset(key for key, _ in self.pairs)


def read_bare(data: bytes, place: str) -> Signed:
    """A signed object beside which nothing travels. Refused: `not-canonical`, `bad-shape`."""
    signed = read_signed(data, place)
    if signed.sealed:
        raise Refused("bad-shape", f"{place}.sealed")
    return signed


def read_signed(data: bytes, place: str) -> Signed:
    """The signed object that `data` encodes; nothing is verified yet."""
    found = take(cbor.decode(data, place), place, _SIGNED, _SEALED)
    for pair in found["signatures"]:
        fit(pair, place, items(2, 2))
        fit(pair[0], place, octets(32))
        fit(pair[1], place, octets(64))
    for sealed in found.get("sealed", ()):
        fit(sealed, place, octets(1, 4096))
    keys = [key for key, _ in found["signatures"]]
    if sorted(set(keys)) != keys:
        raise Refused("not-canonical", place)
    pairs = tuple((key, signature) for key, signature in found["signatures"])
    return Signed(found["body"], pairs, tuple(found.get("sealed", ())))


_SIGNED: Final = {"body": octets(1, 65_536), "signatures": items(1, 32)}
_SEALED: Final = {"sealed": items(1, 256)}
