import pytest

from sceau.record.numbers import OID_NIA, OID_NIR, OID_TEST, carries_nir, nir_error, rpps_is_valid


@pytest.mark.parametrize("number", ["255081416802538", "294037512000591", "284052A32102552", "284052B32102579"])
def test_a_right_nir_has_nothing_wrong(number: str) -> None:
    assert nir_error(number, OID_NIR) is None


def test_the_test_person_of_the_agency_has_nothing_wrong() -> None:
    assert nir_error("279035121518989", OID_TEST) is None


@pytest.mark.parametrize("place", range(15))
def test_one_wrong_digit_anywhere_is_found(place: int) -> None:
    number = "279035121518989"
    wrong = number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]
    assert nir_error(wrong, OID_NIR) is not None


def test_a_corsican_nir_with_the_key_of_the_other_half_is_refused() -> None:
    assert nir_error("284052A32102579", OID_NIR) == "nir-key"


def test_a_waiting_number_may_begin_otherwise() -> None:
    assert nir_error("784052A32102593", OID_NIR) == "nir-prefix"
    assert nir_error("784052A32102593", OID_NIA) is None


@pytest.mark.parametrize(("number", "valid"), [("07655473259", True), ("01234567897", True), ("01234567866", False)])
def test_an_rpps_has_its_key(number: str, valid: bool) -> None:  # noqa: FBT001 - the expected answer
    assert rpps_is_valid(number) is valid


@pytest.mark.parametrize(
    ("text", "carried"),
    [
        ("279035121518989@patient.mssante.fr", True),
        ("p.2790351215189@exemple.fr", True),
        ("jean1979@exemple.fr", False),
    ],
)
def test_a_number_is_seen_inside_an_address(text: str, carried: bool) -> None:  # noqa: FBT001 - the expected answer
    assert carries_nir(text) is carried
