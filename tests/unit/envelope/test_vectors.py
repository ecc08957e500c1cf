"""What was sealed once opens for ever, in either language; and what either seals now, the other opens."""

import copy
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from tests.unit.envelope.exchange import ROOT, Exchange
from tests.unit.envelope.messages import check_messages, seal_messages

from sceau.envelope import cbor
from sceau.envelope.hpke import kem_public_key

VECTORS = ROOT / "spec/vectors"
XWING = json.loads((VECTORS / "xwing/test-vectors.json").read_text())


@pytest.fixture(scope="module")
def exchange(tmp_path_factory: pytest.TempPathFactory) -> Exchange:
    return Exchange.built_in(tmp_path_factory.mktemp("exchange"))


@pytest.mark.parametrize("language", ["python", "typescript"])
def test_what_was_sealed_once_still_opens(language: str) -> None:
    check_messages(json.loads((VECTORS / f"envelope/{language}.json").read_text()))


def test_what_python_seals_typescript_opens(exchange: Exchange) -> None:
    assert exchange.open(seal_messages()) == ""


def test_what_typescript_seals_python_opens(exchange: Exchange) -> None:
    check_messages(exchange.seal())


def test_typescript_refuses_a_message_that_was_changed(exchange: Exchange) -> None:
    messages = copy.deepcopy(seal_messages())
    messages["answers"]["patient"] = messages["answers"]["pharmacy"]
    assert "cannot-open" in exchange.open(messages)


@pytest.mark.parametrize(
    ("value", "encoded"),
    [(b"\x01", "4101"), ("a", "6161"), ([1], "8101"), ({"a": b""}, "a1616140"), (True, "f5"), (500, "1901f4")],
)
def test_the_encoding_is_that_of_rfc_8949(value: object, encoded: str) -> None:
    assert cbor.encode(value).hex() == encoded


@pytest.mark.parametrize("vector", XWING, ids=lambda vector: vector["seed"][:8])
def test_an_x_wing_seed_gives_the_published_public_key(vector: dict[str, Any]) -> None:
    assert kem_public_key(bytes.fromhex(vector["seed"])).hex() == vector["pk"]


@pytest.mark.parametrize("vector", XWING, ids=lambda vector: vector["seed"][:8])
def test_an_x_wing_ciphertext_gives_the_published_secret(vector: dict[str, Any]) -> None:
    """The library has no bare decapsulation: its two halves are joined here as the draft says."""
    expanded, sealed = hashlib.shake_256(bytes.fromhex(vector["sk"])).digest(96), bytes.fromhex(vector["ct"])
    scalar = X25519PrivateKey.from_private_bytes(expanded[64:])
    lattice = MLKEM768PrivateKey.from_seed_bytes(expanded[:64]).decapsulate(sealed[:1088])
    curve = scalar.exchange(X25519PublicKey.from_public_bytes(sealed[1088:]))
    own = scalar.public_key().public_bytes_raw()
    secret = hashlib.sha3_256(lattice + curve + sealed[1088:] + own + rb"\.//^" + b"\\").hexdigest()
    assert secret == vector["ss"]


def test_the_vectors_are_all_there() -> None:
    assert len(XWING) == 3
    assert {path.stem for path in Path(VECTORS / "envelope").glob("*.json")} == {"python", "typescript"}
