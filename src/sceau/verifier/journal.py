"""Lines of a service's journal (`spec/journal.md`): each was noted as it says, and stands in the ledger unchanged.

A line is taken apart, built again as the bytes that were hashed, and compared with the leaf at its place. That a line
is missing shows nowhere: only how many leaves of the journal are not shown.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Final

from . import cbor
from .refusal import Refused
from .shape import NUMBER, Field, take, words

_LEAF: Final = b"sceau/leaf/journal/v1\0"
_HEXADECIMAL: Final = {"pharmacy": 16, "id": 16, "nonce": 32}
_LINE: Final[dict[str, Field]] = {
    "at": words(24, 24),
    "actor": words(256),
    "action": words(64),
    "count": NUMBER,
    "detail": words(4096, 0),
    "nonce": words(64, 64),
}
_OPTIONAL: Final[dict[str, Field]] = {
    "pharmacy": words(32, 32),
    "id": words(32, 32),
    "index": NUMBER,
    "ledger": words(255),
}


@dataclass(slots=True)
class Shown:
    """What a file of lines has shown: the places of those that are proven, how many have none yet or are another's."""

    places: set[int] = field(default_factory=set)
    unplaced: int = 0
    elsewhere: int = 0

    def others(self, entries: Sequence[bytes]) -> int:
        """Journal leaves of the ledger that no line shows."""
        return sum(entry.startswith(_LEAF) for entry in entries) - len(self.places)


def check_lines(lines: Iterable[bytes], origin: str, entries: Sequence[bytes]) -> Shown:
    """Every line against the entries of the ledger `origin`; lines that name another ledger are counted.

    A line that does not say where it stands is looked for: it may have its place by now, or have been robbed of it.
    Lines are numbered from 1. Refused: `bad-line`, `changed-line`, `repeated-line`, `not-in-ledger`.
    """
    shown, places = Shown(), {entry: at for at, entry in enumerate(entries)}
    for number, line in enumerate(lines, start=1):
        _check(shown, _placed(_read(line, f"line {number}"), places), origin, entries)
    return shown


@dataclass(frozen=True, slots=True)
class _Line:
    """The ledger's entry that a line calls for, and where it says that it stands."""

    leaf: bytes
    index: int | None
    ledger: str | None
    place: str


def _placed(line: _Line, places: Mapping[bytes, int]) -> _Line:
    return line if line.index is not None else replace(line, index=places.get(line.leaf))


def _check(shown: Shown, line: _Line, origin: str, entries: Sequence[bytes]) -> None:
    if line.ledger not in (None, origin):
        shown.elsewhere += 1
    elif line.index is None:
        shown.unplaced += 1
    elif line.index >= len(entries):
        raise Refused("not-in-ledger", line.place)
    elif entries[line.index] != line.leaf:
        raise Refused("changed-line", line.place)
    elif line.index in shown.places:
        raise Refused("repeated-line", line.place)
    else:
        shown.places.add(line.index)


def _read(line: bytes, place: str) -> _Line:
    try:
        fields = take(json.loads(line, object_pairs_hook=_once), "line", _LINE, _OPTIONAL)
        nonce, index, ledger = (
            _bytes("nonce", fields.pop("nonce")),
            fields.pop("index", None),
            fields.pop("ledger", None),
        )
        said = {name: _bytes(name, one) if name in _HEXADECIMAL else one for name, one in fields.items()}
        entry = cbor.encode_map(said)  # ValueError: half of a character
    except (ValueError, RecursionError, Refused):
        raise Refused("bad-line", place) from None
    return _Line(_LEAF + sha256(nonce + entry).digest(), index, ledger, place)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """JSON lets a name come twice, and readers choose: a person would see one and a program the other."""
    if len({name for name, _ in pairs}) != len(pairs):
        raise ValueError
    return dict(pairs)


def _bytes(name: str, written: str) -> bytes:
    found = bytes.fromhex(written)
    if found.hex() != written or len(found) != _HEXADECIMAL[name]:
        raise ValueError
    return found
