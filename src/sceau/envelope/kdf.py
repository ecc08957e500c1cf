"""Hashes and key derivation (`spec/envelope.md` §2)."""

import hashlib
from datetime import UTC, datetime

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def labelled(label: str, extra: bytes = b"") -> bytes:
    """`label ‖ 00 ‖ extra`: the zero byte is always there, so that no label is the beginning of another."""
    return label.encode() + b"\x00" + extra


def kdf(secret: bytes, label: str, extra: bytes = b"", *, salt: bytes | None = None) -> bytes:
    """HKDF-SHA256, 32 bytes out; empty salt unless given."""
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=labelled(label, extra)).derive(secret)


def kid(public_key: bytes) -> bytes:
    """The 16-byte name of a public key."""
    return kid_of_hash(sha256(public_key))


def kid_of_hash(public_key_hash: bytes) -> bytes:
    """The same, from the key's hash."""
    return public_key_hash[:16]


def day_of(moment: datetime) -> int:
    """Days since 1970-01-01 UTC of an aware moment."""
    return (moment.astimezone(UTC).date() - datetime(1970, 1, 1, tzinfo=UTC).date()).days
