"""Rows and what phones send, opened by the epoch's seed and by nothing else."""

import secrets

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sceau.drill.counter.sealed import Place, open_prefill, open_sheet
from sceau.envelope import cbor
from sceau.envelope.errors import EnvelopeError
from sceau.envelope.hpke import OVERHEAD, hpke_seal, kem_public_key
from sceau.envelope.kdf import kdf, kid, labelled, sha256

SHOP, SEED = bytes(range(16)), bytes(range(32))
EPOCH = kem_public_key(SEED)
PERSON = {"identity": {"birth_name": "CANARI"}}


def filled(payload: bytes, size: int) -> bytes:
    return (len(payload).to_bytes(4, "big") + payload).ljust(size, b"\0")


def sheet(place: Place, content: object) -> bytes:
    """As `spec/counter.md` §2 has it."""
    info = cbor.encode([SHOP, place if isinstance(place, str) else list(place)])
    payload = cbor.encode({"body": cbor.encode({"content": cbor.encode(content)})})
    plaintext = sha256(labelled("sceau/item/v1", info)) + filled(payload, 4096 - 16 - 12 - 16 - 32)
    nonce = secrets.token_bytes(12)
    return kid(EPOCH) + nonce + AESGCM(kdf(SEED, "sceau/item/v1", info)).encrypt(nonce, plaintext, None)


def prefill(person: object) -> bytes:
    """As §5 has it."""
    info = labelled("sceau/prefill/v1", cbor.encode([SHOP, sha256(EPOCH)]))
    return kid(EPOCH) + hpke_seal(EPOCH, info, filled(cbor.encode(person), 4096 - 16 - OVERHEAD))


@pytest.mark.parametrize("place", [(20_000, 7), "kits"])
def test_a_row_and_a_document_open(place: Place) -> None:
    sealed = sheet(place, PERSON)
    assert (len(sealed), open_sheet(SHOP, place, sealed, SEED)) == (4096, PERSON)


def test_a_row_opens_in_no_other_place() -> None:
    with pytest.raises(EnvelopeError, match="cannot-open"):
        open_sheet(SHOP, (20_000, 8), sheet((20_000, 7), PERSON), SEED)


def test_a_row_opens_with_no_other_seed() -> None:
    with pytest.raises(EnvelopeError, match="cannot-open"):
        open_sheet(SHOP, (20_000, 7), sheet((20_000, 7), PERSON), bytes(32))


def test_what_a_phone_sent_opens() -> None:
    assert open_prefill(SHOP, prefill(PERSON), SEED) == PERSON


def test_what_a_phone_sent_opens_with_no_other_seed() -> None:
    with pytest.raises(EnvelopeError, match="cannot-open"):
        open_prefill(SHOP, prefill(PERSON), bytes(32))
