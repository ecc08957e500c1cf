"""Cosignatures (spec/ledger.md §7; C2SP tlog-cosignature): a witness saw this checkpoint extend the last one it signed.

The one idea: a cosignature is one more line under the ledger's own note, of a type of its own, over the time as well as
the checkpoint. Ed25519 is what today's witnesses have; ML-DSA-44 is what C2SP prefers, and no quantum computer forges.
"""

from dataclasses import dataclass, field
from enum import IntEnum
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

from sceau.ledger.canonical import decode_base64, encode_base64
from sceau.ledger.checkpoint import Checkpoint, parse_checkpoint
from sceau.ledger.errors import BadCheckpointError, BadVerifierKeyError
from sceau.ledger.keys import Verifier, is_key_name

_NAME_LIMIT: Final = 255
_TIME_LIMIT: Final = 1 << 63


class Algorithm(IntEnum):
    """The type of a cosignature, as it stands before the key."""

    ED25519 = 0x04
    ML_DSA_44 = 0x06


@dataclass(frozen=True, slots=True)
class CosignerKey:
    """A witness's public key under its name. Raises BadVerifierKeyError for one that proves nothing."""

    name: str
    algorithm: Algorithm
    public_key: bytes

    def __post_init__(self) -> None:
        if not is_key_name(self.name) or len(self.name.encode()) > _NAME_LIMIT:
            raise BadVerifierKeyError("a witness's name has no space, control character or '+', and at most 255 bytes")
        if len(self.public_key) != _LENGTHS[self.algorithm]:
            raise BadVerifierKeyError("a witness's public key has 32 bytes (Ed25519) or 1,312 (ML-DSA-44)")
        if self.algorithm is Algorithm.ED25519:
            Verifier(self.name, self.public_key)  # refuses a weak one

    @property
    def key_id(self) -> bytes:
        """SHA-256(name ‖ 0A ‖ algorithm ‖ public key)[:4]."""
        return sha256(self.name.encode() + b"\n" + bytes([self.algorithm]) + self.public_key).digest()[:4]

    def accepts(self, signature: bytes, text: str) -> bool:
        """Whether `signature` (8 bytes of time, then the algorithm's) is this witness's, over the checkpoint `text`."""
        time, signed = int.from_bytes(signature[:8], "big"), signature[8:]
        if len(signature) < 8 or time >= _TIME_LIMIT:
            return False
        try:
            message = _message(self.algorithm, self.name, parse_checkpoint(text), time)
            self._verify(signed, message)
        except (BadCheckpointError, InvalidSignature, ValueError):
            return False
        return True

    def __str__(self) -> str:
        """The key as people exchange it: `name+id+base64(algorithm ‖ public key)`."""
        return f"{self.name}+{self.key_id.hex()}+{encode_base64(bytes([self.algorithm]) + self.public_key)}"

    def _verify(self, signed: bytes, message: bytes) -> None:
        if self.algorithm is Algorithm.ED25519:
            Ed25519PublicKey.from_public_bytes(self.public_key).verify(signed, message)
        else:
            MLDSA44PublicKey.from_public_bytes(self.public_key).verify(signed, message)


def parse_cosigner_key(text: str) -> CosignerKey:
    """The key written `name+id+base64`. Raises BadVerifierKeyError, also when the id is another key's."""
    name, _, rest = text.partition("+")
    key_id, _, encoded = rest.partition("+")
    try:
        data = decode_base64(encoded)
        algorithm = Algorithm(data[0])
    except (ValueError, IndexError):
        raise BadVerifierKeyError("a witness's key is name+id+base64, of type 04 or 06") from None
    key = CosignerKey(name, algorithm, data[1:])
    if key.key_id.hex() != key_id:
        raise BadVerifierKeyError("a verifier key whose id is not that of its name and key: copy it again")
    return key


@dataclass(frozen=True, slots=True)
class Cosigner:
    """A witness's private key: its 32-byte seed, never shown."""

    name: str
    algorithm: Algorithm
    seed: bytes = field(repr=False)

    @property
    def key(self) -> CosignerKey:
        public = self._private().public_key().public_bytes_raw()
        return CosignerKey(self.name, self.algorithm, public)

    def line(self, checkpoint: Checkpoint, time: int) -> str:
        """The signature line that says: at `time` (seconds since 1970) this was the largest tree I had seen.

        Whoever calls has made sure that it is.
        """
        signed = self._private().sign(_message(self.algorithm, self.name, checkpoint, time))
        return f"\N{EM DASH} {self.name} {encode_base64(self.key.key_id + time.to_bytes(8, 'big') + signed)}\n"

    def _private(self) -> Ed25519PrivateKey | MLDSA44PrivateKey:
        if self.algorithm is Algorithm.ED25519:
            return Ed25519PrivateKey.from_private_bytes(self.seed)
        return MLDSA44PrivateKey.from_seed_bytes(self.seed)


def _message(algorithm: Algorithm, name: str, checkpoint: Checkpoint, time: int) -> bytes:
    if algorithm is Algorithm.ED25519:
        return f"cosignature/v1\ntime {time}\n{checkpoint.text}".encode()
    parts = (
        b"subtree/v1\n\0",
        _counted(name),
        time.to_bytes(8, "big"),
        _counted(checkpoint.origin),
        bytes(8),  # from the first leaf on
        checkpoint.size.to_bytes(8, "big"),
        checkpoint.root,
    )
    return b"".join(parts)


def _counted(text: str) -> bytes:
    data = text.encode()
    return len(data).to_bytes(1, "big") + data  # OverflowError above 255 bytes: a key's name is never so long


_LENGTHS: Final = {Algorithm.ED25519: 32, Algorithm.ML_DSA_44: 1312}
