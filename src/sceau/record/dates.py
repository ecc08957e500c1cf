"""Dates and times of a record: complete, partial, and how old a person is.

The one idea: a date is kept as the text that was declared (``1979``, ``1979-03``, ``1979-03-28``) and is only turned
into a day to be compared, an unknown month or day counting as the first.

Spec: ``spec/record.md``, *Dates and times*.
"""

import re
from datetime import date, datetime

_BIRTH = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[+-](?:0[0-9]|1[0-4]):[0-5][0-9]")


def birth_error(text: str) -> str | None:
    """The code of what is wrong with a birth date, which may lack its day or its month and day; None if nothing."""
    if not _BIRTH.fullmatch(text):
        return "birth-date-format"
    return None if _first_day(text) else "date-impossible"


def date_error(text: str) -> str | None:
    """The code of what is wrong with a full date; None if nothing."""
    if not _DATE.fullmatch(text):
        return "date-format"
    return None if _first_day(text) else "date-impossible"


def time_error(text: str) -> str | None:
    """The code of what is wrong with a time, to the second, with its offset; None if nothing."""
    if not _TIME.fullmatch(text):
        return "time-format"
    try:
        # A year before 2 or after 9998 cannot be turned to UTC, and is nobody's sampling.
        return None if 2 <= datetime.fromisoformat(text).year <= 9998 else "time-impossible"
    except ValueError:
        return "time-impossible"


def earliest_day(text: str) -> date | None:
    """The first day a complete or partial date can mean; None when there is no such day."""
    return _first_day(text) if _BIRTH.fullmatch(text) else None


def latest_age(birth: str, day: date) -> int:
    """Whole years reached on ``day``, an unknown month or day of birth counting as the first.

    ``birth`` is well formed.
    """
    born = earliest_day(birth)
    if born is None:
        raise ValueError("birth date is not a date: check it first")
    return age_on(day, born)


def age_on(day: date, born: date) -> int:
    """Whole years from one day to the other."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _first_day(well_formed: str) -> date | None:
    try:
        return date.fromisoformat(well_formed + "-01-01"[len(well_formed) - 4 :])
    except ValueError:
        return None
