"""What the register keeps of a record, and who can read it (`spec/keys.md` §4).

The one idea: intake makes two keys for a batch, seals them to people it is not (the desk's officers, the counter) and
forgets them with the request. So the database and intake's keys together read nothing of yesterday.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sceau.envelope import cbor
from sceau.envelope.errors import EnvelopeError
from sceau.envelope.hpke import hpke_open, hpke_seal
from sceau.envelope.kdf import kdf, kid, labelled
from sceau.envelope.open import unframe
from sceau.envelope.seal import ZERO_NONCE, frame
from sceau.envelope.sections import Revealed, read_sections

DESK_LENGTHS: Final = (4096, 8192)
CONTRIBUTION_LENGTH: Final = 1024
_TAG_LENGTH: Final = 16

Entries = Sequence[Sequence[object]]
"""Sections as a copy carries them: [name, salt, bytes], or [name, digest] for what is withheld (envelope.md §4)."""

Contribution = Sequence[tuple[int, str, str, str, str, str]]
"""One row an analyte: sampling day (since 1970-01-01), age band, sex, département ("" unknown), disease, result."""


@dataclass(frozen=True, slots=True)
class BatchKeys:
    """The two keys of one batch; never stored open."""

    batch: bytes
    desk: bytes = field(repr=False)
    statistics: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class SealedKey:
    """A batch key sealed to the X-Wing key named `kid`."""

    kid: bytes
    sealed: bytes


def new_batch_keys() -> BatchKeys:
    return BatchKeys(secrets.token_bytes(16), secrets.token_bytes(32), secrets.token_bytes(32))


def seal_desk_key(keys: BatchKeys, public_key: bytes) -> SealedKey:
    return SealedKey(kid(public_key), hpke_seal(public_key, _info("sceau/desk/v1", keys.batch), keys.desk))


def seal_statistics_key(keys: BatchKeys, public_key: bytes) -> SealedKey:
    info = _info("sceau/statistics/v1", keys.batch)
    return SealedKey(kid(public_key), hpke_seal(public_key, info, keys.statistics))


def open_desk_key(seed: bytes, batch: bytes, sealed: bytes) -> bytes:
    return hpke_open(seed, _info("sceau/desk/v1", batch), sealed)


def open_statistics_key(seed: bytes, batch: bytes, sealed: bytes) -> bytes:
    return hpke_open(seed, _info("sceau/statistics/v1", batch), sealed)


def seal_record(keys: BatchKeys, pharmacy: bytes, envelope_id: bytes, entries: Entries) -> bytes:
    """The sections under the batch's desk key: 4,096 or 8,192 bytes.

    They are kept as the pharmacy committed to them, salts included, so that a reader can check them to the ledger.
    """
    data = cbor.encode(entries)
    length = next((one for one in DESK_LENGTHS if len(data) + 4 + _TAG_LENGTH <= one), DESK_LENGTHS[-1])
    key = kdf(keys.desk, "sceau/desk-record/v1", cbor.encode([pharmacy, envelope_id]))
    return AESGCM(key).encrypt(ZERO_NONCE, frame(data, length - _TAG_LENGTH), None)


def seal_contribution(keys: BatchKeys, pharmacy: bytes, envelope_id: bytes, rows: Contribution) -> bytes:
    key = kdf(keys.statistics, "sceau/statistics-record/v1", cbor.encode([pharmacy, envelope_id]))
    return AESGCM(key).encrypt(ZERO_NONCE, frame(cbor.encode(rows), CONTRIBUTION_LENGTH - _TAG_LENGTH), None)


def open_record(desk: bytes, pharmacy: bytes, envelope_id: bytes, sealed: bytes) -> Revealed:
    """The sections, with the batch's desk key, and their commitment. `cannot-open` for another record or key."""
    key = kdf(desk, "sceau/desk-record/v1", cbor.encode([pharmacy, envelope_id]))
    return read_sections(_open(key, sealed))


def open_contribution(statistics: bytes, pharmacy: bytes, envelope_id: bytes, sealed: bytes) -> Contribution:
    key = kdf(statistics, "sceau/statistics-record/v1", cbor.encode([pharmacy, envelope_id]))
    return [tuple(row) for row in cast("list[list[object]]", _open(key, sealed))]  # type: ignore[misc]


def _open(key: bytes, sealed: bytes) -> object:
    try:
        framed = AESGCM(key).decrypt(ZERO_NONCE, sealed, None)
    except InvalidTag:
        raise EnvelopeError("cannot-open") from None
    return cbor.decode(unframe(framed), limit=DESK_LENGTHS[-1])


def _info(label: str, batch: bytes) -> bytes:
    return labelled(label, cbor.encode([batch]))
