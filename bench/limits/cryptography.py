"""The limit of intake: only its cryptography, in two processes; no parsing, no checks of a record, no database.

For each delivery what the register cannot do without: one Ed25519 check, one HPKE opening, the digests of the sections
and the commitment, the answer and the two records at rest sealed, the acknowledgement signed, the leaf hashed.
"""

import hmac
import secrets
from collections.abc import Callable, Sequence
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bench.timing import together
from sceau.envelope import cbor, signature
from sceau.envelope.header import Header, Role, copy_info
from sceau.envelope.hpke import hpke_open, kem_public_key
from sceau.envelope.kdf import kdf, labelled, sha256
from sceau.envelope.seal import ANSWER_LENGTH, ZERO_NONCE
from sceau.envelope.statements import KeyRole
from sceau.envelope.wire import Envelope
from sceau.ledger.merkle import leaf_hash
from sceau.register.keys.epochs import seed_name
from sceau.web.key_folder import KeyFolder

PROCESSES: Final = 2
_SECTIONS: Final = 6
_SECTION: Final = 250
"""About the mean length of a section's bytes."""
_DESK, _CONTRIBUTION = 4096 - 16, 1024 - 16


def cryptography_alone(envelopes: Sequence[Envelope], keys: KeyFolder) -> float:
    """Seconds for these envelopes' register copies, with the register's own seeds."""
    return together(_prepare, [(envelopes[one::PROCESSES], keys) for one in range(PROCESSES)]).seconds


def _prepare(envelopes: Sequence[Envelope], keys: KeyFolder) -> Callable[[], None]:
    seed = keys.read(seed_name(KeyRole.REGISTER, envelopes[0].header.copy(Role.REGISTER).kid or b""))
    key, signing = sha256(kem_public_key(seed)), secrets.token_bytes(32)

    def act() -> None:
        for envelope in envelopes:
            header = envelope.header
            signature.verify("envelope", envelope.header_bytes, header.sender, envelope.signature)
            sealed = envelope.sealed(Role.REGISTER) or b""
            sha256(sealed)
            info = copy_info(Role.REGISTER, key, header.binding)
            _answer_and_keep(header, hpke_open(seed, info, sealed), signing)

    return act


def _answer_and_keep(header: Header, opened: bytes, signing: bytes) -> None:
    for _ in range(_SECTIONS):
        sha256(labelled("sceau/section/v1", opened[: 32 + _SECTION]))
    sha256(opened[: 50 * _SECTIONS])
    hmac.digest(signing, opened[:100], "sha256")
    named = cbor.encode([header.pharmacy, header.id])
    for length in (_DESK, _CONTRIBUTION, ANSWER_LENGTH - 48):
        AESGCM(kdf(signing, "sceau/bench/v1", named)).encrypt(ZERO_NONCE, opened[:1].ljust(length, b"\0"), None)
    signature.sign("ack", opened[:220], signing)
    leaf_hash(sha256(opened[:220]))
