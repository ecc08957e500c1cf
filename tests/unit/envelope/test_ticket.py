"""A link carries a secret and nothing else; with a birth date, whole or not, it gives a proof that only it can give."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.envelope.messages import BORN, CODE, PARTLY_BORN
from tests.unit.envelope.refusals import refused

from sceau.envelope.kdf import kdf, sha256
from sceau.envelope.ticket import Ticket, lookup_of, needs_code, new_code, parse_link, proof_date

TICKET = Ticket(bytes(range(32)))
HOST = "https://relay.example"
FRAGMENT = TICKET.link(HOST, asks_code=False).partition("#")[2]


@given(st.binary(min_size=32, max_size=32), st.booleans())
def test_a_link_is_read_back(secret: bytes, asks_code: bool) -> None:  # noqa: FBT001
    link = Ticket(secret).link(HOST, asks_code=asks_code)
    assert parse_link(link) == (Ticket(secret), asks_code)


def test_the_secret_is_in_the_fragment_alone() -> None:
    assert TICKET.link(HOST, asks_code=True) == f"{HOST}/t#{FRAGMENT}."
    assert base64.urlsafe_b64decode(FRAGMENT + "=") == TICKET.secret


@pytest.mark.parametrize(
    "link",
    [
        "",
        HOST,
        f"{HOST}/t",
        f"{HOST}/t#",
        f"{HOST}/t#{FRAGMENT[:-1]}",
        f"{HOST}/t#{FRAGMENT}A",
        f"{HOST}/t#{FRAGMENT}..",
        f"{HOST}/t#{FRAGMENT}=",
        f"{HOST}/t#{FRAGMENT}\n",
        f"{HOST}/t#{FRAGMENT}#",
        f"{HOST}/t# {FRAGMENT}",
        f"{HOST}/t#{FRAGMENT.replace('A', '+', 1)}",
        f"{HOST}/t#{FRAGMENT.replace('A', 'é', 1)}",
        f"{HOST}/t#{FRAGMENT[:-1]}9",  # bits beyond the 256
        f"https://[relay/{FRAGMENT}",
        f"{HOST}/t?{FRAGMENT}",
    ],
)
def test_a_link_that_is_damaged_is_refused(link: str) -> None:
    with refused("bad-link", "link"):
        parse_link(link)


def test_everything_derived_is_different_and_as_specified() -> None:
    derived = [TICKET.seed, TICKET.token, TICKET.born, TICKET.reply_key(bytes(16)), TICKET.proof(BORN)]
    assert len({TICKET.secret, *derived}) == 6
    assert TICKET.lookup == sha256(kdf(TICKET.secret, "sceau/ticket/lookup/v1"))[:16] == lookup_of(TICKET.token)


def test_each_envelope_has_its_own_answer_key() -> None:
    assert TICKET.reply_key(bytes(16)) != TICKET.reply_key(b"\x01" + bytes(15))


def test_the_proof_is_of_the_eight_digits_and_the_code() -> None:
    born = kdf(TICKET.secret, "sceau/ticket/born/v1")
    assert TICKET.proof(BORN) == kdf(born, "sceau/ticket/proof/v1", b"19790328")
    assert TICKET.proof(PARTLY_BORN, CODE) == kdf(born, "sceau/ticket/proof/v1", b"19790300123456")


def test_the_relay_is_told_the_hash_of_the_proof() -> None:
    reference = TICKET.reference(PARTLY_BORN, CODE)
    assert (reference.lookup, reference.proof) == (TICKET.lookup, sha256(TICKET.proof(PARTLY_BORN, CODE)))


@pytest.mark.parametrize(
    ("born", "date", "asks"),
    [
        ("1979-03-28", "19790328", False),
        ("1979-03", "19790300", True),
        ("1979", "19790000", True),
        ("", "00000000", True),
        ("1979-03-00", "19790300", True),
        ("1979-00-28", "19790028", True),
        ("0000-03-28", "00000328", True),
        ("2000-10-10", "20001010", False),
        ("1900-01-01", "19000101", False),
    ],
)
def test_a_date_that_is_not_whole_asks_for_a_code(born: str, date: str, *, asks: bool) -> None:
    assert (proof_date(born), needs_code(born)) == (date, asks)


@pytest.mark.parametrize(
    "born",
    [
        "79",
        "19790328",
        "1979-3-28",
        "28/03/1979",
        "1979-03-28 ",
        "1979-",
        "1979-03-",
        "x",
        "١٩٧٩",
        "1979-٠٣",
        "1979-03-٢٨",
        "1979-03-2⁸",
    ],
)
def test_what_is_no_date_is_refused(born: str) -> None:
    with refused("bad-date", "birth_date"):
        TICKET.proof(born, CODE)


@pytest.mark.parametrize(
    ("born", "code"),
    [
        (PARTLY_BORN, ""),
        ("", ""),
        ("0000-03-28", ""),
        (PARTLY_BORN, "12345"),
        (PARTLY_BORN, "1234567"),
        (PARTLY_BORN, "12345a"),
        (PARTLY_BORN, "١٢٣٤٥٦"),
        (PARTLY_BORN, "123456\n"),
        (BORN, CODE),
        (BORN, " "),
    ],
)
def test_a_code_is_six_digits_where_it_is_asked_for_and_nowhere_else(born: str, code: str) -> None:
    with refused("needs-code", "code"):
        TICKET.reference(born, code)


def test_a_spoken_code_is_six_digits_and_not_always_the_same() -> None:
    codes = {new_code() for _ in range(50)}
    assert len(codes) > 40
    assert all(len(code) == 6 and code.isascii() and code.isdigit() for code in codes)


def test_two_tickets_are_never_the_same() -> None:
    assert Ticket.new() != Ticket.new()


def test_the_secret_is_in_no_text_of_a_ticket() -> None:
    assert repr(TICKET) == "Ticket()"
