from datetime import date

import pytest

from sceau.errors import Language
from sceau.wording import day_in_words, is_one


@pytest.mark.parametrize(
    ("day", "language", "said"),
    [
        (date(2026, 11, 22), "fr", "22 novembre 2026"),
        (date(2026, 11, 22), "en", "22 November 2026"),
        (date(2026, 12, 1), "fr", "1er décembre 2026"),
        (date(2026, 12, 1), "en", "1 December 2026"),
        (date(2027, 1, 31), "fr", "31 janvier 2027"),
    ],
)
def test_a_day_is_said_as_people_say_it(day: date, language: Language, said: str) -> None:
    assert day_in_words(day, language) == said


def test_none_is_singular_in_french_and_plural_in_english() -> None:
    assert [is_one(count, "fr") for count in (0, 1, 2)] == [True, True, False]
    assert [is_one(count, "en") for count in (0, 1, 2)] == [False, True, False]
