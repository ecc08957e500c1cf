"""Guessing: every birth date and number of the canaries, under every key found, against every hash found.

The one idea: whatever a component holds that has the length and the disorder of a key or of a hash may be either.
So each such value is taken as a key, or as a salt, for each guess, and what comes out is looked for among the
values. The product's own derivations are tried like any other (a ticket's proof, a section's digest, a
deduplication tag).
"""

import hashlib
import hmac
import re
from base64 import b64decode
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from sceau.drill.canaries import Canary
from sceau.drill.search import Finding
from sceau.drill.streams import Piece
from sceau.envelope.kdf import kdf

# Length in bytes of keys and hashes, and how many different bytes there are at least in one: tables and words of a
# program have fewer, and so has one random value in fifty thousand.
_DISORDER: Final = {16: 12, 20: 15, 24: 18, 28: 21, 32: 24, 48: 34, 64: 45}
LENGTHS: Final = tuple(_DISORDER)
_DIGITS_AT_LEAST: Final = 9  # different ones, in 32 random hexadecimal digits or more
_COMPARED: Final = 16  # bytes: also finds hashes that were cut
_DIGESTS: Final = ("md5", "sha1", "sha256", "sha512")
# A bytes object of CPython: its length, its cached hash, its bytes, a zero. A freed one keeps all of that for a while.
_OBJECTS: Final = tuple(
    re.compile(re.escape(length.to_bytes(8, "little")) + rb"[\s\S]{8}([\s\S]{%d})\x00" % length) for length in LENGTHS
)
_TEXTS: Final = re.compile(rb"[A-Za-z0-9+/_-]{22,129}")
_HEXADECIMAL: Final = re.compile(rb"[0-9a-f]+|[0-9A-F]+")
_STANDARD: Final = bytes.maketrans(b"-_", b"+/")
_BASE64_LENGTHS: Final = frozenset(-(-4 * length // 3) for length in LENGTHS)  # without padding


@dataclass(frozen=True, slots=True)
class Guess:
    """What somebody might have hashed. `data` as bytes."""

    person: int
    field: str
    data: bytes


def guesses(people: Iterable[Canary], known: Mapping[int, Iterable[bytes]]) -> list[Guess]:
    """Birth dates and numbers in their usual forms, and `known`: whole texts that the product itself hashes."""
    found: list[Guess] = []
    for person in people:
        born = (f"{person.born:%Y%m%d}", f"{person.born}", f"{person.born:%d%m%Y}", f"{person.born:%d/%m/%Y}")
        found += [Guess(person.number, "born", form.encode()) for form in born]
        found += [Guess(person.number, "nir", form.encode()) for form in (person.nir, person.nir[:13])]
        found += [Guess(person.number, "record", text) for text in known.get(person.number, ())]
    return found


def values_in(piece: Piece) -> set[bytes]:
    """Everything in the piece that has the length and the disorder of a key or of a hash."""
    return {value for value in _values(piece) if _is_disordered(value)}


def tried(values: set[bytes], guessed: Iterable[Guess], place: str) -> set[Finding]:
    """People betrayed by a hash among `values` that a guess explains, alone or under a key among `values`."""
    targets = {value[:_COMPARED] for value in values}
    found: set[Finding] = set()
    for guess in guessed:
        for form, digest in _hashes(guess, values):
            if digest[:_COMPARED] in targets:
                found.add(Finding(guess.person, guess.field, form, place))
            if hashlib.sha256(digest).digest()[:_COMPARED] in targets:
                found.add(Finding(guess.person, guess.field, f"{form}, hashed again", place))
    return found


def _values(piece: Piece) -> Iterator[bytes]:
    if piece.whole and len(piece.data) in LENGTHS:
        yield piece.data
    for pattern in _OBJECTS:
        yield from (value for value in pattern.findall(piece.data) if not value.isascii())
    for text in _TEXTS.findall(piece.data):
        yield from _decoded(text)


def _decoded(text: bytes) -> Iterator[bytes]:
    """A text that may be a key in hexadecimal (and the text itself may be the key), or in base64."""
    digits = text.removeprefix(b"x")  # as PostgreSQL writes bytes
    if len(digits) // 2 in LENGTHS and _HEXADECIMAL.fullmatch(digits) and len(digits) % 2 == 0:
        yield bytes.fromhex(digits.decode())
        yield digits
    elif len(text) in _BASE64_LENGTHS and not (text.islower() or text.isupper() or text.isalpha()):
        yield b64decode(text.translate(_STANDARD) + b"=" * (-len(text) % 4))


def _is_disordered(value: bytes) -> bool:
    """Random bytes seldom repeat; words, pointers and counters do."""
    if value.isascii():
        return _HEXADECIMAL.fullmatch(value) is not None and len(set(value)) >= _DIGITS_AT_LEAST
    return len(set(value)) >= _DISORDER[len(value)]


def _hashes(guess: Guess, keys: Iterable[bytes]) -> Iterator[tuple[str, bytes]]:
    for name in _DIGESTS:
        yield name, hashlib.new(name, guess.data, usedforsecurity=False).digest()
    ways = _OURS if guess.field == "record" else _USUAL
    for key in keys:
        for form, derive in ways:
            yield form, derive(key, guess.data)
    if guess.field == "born" and guess.data.isdigit():
        for key in keys:
            yield from _proofs(key, guess.data)


def _proofs(key: bytes, date: bytes) -> Iterator[tuple[str, bytes]]:
    """As a ticket does it, from the ticket's secret and from what is derived from it (`spec/ticket.md` §2)."""
    for born in (key, kdf(key, "sceau/ticket/born/v1")):
        yield "ticket proof", kdf(born, "sceau/ticket/proof/v1", date)


_Way = tuple[str, Callable[[bytes, bytes], bytes]]


def _ways(name: str) -> tuple[_Way, ...]:
    """Usual ones with one hash function: HMAC, key before, key after."""
    new: Callable[[bytes], hashlib._Hash] = getattr(hashlib, name)
    return (
        (f"HMAC-{name}", lambda key, data: hmac.digest(key, data, name)),
        (f"{name} of key and value", lambda key, data: new(key + data).digest()),
        (f"{name} of value and key", lambda key, data: new(data + key).digest()),
    )


_USUAL: Final = tuple(way for name in _DIGESTS for way in _ways(name))
_SECTION: Final[_Way] = (
    "section digest",
    lambda key, data: hashlib.sha256(b"sceau/section/v1\x00" + key + data).digest(),
)
_OURS: Final = (_SECTION, *_ways("sha256"))
