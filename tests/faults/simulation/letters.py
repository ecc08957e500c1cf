"""Envelopes sealed once, that every seed sends again into databases that have never seen them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from tests.faults.simulation.clocks import OPENS
from tests.integration.register.pharmacies import made_up_record

from sceau.client.spool import New
from sceau.envelope.kdf import day_of, sha256
from sceau.envelope.pharmacy_log import PharmacyLog
from sceau.envelope.seal import Readers, Sealed, Sender, seal_envelope

LETTERS: Final = 14
"""Of each computer."""
DAY: Final = day_of(OPENS)
_SAMPLED: Final = OPENS - timedelta(days=4)
"""So that a register whose clock is three days behind finds nothing in the future."""
_CORRECTIONS: Final = {4: 1, 9: 3, 11: 9}
"""Which letter corrects which: the last corrects a correction."""


@dataclass(frozen=True, slots=True)
class PharmacyKeys:
    """What a pharmacy seals with."""

    log: PharmacyLog
    device_seed: bytes = field(repr=False)
    register_key: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """A sealed envelope. `name` is what traces call it; `corrects` the place, in its computer's list, of another."""

    name: str
    new: New
    header: bytes
    corrects: int | None = None

    @property
    def id(self) -> bytes:
        return self.new.id


def seal_letters(keys: PharmacyKeys, computer: str, *, twins_of: tuple[Letter, ...] = ()) -> tuple[Letter, ...]:
    """What one computer will send. With `twins_of`, another's list, every fifth has an id of that list."""
    return tuple(_seal(keys, computer, twins_of))


def _seal(keys: PharmacyKeys, computer: str, twins_of: tuple[Letter, ...]) -> Iterator[Letter]:
    ids = list[bytes]()
    for place in range(LETTERS):
        twin = twins_of[place].id if twins_of and place % 5 == 2 else None
        target = _CORRECTIONS.get(place)
        letter = _letter(_seal_one(keys, None if target is None else ids[target], twin), f"{computer}{place}", target)
        ids.append(letter.id)
        yield letter


def _seal_one(keys: PharmacyKeys, corrects: bytes | None, envelope_id: bytes | None) -> Sealed:
    return seal_envelope(
        made_up_record(sampled=_SAMPLED),
        sender=Sender(keys.log.pharmacy, keys.device_seed),
        readers=Readers(keys.register_key, keys.log.epoch.public_key),
        day=DAY,
        identity_to_register=True,
        corrects=None if corrects is None else (DAY, corrects),
        envelope_id=envelope_id,
    )


def _letter(sealed: Sealed, name: str, target: int | None) -> Letter:
    envelope = sealed.envelope
    header, corrects = envelope.header_bytes, envelope.header.corrects
    new = New(
        id=envelope.header.id,
        day=DAY,
        hash=sha256(header),
        sealed=envelope.encode(),
        reply=sealed.reply,
        corrects=corrects[1] if corrects else b"",
    )
    return Letter(name, new, header, target)
