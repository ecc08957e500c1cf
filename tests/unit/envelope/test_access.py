"""Printed secrets: read however they were copied, refused when one character is wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.envelope.refusals import refused

from sceau.envelope.access import Kit, enrolment_seed, new_enrolment_code
from sceau.envelope.hpke import kem_public_key
from sceau.envelope.kdf import kdf, sha256
from sceau.envelope.signature import public_key

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
KIT = Kit(bytes(range(32)))
PRINTED = KIT.text.replace(" ", "")
CODE = "000G40R40M30E209185GR38E1W"


def with_letter(printed: str, at: int, letter: str) -> str:
    return printed[:at] + letter + printed[at + 1 :]


@given(st.binary(min_size=32, max_size=32))
def test_a_kit_is_read_as_printed(secret: bytes) -> None:
    assert Kit.parse(Kit(secret).text) == Kit(secret)


def test_a_kit_has_thirteen_groups_and_one_that_checks_them() -> None:
    assert [len(group) for group in KIT.text.split()] == [4] * 14
    check = int.from_bytes(sha256(KIT.secret)[:3], "big") >> 4
    assert PRINTED[-4:] == "".join(ALPHABET[check >> shift & 31] for shift in (15, 10, 5, 0))


@pytest.mark.parametrize(
    "copied",
    [
        PRINTED,
        PRINTED.lower(),
        KIT.text.replace(" ", "-"),
        KIT.text.replace(" ", "\n\t "),
        f"  {KIT.text}  ",
        PRINTED.replace("0", "O").replace("1", "I"),
        PRINTED.replace("0", "o").replace("1", "l"),
    ],
)
def test_a_kit_may_be_copied_as_hands_and_machines_do(copied: str) -> None:
    assert Kit.parse(copied) == KIT


@pytest.mark.parametrize("at", range(56))
def test_any_one_character_that_is_wrong_is_noticed(at: int) -> None:
    for letter in ALPHABET.replace(PRINTED[at], ""):
        with refused("bad-kit"):
            Kit.parse(with_letter(PRINTED, at, letter))


@pytest.mark.parametrize("at", [0, 51, 52, 55])
@pytest.mark.parametrize("letter", ["U", "!", "é", "٣", "*", "\x00"])
def test_a_character_of_no_kit_is_refused(at: int, letter: str) -> None:
    with refused("bad-kit"):
        Kit.parse(with_letter(PRINTED, at, letter))


@pytest.mark.parametrize("at", range(55))
def test_two_neighbours_that_changed_places_are_noticed(at: int) -> None:
    one, other = PRINTED[at], PRINTED[at + 1]
    if one != other:
        with refused("bad-kit"):
            Kit.parse(PRINTED[:at] + other + one + PRINTED[at + 2 :])


@pytest.mark.parametrize("printed", ["", PRINTED[:-1], PRINTED + "0", PRINTED[:52], PRINTED[4:]])
def test_a_kit_of_another_length_is_refused(printed: str) -> None:
    with refused("bad-kit", "kit"):
        Kit.parse(printed)


def test_bits_beyond_the_256_are_zero() -> None:
    """Else one secret would have sixteen kits."""
    last = ALPHABET.index(PRINTED[51])
    with refused("bad-kit"):
        Kit.parse(with_letter(PRINTED, 51, ALPHABET[last + 1]))


def test_the_keys_of_a_kit_are_as_specified() -> None:
    assert KIT.kem_seed == kdf(KIT.secret, "sceau/access/kem/v1")
    assert KIT.sign_seed == kdf(KIT.secret, "sceau/access/sign/v1")
    assert KIT.member == {"sign": public_key(KIT.sign_seed), "kem": kem_public_key(KIT.kem_seed)}


def test_two_kits_are_never_the_same() -> None:
    assert Kit.new() != Kit.new()


def test_the_secret_is_in_no_text_of_a_kit() -> None:
    assert repr(KIT) == "Kit()"


def test_an_enrolment_code_gives_the_seed_of_its_sixteen_bytes() -> None:
    assert enrolment_seed(CODE) == kdf(bytes(range(16)), "sceau/enrol/v1")


@pytest.mark.parametrize("copied", [CODE.lower(), f"{CODE[:13]} - {CODE[13:]}", CODE.replace("0", "o")])
def test_an_enrolment_code_may_be_copied_by_hand(copied: str) -> None:
    assert enrolment_seed(copied) == enrolment_seed(CODE)


@pytest.mark.parametrize(
    "code", ["", CODE[:-1], f"{CODE}0", with_letter(CODE, 3, "U"), with_letter(CODE, 25, "X"), "é" * 26]
)
def test_what_is_no_enrolment_code_is_refused(code: str) -> None:
    with refused("bad-enrolment-code"):
        enrolment_seed(code)


def test_a_new_enrolment_code_is_one_and_never_the_same() -> None:
    codes = {new_enrolment_code() for _ in range(20)}
    assert len({enrolment_seed(code) for code in codes}) == 20
