"""Ed25519 over a KIND and a body (`spec/envelope.md` §2 and §3).

The KIND is signed but not carried, so a signature made for one kind of object is never one for another.
"""

from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sceau.envelope.errors import EnvelopeError
from sceau.envelope.kdf import labelled, sha256

_P: Final = 2**255 - 19
_SMALL_ORDER_Y: Final = frozenset(
    {
        0,
        1,
        _P - 1,
        int.from_bytes(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"),
        int.from_bytes(bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"), "little"),
    }
)


def public_key(seed: bytes) -> bytes:
    """The 32-byte public key of a 32-byte seed."""
    return _private(seed).public_key().public_bytes_raw()


def sign(kind: str, body: bytes, seed: bytes) -> bytes:
    """64 bytes, over `"sceau/KIND/v1" ‖ 00 ‖ body`."""
    return _private(seed).sign(labelled(f"sceau/{kind}/v1", body))


def verify(kind: str, body: bytes, key: bytes, signature: bytes, path: str = "signature") -> None:
    """`weak-key` or `bad-signature` at `path` unless `key` signed `body` as `kind`."""
    check_key(key, path)
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, labelled(f"sceau/{kind}/v1", body))
    except InvalidSignature:
        raise EnvelopeError("bad-signature", path) from None


def check_key(key: bytes, path: str = "key") -> None:
    """`weak-key` for a non-canonical or small-order key: libraries accept forgeries under those."""
    y = int.from_bytes(key, "little") & (2**255 - 1)
    if len(key) != 32 or y >= _P or y in _SMALL_ORDER_Y:
        raise EnvelopeError("weak-key", path)


def object_hash(body: bytes) -> bytes:
    return sha256(body)


def leaf(kind: str, body: bytes) -> bytes:
    """The ledger entry of a signed object: it says the kind and nothing of the content."""
    return labelled(f"sceau/leaf/{kind}/v1", sha256(body))


@lru_cache(maxsize=1)  # a device signs many in a row; no secret but the last stays in memory
def _private(seed: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(seed)
