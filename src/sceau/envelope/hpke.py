"""HPKE with X-Wing: seal to a public key, open with a seed (`spec/envelope.md` §2, RFC 9180).

A private key is its 32-byte seed, expanded by SHAKE256 as X-Wing says; nothing passes through DeriveKeyPair.
"""

import hashlib
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from sceau.envelope.errors import EnvelopeError
from sceau.envelope.kdf import sha256

PUBLIC_KEY_LENGTH: Final = 1216
OVERHEAD: Final = 1120 + 16
_MLKEM_LENGTH: Final = 1184
_SUITE: Final = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


def kem_public_key(seed: bytes) -> bytes:
    """The 1,216-byte public key of a 32-byte seed: ML-KEM-768, then X25519."""
    return _key_pair(seed)[1]


def kem_public_key_hash(seed: bytes) -> bytes:
    """SHA-256 of that public key, remembered with it."""
    return _key_pair(seed)[2]


def hpke_seal(public_key: bytes, info: bytes, plaintext: bytes) -> bytes:
    """`enc ‖ ciphertext`, `OVERHEAD` bytes longer than `plaintext`. `bad-key` for what is no public key."""
    try:
        return _SUITE.encrypt(plaintext, _public(public_key), info)
    except ValueError:  # an X25519 half of small order
        raise EnvelopeError("bad-key") from None


def hpke_open(seed: bytes, info: bytes, sealed: bytes, path: str = "") -> bytes:
    """The plaintext, or `cannot-open` at `path` whatever the reason."""
    try:
        return _SUITE.decrypt(sealed, _key_pair(seed)[0], info)
    except (InvalidTag, ValueError):
        raise EnvelopeError("cannot-open", path) from None


@lru_cache(maxsize=1)  # a reader opens many copies in a row; no secret but the last stays in memory
def _key_pair(seed: bytes) -> tuple[hpke.MLKEM768X25519PrivateKey, bytes, bytes]:
    """Private key, encoded public key and its hash."""
    if len(seed) != 32:
        raise EnvelopeError("bad-length", "seed")
    expanded = hashlib.shake_256(seed).digest(96)
    mlkem = MLKEM768PrivateKey.from_seed_bytes(expanded[:64])
    x25519 = X25519PrivateKey.from_private_bytes(expanded[64:])
    public = mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()
    return hpke.MLKEM768X25519PrivateKey(mlkem, x25519), public, sha256(public)


@lru_cache(maxsize=64)
def _public(key: bytes) -> hpke.MLKEM768X25519PublicKey:
    if len(key) != PUBLIC_KEY_LENGTH:
        raise EnvelopeError("bad-key")
    try:
        mlkem = MLKEM768PublicKey.from_public_bytes(key[:_MLKEM_LENGTH])
        return hpke.MLKEM768X25519PublicKey(mlkem, X25519PublicKey.from_public_bytes(key[_MLKEM_LENGTH:]))
    except ValueError:
        raise EnvelopeError("bad-key") from None
