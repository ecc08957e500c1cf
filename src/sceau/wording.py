"""What French and English sentences are made of, wherever they are said: a day in words, one or several."""

from datetime import date
from typing import Final

from sceau.errors import Language


def day_in_words(day: date, language: Language) -> str:
    """22 novembre 2026, 1er décembre 2026; 22 November 2026."""
    number = "1er" if language == "fr" and day.day == 1 else str(day.day)
    return f"{number} {MONTHS[language][day.month - 1]} {day.year}"


def is_one(count: int, language: Language) -> bool:
    """Whether the singular is said of so many: in French of none, too."""
    return count == 1 or (language == "fr" and count == 0)


MONTHS: Final[dict[Language, tuple[str, ...]]] = {
    "fr": (
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ),
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}
