"""Salted sections and the one commitment over them (`spec/envelope.md` §4).

A copy reveals a section or withholds it behind its digest; either way the commitment comes out the same, so a
reader knows that all readers were given parts of one record.
"""

import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sceau.envelope import cbor
from sceau.envelope.errors import EnvelopeError
from sceau.envelope.fields import array, byte_string
from sceau.envelope.kdf import labelled, sha256

NAMES: Final = ("identity", "number", "contact", "context", "result", "source", "statistics")
ABOUT_THE_PERSON: Final = frozenset({"identity", "number", "contact", "context"})

PATIENT_SEES: Final = frozenset({"identity", "context", "result", "source"})
"""Never the national number, nor an address that may contain it."""

SECTION_LIMIT: Final = 8192
_PLACE: Final = {name: place for place, name in enumerate(NAMES)}
_SALT_LENGTH: Final = 32


@dataclass(frozen=True, slots=True)
class Section:
    """One section as committed: exact CBOR bytes and their salt."""

    name: str
    salt: bytes = field(repr=False)
    data: bytes = field(repr=False)

    @property
    def digest(self) -> bytes:
        return _digest(self.salt, self.data)


def make_sections(record: Mapping[str, Mapping[str, object]]) -> tuple[Section, ...]:
    """The sections of `record` (name → plain data), in order, each with a fresh salt.

    `bad-sections` for a name that is none of ours: leaving it out would lose it unseen.
    """
    if not record or not record.keys() <= set(NAMES):
        raise EnvelopeError("bad-sections", "record")
    return tuple(
        Section(name, secrets.token_bytes(_SALT_LENGTH), cbor.encode(record[name])) for name in NAMES if name in record
    )


def commitment(digests: Iterable[tuple[str, bytes]]) -> bytes:
    """32 bytes over (name, digest) in the order of `NAMES`."""
    return sha256(labelled("sceau/commit/v1", cbor.encode([[name, digest] for name, digest in digests])))


def reveal(sections: Iterable[Section], names: Collection[str]) -> list[list[object]]:
    """The sections as a copy carries them: those in `names` open, the others as digests."""
    return [[s.name, s.salt, s.data] if s.name in names else [s.name, s.digest] for s in sections]


def withhold(entries: Iterable[list[Any]], names: Collection[str]) -> list[list[object]]:
    """What `reveal` made and `read_sections` took, again: of the open sections, only those in `names` stay open."""
    return [
        [entry[0], Section(*entry).digest] if len(entry) == 3 and entry[0] not in names else entry for entry in entries
    ]


@dataclass(frozen=True, slots=True)
class Revealed:
    """What a copy shows: open sections as plain data, names of withheld ones, and the commitment of all."""

    sections: dict[str, dict[str, object]] = field(repr=False)
    withheld: tuple[str, ...]
    commit: bytes


def read_sections(entries: object) -> Revealed:
    """Parse what `reveal` made. `bad-type`, `bad-length` or `bad-sections` (order, repetition, name)."""
    digests: list[tuple[str, bytes]] = []
    open_sections: dict[str, dict[str, object]] = {}
    last = -1
    for entry in array(entries, "sections", 1, len(NAMES)):
        name, digest, data = _read_entry(entry)
        if _PLACE[name] <= last:
            raise EnvelopeError("bad-sections", "sections")
        last = _PLACE[name]
        digests.append((name, digest))
        if data is not None:
            open_sections[name] = data
    withheld = tuple(name for name, _ in digests if name not in open_sections)
    return Revealed(open_sections, withheld, commitment(digests))


def _read_entry(entry: object) -> tuple[str, bytes, dict[str, object] | None]:
    name, salt_or_digest, *opened = array(entry, "sections", 2, 3)
    if not isinstance(name, str) or name not in _PLACE:
        raise EnvelopeError("bad-sections", "sections")
    path = f"sections.{name}"
    salt = byte_string(salt_or_digest, path, 32, 32)
    if not opened:
        return name, salt, None  # withheld: it is the digest
    encoded = byte_string(opened[0], path, 0, SECTION_LIMIT)
    data = cbor.decode(encoded, limit=SECTION_LIMIT, path=path)
    if not isinstance(data, dict):
        raise EnvelopeError("bad-type", path)
    return name, _digest(salt, encoded), data


def _digest(salt: bytes, data: bytes) -> bytes:
    return sha256(labelled("sceau/section/v1", salt + data))
