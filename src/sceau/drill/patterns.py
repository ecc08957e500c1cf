"""What a canary's values look like in bytes: spellings, then encodings, then hashes.

The one idea: the search folds ASCII case on both sides, so a pattern stands for all its cases; base64, which case
changes, gets one pattern a spelling and an alignment. Every pattern knows whom, what and in which form it betrays.
"""

import base64
import hashlib
import json
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from urllib.parse import quote, quote_plus

from sceau.drill.canaries import Canary
from sceau.wording import MONTHS

DIGESTS = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")
_DIGEST_KEPT = 16  # bytes: also finds digests that were cut
_HEXADECIMAL_KEPT = 20
_URL_SAFE = bytes.maketrans(b"+/", b"-_")
_SHORTEST = 6
_LONGEST = 512
_JOINTS = ("", " ", "|", ";", ",", ":", "-", "_", "\x1f")


@dataclass(frozen=True, slots=True)
class Term:
    """A value of a person, in one spelling. `digits`: only digits, so a hit inside a longer number is none."""

    person: int
    field: str
    text: str
    digits: bool = False


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a hit of a pattern proves; `form` is the encoding or the hash."""

    person: int
    field: str
    form: str
    digits: bool = False


def patterns(people: Iterable[Canary]) -> dict[bytes, Meaning]:
    """Case-folded bytes to look for, and what each means."""
    found: dict[bytes, Meaning] = {}
    for person in people:
        for term in terms(person):
            for form, data in encodings(term.text):
                digits = term.digits and form in {"text", "utf-16", "utf-32"}
                _add(found, data, Meaning(person.number, term.field, form, digits=digits))
        for field, value in hashed_values(person):
            for form, data in digests(value):
                _add(found, data, Meaning(person.number, field, form))
        for field, data in _binary_numbers(person):
            _add(found, data, Meaning(person.number, field, "binary number"))
    return found


def terms(person: Canary) -> Iterator[Term]:
    """Every spelling of every value that is distinctive by itself."""
    yield from _spelled(person, "birth_name", person.birth_name.partition("-")[0])
    yield from _spelled(person, "used_name", person.used_name)
    yield from _spelled(person, "first_name", person.first_name)
    yield from _spelled(person, "email", person.email.partition("@")[0])
    yield from _spelled(person, "street", person.street.rpartition(" ")[2])
    yield from _spelled(person, "comment", person.comment.split(" ")[1])
    yield from (Term(person.number, "nir", form) for form in nir_forms(person.nir))
    yield from (Term(person.number, "phone", form) for form in _phone_forms(person.phone))
    yield from (Term(person.number, "born", form, digits=form.isdigit()) for form in date_forms(person.born))


def date_forms(born: date) -> tuple[str, ...]:
    day, month = f"{born:%d}", f"{born:%m}"
    numbers = [f"{born.year}{joint}{month}{joint}{day}" for joint in ("", "-", "/", ".")]
    numbers += [f"{day}{joint}{month}{joint}{born.year}" for joint in ("", "-", "/", ".", " ")]
    numbers += [f"{born.day}/{born.month}/{born.year}", f"{month}/{day}/{born.year}"]
    french, english = MONTHS["fr"][born.month - 1], MONTHS["en"][born.month - 1]
    return *numbers, f"{born.day} {french} {born.year}", f"{born.day} {english} {born.year}"


def nir_forms(nir: str) -> tuple[str, ...]:
    """Without its key (which finds it with its key too), in one piece and in groups."""
    groups = [nir[0], nir[1:3], nir[3:5], nir[5:7], nir[7:10], nir[10:13]]
    return tuple(joint.join(groups) for joint in ("", " ", ".", "-"))


def encodings(text: str) -> Iterator[tuple[str, bytes]]:
    """(form, bytes) of each way programs write text."""
    utf8 = text.encode()
    yield "text", utf8
    yield "utf-16", text.encode("utf-16-le")
    yield "utf-16", text.encode("utf-16-be")
    yield "utf-32", text.encode("utf-32-le")
    for data in _byte_forms(text):
        yield "text", data
        yield "hexadecimal", data.hex().encode()
    for spelling in _cases(text):
        for data in _byte_forms(spelling):
            yield from (("base64", one) for one in base64_forms(data))
        yield from (("base64", one) for one in base64_forms(spelling.encode("utf-16-le")))
    yield "URL", quote(text, safe="").encode()
    yield "URL", quote_plus(text).encode()
    yield "URL", "".join(f"%{byte:02x}" for byte in utf8).encode()
    yield "escaped", json.dumps(text)[1:-1].encode()
    yield "escaped", "".join(f"\\x{byte:02x}" if byte > 126 else chr(byte) for byte in utf8).encode()
    yield "escaped", text.encode("ascii", "xmlcharrefreplace")


def base64_forms(data: bytes) -> Iterator[bytes]:
    """What base64 shows of `data` whatever stands before and after it, in both alphabets."""
    for before in range(3):
        encoded = base64.b64encode(bytes(before) + data)
        first = (before * 8 + 5) // 6  # characters that depend on what stands before
        kept = encoded[first : (before + len(data)) * 8 // 6]
        yield kept
        yield kept.translate(_URL_SAFE)


def hashed_values(person: Canary) -> Iterator[tuple[str, bytes]]:
    """(field, bytes) that a program might have hashed: each value, and name with birth date."""
    for field in ("birth_name", "used_name", "first_name", "email", "street", "comment", "phone"):
        for spelling in _cases(getattr(person, field)):
            yield from ((field, data) for data in _byte_forms(spelling))
    yield "phone", f"+33{person.phone[1:]}".encode()
    for key in (person.nir, person.nir[:13]):
        yield from (("nir", form.encode()) for form in {key, key.lower(), *nir_forms(key)})
    yield from (("born", form.encode()) for form in date_forms(person.born))
    yield from (("name and birth date", text.encode()) for text in _combinations(person))


def digests(value: bytes) -> Iterator[tuple[str, bytes]]:
    for name in DIGESTS:
        digest = hashlib.new(name, value, usedforsecurity=False).digest()[:_DIGEST_KEPT]
        encoded = base64.b64encode(digest)[:20]
        yield name, digest
        yield name, digest.hex()[:_HEXADECIMAL_KEPT].encode()
        yield from ((name, form) for form in {encoded, encoded.translate(_URL_SAFE)})


def _add(found: dict[bytes, Meaning], data: bytes, meaning: Meaning) -> None:
    if _SHORTEST <= len(data) <= _LONGEST:
        found.setdefault(data.lower(), meaning)


def _spelled(person: Canary, field: str, text: str) -> Iterator[Term]:
    for form in {text, text.lower(), text.upper(), text.capitalize(), _bare(text)}:
        yield Term(person.number, field, form)
    yield Term(person.number, field, unicodedata.normalize("NFD", text.lower()))
    yield Term(person.number, field, unicodedata.normalize("NFD", text.upper()))


def _cases(text: str) -> set[str]:
    forms = {text, text.lower(), text.upper(), text.capitalize()}
    return forms | {_bare(form) for form in forms}


def _bare(text: str) -> str:
    """Without accents."""
    return "".join(one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one))


def _byte_forms(text: str) -> Sequence[bytes]:
    utf8, latin = text.encode(), text.encode("latin-1", "replace")
    return (utf8,) if utf8 == latin else (utf8, latin)


def _phone_forms(phone: str) -> tuple[str, ...]:
    pairs = [phone[start : start + 2] for start in range(0, 10, 2)]
    national = tuple(joint.join(pairs) for joint in (" ", ".", "-"))
    return phone[1:], *national, " ".join([f"+33 {pairs[0][1]}", *pairs[1:]])


def _combinations(person: Canary) -> Iterator[str]:
    dates = (f"{person.born:%Y%m%d}", f"{person.born}", f"{person.born:%d%m%Y}", f"{person.born:%d/%m/%Y}")
    names = ((person.birth_name, person.first_name), (person.first_name, person.birth_name), (person.birth_name,))
    for parts, born, joint in product(names, dates, _JOINTS):
        for joined in (joint.join([*parts, born]), joint.join([born, *parts])):
            yield from {joined, joined.lower(), joined.upper(), _bare(joined).upper()}


def _binary_numbers(person: Canary) -> Iterator[tuple[str, bytes]]:
    """A NIR that a program keeps as a 64-bit integer."""
    for digits in (person.nir, person.nir[:13]):
        if digits.isdigit():
            yield "nir", int(digits).to_bytes(8, "little")
            yield "nir", int(digits).to_bytes(8, "big")
