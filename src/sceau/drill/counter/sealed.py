"""Opening what the counter seals to its pharmacy: rows, documents, what people typed on their phones.

The one idea: `spec/counter.md` §2 and §5 written a second time, so that the drill can do what whoever got hold of a key
would do. The pages have their own; nothing of the product opens a row in Python.
"""

from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sceau.envelope import cbor
from sceau.envelope.errors import EnvelopeError
from sceau.envelope.hpke import hpke_open, kem_public_key
from sceau.envelope.kdf import kdf, labelled, sha256
from sceau.envelope.open import unframe

SIZES: Final = (4096, 8192, 16384)
KID: Final = 16
_NONCE, _COMMITMENT = 12, 32
_LIMIT: Final = SIZES[-1]
_ITEM: Final = "sceau/item/v1"
Place = tuple[int, int] | str
"""A row's day and number, or a document's name."""


def open_sheet(pharmacy: bytes, place: Place, sealed: bytes, seed: bytes) -> Any:  # noqa: ANN401 - plain data
    """What a row or a document says. EnvelopeError `cannot-open`; who signed it matters to no thief."""
    info = cbor.encode([pharmacy, place if isinstance(place, str) else list(place)])
    nonce, ciphertext = sealed[KID : KID + _NONCE], sealed[KID + _NONCE :]
    try:
        plaintext = AESGCM(kdf(seed, _ITEM, info)).decrypt(nonce, ciphertext, None)
    except InvalidTag:
        raise EnvelopeError("cannot-open", "item") from None
    if plaintext[:_COMMITMENT] != sha256(labelled(_ITEM, info)):
        raise EnvelopeError("cannot-open", "item")
    payload: Any = cbor.decode(unframe(plaintext[_COMMITMENT:]), limit=_LIMIT)
    return cbor.decode(cbor.decode(payload["body"], limit=_LIMIT)["content"], limit=_LIMIT)  # type: ignore[index]


def open_prefill(pharmacy: bytes, sealed: bytes, seed: bytes) -> Any:  # noqa: ANN401 - plain data
    """What somebody typed. EnvelopeError `cannot-open`."""
    epoch = sha256(kem_public_key(seed))
    info = labelled("sceau/prefill/v1", cbor.encode([pharmacy, epoch]))
    return cbor.decode(unframe(hpke_open(seed, info, sealed[KID:])), limit=_LIMIT)
