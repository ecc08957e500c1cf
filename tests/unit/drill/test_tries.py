"""Every birth date and number is tried under every key found: a keyed hash beside its key hides nobody."""

import base64
import hashlib
import hmac
from collections.abc import Callable

import pytest

from sceau.drill.canaries import canaries
from sceau.drill.streams import Piece
from sceau.drill.tries import guesses, tried, values_in
from sceau.envelope.kdf import sha256
from sceau.envelope.ticket import Ticket

PEOPLE = canaries()
SOMEBODY = PEOPLE[3]
SECTION = b"the bytes of one section about her"
KEY = hashlib.sha256(b"a key").digest()
BORN = f"{SOMEBODY.born:%Y%m%d}".encode()
KEYED: dict[str, Callable[[bytes, bytes], bytes]] = {
    "HMAC-MD5": lambda key, data: hmac.digest(key, data, "md5"),
    "HMAC-SHA-1": lambda key, data: hmac.digest(key, data, "sha1"),
    "HMAC-SHA-256": lambda key, data: hmac.digest(key, data, "sha256"),
    "HMAC-SHA-512": lambda key, data: hmac.digest(key, data, "sha512"),
    "key before": lambda key, data: hashlib.sha256(key + data).digest(),
    "key after": lambda key, data: hashlib.sha1(data + key, usedforsecurity=False).digest(),
}


def betrayed(*values: bytes) -> set[int]:
    guessed = guesses(PEOPLE, {SOMEBODY.number: [SECTION]})
    return {one.person for one in tried(set(values), guessed, "here")}


@pytest.mark.parametrize("way", KEYED)
@pytest.mark.parametrize("value", [BORN, SOMEBODY.born.isoformat().encode(), SOMEBODY.nir.encode()])
def test_a_keyed_hash_beside_its_key_betrays(way: str, value: bytes) -> None:
    assert betrayed(KEY, KEYED[way](KEY, value)) == {SOMEBODY.number}


@pytest.mark.parametrize("way", KEYED)
def test_a_keyed_hash_without_its_key_betrays_nobody(way: str) -> None:
    assert betrayed(sha256(b"another key"), KEYED[way](KEY, BORN)) == set()


@pytest.mark.parametrize("value", [BORN, SOMEBODY.nir.encode()])
def test_a_hash_that_is_hashed_again_betrays(value: bytes) -> None:
    assert betrayed(sha256(hashlib.sha1(value, usedforsecurity=False).digest())) == {SOMEBODY.number}


def test_a_tickets_proof_beside_its_secret_betrays() -> None:
    ticket = Ticket(KEY)
    assert betrayed(ticket.secret, ticket.proof(SOMEBODY.born.isoformat())) == {SOMEBODY.number}


def test_what_the_relay_keeps_of_a_proof_betrays_beside_what_it_was_made_with() -> None:
    ticket = Ticket(KEY)
    assert betrayed(ticket.born, sha256(ticket.proof(SOMEBODY.born.isoformat()))) == {SOMEBODY.number}


def test_what_the_relay_keeps_of_a_ticket_betrays_nobody() -> None:
    ticket = Ticket(KEY)
    assert betrayed(ticket.lookup, ticket.token, sha256(ticket.proof(SOMEBODY.born.isoformat()))) == set()


def test_a_sections_digest_beside_its_salt_betrays_whoever_knows_the_section() -> None:
    assert betrayed(KEY, sha256(b"sceau/section/v1\x00" + KEY + SECTION)) == {SOMEBODY.number}


@pytest.mark.parametrize(
    "written",
    [
        KEY.hex().encode(),
        KEY.hex().upper().encode(),
        b"\\x" + KEY.hex().encode(),
        base64.b64encode(KEY),
        base64.urlsafe_b64encode(KEY).rstrip(b"="),
        (32).to_bytes(8, "little") + bytes(8) + KEY + b"\x00",
    ],
)
def test_a_key_is_found_however_it_is_written(written: bytes) -> None:
    assert KEY in values_in(Piece("here", b'words before: "' + written + b'", and after'))


def test_a_key_alone_in_its_file_is_found() -> None:
    assert values_in(Piece("a seed", KEY, whole=True)) == {KEY}


def test_the_text_of_a_key_may_be_the_key() -> None:
    assert KEY.hex().encode() in values_in(Piece("here", KEY.hex().encode()))


def test_words_are_no_keys() -> None:
    assert values_in(Piece("here", b"a_function_with_a_rather_long_name and_an_other_one_of_the_kind")) == set()
