from datetime import date

import pytest

from sceau.record.statistics import age_band, departement

DAY = date(2024, 1, 6)


@pytest.mark.parametrize(
    ("birth", "band"),
    [("2024-01-06", "0-9"), ("2014-01-07", "0-9"), ("2014-01-06", "10-19"), ("1934-01-07", "80-89"), ("1934", "90+")],
)
def test_the_age_band_changes_on_the_birthday(birth: str, band: str) -> None:
    assert age_band(birth, DAY) == band


def test_who_is_born_on_29_february_grows_older_on_1_march() -> None:
    assert age_band("2004-02-29", date(2014, 2, 28)) == "0-9"
    assert age_band("2004-02-29", date(2014, 3, 1)) == "10-19"


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ({"postal_code": "75007"}, "75"),
        ({"postal_code": "20000"}, "2A"),
        ({"postal_code": "20137"}, "2A"),
        ({"postal_code": "20200"}, "2B"),
        ({"postal_code": "20620"}, "2B"),
        ({"postal_code": "97400", "country": "RE"}, "974"),
        ({"postal_code": "98800", "country": "NC"}, "988"),
        ({"commune": "2A004", "postal_code": "75007"}, "2A"),
        ({"commune": "97411"}, "974"),
        ({"postal_code": "00100"}, None),
        ({"city": "PARIS"}, None),
        ({}, None),
        ({"postal_code": "75007", "country": "BE"}, "99"),
    ],
)
def test_the_departement_of_an_address(address: dict[str, str], place: str | None) -> None:
    assert departement(address) == place
