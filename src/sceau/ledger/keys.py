"""Verifier keys and signers: Ed25519 under a name (spec/ledger.md §6; C2SP signed-note, type 01).

The one idea: a key is known by its name and by four bytes hashed from the name and the key, so that a reader knows at
once which of the signatures under a note it can check. The name of a ledger's key is the ledger's origin.
"""

import re
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sceau.ledger.canonical import decode_base64, encode_base64
from sceau.ledger.errors import BadVerifierKeyError

ED25519 = b"\x01"  # the signature type; witnesses' cosignatures have other types, and other classes when they come

_KEY_NAME = re.compile(r"[^\s+\x00-\x1f\ud800-\udfff]+")

_P = 2**255 - 19
_ORDER_EIGHT = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
# y of the points of small order: under such a key, libraries accept signatures that nobody made.
_WEAK = frozenset({0, 1, _P - 1, _ORDER_EIGHT, _P - _ORDER_EIGHT})


@dataclass(frozen=True, slots=True)
class Verifier:
    """A named Ed25519 public key (32 bytes). Raises BadVerifierKeyError for a malformed name or a weak key."""

    name: str
    public_key: bytes

    def __post_init__(self) -> None:
        if not is_key_name(self.name):
            raise BadVerifierKeyError("a key's name is not empty, and has no space, control character or '+'")
        y = int.from_bytes(self.public_key, "little") & (1 << 255) - 1
        if len(self.public_key) != 32 or y >= _P or y in _WEAK:
            raise BadVerifierKeyError("not a public key of Ed25519, or one under which signatures prove nothing")

    @property
    def key_id(self) -> bytes:
        """SHA-256(name ‖ 0A ‖ 01 ‖ public key)[:4]."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public_key).digest()[:4]

    def accepts(self, signature: bytes, text: str) -> bool:
        """Whether `signature` (64 bytes) is this key's, over the note text."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public_key).verify(signature, text.encode())
        except (InvalidSignature, ValueError):  # ValueError: y is on no point of the curve
            return False
        return True

    def __str__(self) -> str:
        """The key as people exchange it: `name+id+base64(01 ‖ public key)`, the id in lower-case hexadecimal."""
        return f"{self.name}+{self.key_id.hex()}+{encode_base64(ED25519 + self.public_key)}"


def parse_verifier(text: str) -> Verifier:
    """The verifier written `name+id+base64`. Raises BadVerifierKeyError, also when the id is another key's."""
    name, _, rest = text.partition("+")
    key_id, _, encoded = rest.partition("+")
    try:
        key = decode_base64(encoded)
    except ValueError:
        raise BadVerifierKeyError("a verifier key is name+id+base64: the last part is not base64") from None
    if key[:1] != ED25519:
        raise BadVerifierKeyError("a verifier key of a type that is not Ed25519 (01)")
    verifier = Verifier(name, key[1:])
    if verifier.key_id.hex() != key_id:
        raise BadVerifierKeyError("a verifier key whose id is not that of its name and key: copy it again")
    return verifier


@dataclass(frozen=True, slots=True)
class Signer:
    """A named Ed25519 private key: its raw 32-byte seed, never shown."""

    name: str
    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if not is_key_name(self.name) or len(self.seed) != 32:
            raise BadVerifierKeyError("a signer has a name without space, control character or '+', and a 32-byte seed")

    @property
    def verifier(self) -> Verifier:
        return Verifier(self.name, self._key().public_key().public_bytes_raw())

    def sign(self, text: str) -> bytes:
        """The 64-byte signature of a note text."""
        return self._key().sign(text.encode())

    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


def is_key_name(name: str) -> bool:
    """Whether signed notes allow this name: not empty, no Unicode space, no control character, no plus sign."""
    return _KEY_NAME.fullmatch(name) is not None
