"""Printed secrets: a member's or officer's kit, and a pharmacy's enrolment code (`spec/keys.md` §2, §3).

Both are Crockford base 32: no letters that look like digits, read aloud over a telephone without mistakes.
"""

import secrets
from dataclasses import dataclass, field
from typing import Final

from sceau.envelope import signature
from sceau.envelope.errors import EnvelopeError
from sceau.envelope.hpke import kem_public_key
from sceau.envelope.kdf import kdf, sha256

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES: Final = str.maketrans("OIL", "011")
_CODE_LETTERS, _KIT_LETTERS, _CHECK_LETTERS, _GROUP = 26, 52, 4, 4


@dataclass(frozen=True, slots=True)
class Kit:
    """A 32-byte access secret on paper, and the keys derived from it."""

    secret: bytes = field(repr=False)

    @classmethod
    def new(cls) -> "Kit":
        return cls(secrets.token_bytes(32))

    @classmethod
    def parse(cls, printed: str) -> "Kit":
        """The kit as printed, spaces, hyphens and case ignored. `bad-kit` when a character is wrong."""
        letters = _clean(printed)
        if len(letters) != _KIT_LETTERS + _CHECK_LETTERS:
            raise EnvelopeError("bad-kit", "kit")
        kit = cls(_decode(letters[:_KIT_LETTERS], 32, "bad-kit"))
        if _clean(kit.text) != letters:
            raise EnvelopeError("bad-kit", "kit")
        return kit

    @property
    def text(self) -> str:
        """Thirteen groups of four characters, and a fourteenth that checks them."""
        check = int.from_bytes(sha256(self.secret)[:3], "big") >> 4
        letters = _encode(self.secret, _KIT_LETTERS) + _letters(check, _CHECK_LETTERS)
        return " ".join(letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))

    @property
    def kem_seed(self) -> bytes:
        return kdf(self.secret, "sceau/access/kem/v1")

    @property
    def sign_seed(self) -> bytes:
        return kdf(self.secret, "sceau/access/sign/v1")

    @property
    def member(self) -> dict[str, bytes]:
        """The public keys, as a pharmacy's log carries them."""
        return {"sign": signature.public_key(self.sign_seed), "kem": kem_public_key(self.kem_seed)}


def new_enrolment_code() -> str:
    """16 random bytes as 26 characters."""
    return _encode(secrets.token_bytes(16), _CODE_LETTERS)


def enrolment_seed(code: str) -> bytes:
    """The Ed25519 seed of an enrolment code. `bad-enrolment-code` when it is not one."""
    letters = _clean(code)
    if len(letters) != _CODE_LETTERS:
        raise EnvelopeError("bad-enrolment-code", "code")
    return kdf(_decode(letters, 16, "bad-enrolment-code"), "sceau/enrol/v1")


def _clean(printed: str) -> str:
    """Its letters, with those that look like digits read as digits."""
    return "".join(printed.split()).replace("-", "").upper().translate(_LOOKALIKES)


def _encode(data: bytes, letters: int) -> str:
    return _letters(int.from_bytes(data, "big") << (5 * letters - 8 * len(data)), letters)


def _letters(value: int, count: int) -> str:
    return "".join(_ALPHABET[value >> 5 * place & 31] for place in reversed(range(count)))


def _decode(letters: str, length: int, code: str) -> bytes:
    value = 0
    for letter in letters:
        if letter not in _ALPHABET:
            raise EnvelopeError(code)
        value = value << 5 | _ALPHABET.index(letter)
    padding = 5 * len(letters) - 8 * length
    if value & ((1 << padding) - 1):
        raise EnvelopeError(code)
    return (value >> padding).to_bytes(length, "big")
