"""One planted value at a time, in one form at a time: each must be found, and tied to the right person."""

import base64
import hashlib
import json
import os
import unicodedata
from collections.abc import Callable
from html import escape
from urllib.parse import quote

import pytest

from sceau.drill.canaries import Canary, canaries
from sceau.drill.search import Search, Traces
from sceau.drill.streams import Piece

PEOPLE = canaries()
SOMEBODY = PEOPLE[5]  # her name has accents
HER_ENVELOPE = bytes.fromhex("c0ffee" + "5e" * 13)
SEARCH = Search(PEOPLE, Traces({SOMEBODY.number: [HER_ENVELOPE]}))
NOISE = hashlib.shake_256(b"noise").digest(5000)
VALUES = {
    "birth_name": SOMEBODY.birth_name,
    "used_name": SOMEBODY.used_name,
    "first_name": SOMEBODY.first_name,
    "nir": SOMEBODY.nir,
    "phone": SOMEBODY.phone,
    "email": SOMEBODY.email,
    "street": SOMEBODY.street,
    "comment": SOMEBODY.comment,
    "born": SOMEBODY.born.isoformat(),
}
ENCODINGS: dict[str, Callable[[str], bytes]] = {
    "UTF-8": str.encode,
    "Latin-1": lambda text: text.encode("latin-1"),
    "UTF-16 little-endian": lambda text: text.encode("utf-16-le"),
    "UTF-16 big-endian": lambda text: text.encode("utf-16-be"),
    "UTF-32": lambda text: text.encode("utf-32-le"),
    "lower case": lambda text: text.lower().encode(),
    "upper case": lambda text: text.upper().encode(),
    "hexadecimal": lambda text: text.encode().hex().encode(),
    "upper-case hexadecimal": lambda text: text.encode().hex().upper().encode(),
    "hexadecimal of Latin-1": lambda text: text.encode("latin-1").hex().encode(),
    "base64": lambda text: base64.b64encode(text.encode()),
    "base64, one byte later": lambda text: base64.b64encode(b"." + text.encode()),
    "base64, two bytes later": lambda text: base64.b64encode(b".." + text.encode() + b"."),
    "base64 for URLs": lambda text: base64.urlsafe_b64encode(b"?>" + text.encode()),
    "base64 of UTF-16": lambda text: base64.b64encode(text.encode("utf-16-le")),
    "URL": lambda text: quote(text).encode(),
    "JSON": lambda text: json.dumps({"field": text}).encode(),
    "HTML": lambda text: escape(text).encode("ascii", "xmlcharrefreplace"),
    "repr of bytes": lambda text: repr(text.encode()).encode(),
}


def found(data: bytes, *, row: bool = False) -> set[tuple[int, str]]:
    return {(one.person, one.field) for one in SEARCH.findings(Piece("here", data, row=row))}


def among_noise(data: bytes) -> bytes:
    return NOISE + data + NOISE


@pytest.mark.parametrize("field", VALUES)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_value_is_found_in_every_encoding(field: str, encoding: str) -> None:
    assert (SOMEBODY.number, field) in found(among_noise(ENCODINGS[encoding](VALUES[field])))


@pytest.mark.parametrize(
    "written",
    [
        SOMEBODY.nir[:13],
        " ".join([SOMEBODY.nir[0], SOMEBODY.nir[1:3], SOMEBODY.nir[3:5], SOMEBODY.nir[5:7], SOMEBODY.nir[7:10]])
        + f" {SOMEBODY.nir[10:13]} {SOMEBODY.nir[13:]}",
        f"+33{SOMEBODY.phone[1:]}",
        " ".join(SOMEBODY.phone[start : start + 2] for start in range(0, 10, 2)),
        f"{SOMEBODY.born:%d/%m/%Y}",
        f"{SOMEBODY.born:%Y%m%d}",
        f"{SOMEBODY.born:%d%m%Y}",
        "18 décembre 1956",
        "18 December 1956",
    ],
)
def test_numbers_and_dates_are_found_as_people_write_them(written: str) -> None:
    assert {person for person, _ in found(among_noise(b" " + written.encode() + b" "))} == {SOMEBODY.number}


@pytest.mark.parametrize("order", ["little", "big"])
def test_a_number_kept_as_an_integer_is_found(order: str) -> None:
    person = PEOPLE[6]  # born on the mainland: her number is all digits
    data = int(person.nir).to_bytes(8, "little" if order == "little" else "big")
    assert (person.number, "nir") in found(among_noise(data))


@pytest.mark.parametrize("algorithm", ["md5", "sha1", "sha224", "sha256", "sha384", "sha512"])
@pytest.mark.parametrize("written", ["raw", "hexadecimal", "upper-case", "base64", "base64url", "cut"])
@pytest.mark.parametrize("value", [SOMEBODY.nir, SOMEBODY.birth_name, SOMEBODY.email, SOMEBODY.born.isoformat()])
def test_a_hash_of_a_value_is_found(algorithm: str, written: str, value: str) -> None:
    digest = hashlib.new(algorithm, value.encode()).digest()
    forms = {
        "raw": digest,
        "hexadecimal": digest.hex().encode(),
        "upper-case": digest.hex().upper().encode(),
        "base64": base64.b64encode(digest),
        "base64url": base64.urlsafe_b64encode(digest),
        "cut": digest[:16],
    }
    assert {person for person, _ in found(among_noise(forms[written]))} == {SOMEBODY.number}


def test_a_hash_of_name_and_birth_date_together_is_found() -> None:
    text = f"{SOMEBODY.birth_name}|{SOMEBODY.first_name}|{SOMEBODY.born}".lower()
    assert (SOMEBODY.number, "name and birth date") in found(hashlib.sha256(text.encode()).digest())


def test_the_other_spelling_of_a_composed_letter_is_found() -> None:
    assert (SOMEBODY.number, "birth_name") in found(unicodedata.normalize("NFD", SOMEBODY.birth_name).encode())


def test_a_result_beside_an_envelopes_id_is_its_persons() -> None:
    assert found(HER_ENVELOPE + b", 10828004") == {(SOMEBODY.number, "result")}


def test_a_result_in_the_row_of_an_envelope_is_its_persons() -> None:
    assert found(HER_ENVELOPE + b"\n" + NOISE + b"\npositive", row=True) == {(SOMEBODY.number, "result")}


def test_a_result_far_from_any_id_is_nobodys() -> None:
    assert found(HER_ENVELOPE + NOISE + b"10828004") == set()


def test_an_id_alone_betrays_nobody() -> None:
    assert found(HER_ENVELOPE) == set()


def test_eight_digits_inside_a_longer_number_are_no_date() -> None:
    assert found(b"7" + f"{SOMEBODY.born:%Y%m%d}".encode() + b"2") == set()


def test_noise_holds_nobody() -> None:
    assert found(NOISE * 20 + os.urandom(100_000)) == set()


def test_each_person_is_told_from_the_others() -> None:
    def name(person: Canary) -> bytes:
        return person.used_name.encode()

    assert {found_one for person in PEOPLE for found_one, _ in found(name(person))} == set(range(len(PEOPLE)))
