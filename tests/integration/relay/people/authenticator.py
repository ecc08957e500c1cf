"""A passkey in software: what a phone or a security key does, with a P-256 key, for tests (WebAuthn level 3, §6)."""

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Authenticator:
    """One discoverable passkey. `verifies` is whether it asks for a finger or a code; `origin` is the page's."""

    origin: str
    verifies: bool = True
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    user_handle: bytes = b""

    def make(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to creation options, as `PublicKeyCredential.toJSON()` gives it."""
        asked = options["publicKey"]
        self.user_handle = decode(asked["user"]["id"])
        data = self._data(asked["rp"]["id"], ATTESTED) + bytes(16) + self._described_key()
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", asked["challenge"])
        return self._answer({"clientDataJSON": encode(client), "attestationObject": encode(attestation)})

    def sign(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to request options."""
        asked = options["publicKey"]
        data, client = self._data(asked["rpId"]), self._client("webauthn.get", asked["challenge"])
        signature = self.key.sign(data + sha256(client).digest(), ec.ECDSA(SHA256()))
        said = {"clientDataJSON": client, "authenticatorData": data, "signature": signature}
        return self._answer({name: encode(value) for name, value in {**said, "userHandle": self.user_handle}.items()})

    def _data(self, name: str, flags: int = 0) -> bytes:
        said = PRESENT | (VERIFIED if self.verifies else 0) | flags
        return sha256(name.encode()).digest() + bytes([said]) + bytes(4)

    def _described_key(self) -> bytes:
        point = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}
        return len(self.credential_id).to_bytes(2, "big") + self.credential_id + cbor.encode(cose)

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def _answer(self, response: Mapping[str, str]) -> dict[str, Any]:
        name = encode(self.credential_id)
        kind = {"id": name, "rawId": name, "type": "public-key", "authenticatorAttachment": "platform"}
        return {**kind, "response": dict(response), "clientExtensionResults": {"credProps": {"rk": True}}}


def encode(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
