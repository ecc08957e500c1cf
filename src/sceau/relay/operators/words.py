"""What the operator reads, in French or English: sentences, numbers, days, ages.

Moments are written in UTC, and told the browser as such (`<time datetime>`): its script shows them in its own zone.
"""

import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib import resources
from typing import Final

from sceau.errors import Language, catalogue
from sceau.wording import is_one

LANGUAGE: Final = "language"
"""The session's entry with the language that somebody has chosen."""
_EPOCH: Final = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Moment:
    """A time for machines and for people."""

    iso: str
    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """Every sentence of the page, in one language."""

    language: Language

    def __call__(self, key: str, **values: object) -> str:
        return _texts()[key][self.language].format(**values)

    def counted(self, key: str, count: int) -> str:
        """The sentence of so many: of one, where that reads otherwise (`.one`)."""
        one = f"{key}.one"
        return self(one if one in _texts() and is_one(count, self.language) else key, count=self.number(count))

    def all(self) -> dict[str, str]:
        """Sentences without values, for the templates: `.` and `-` become `_` in their names."""
        return {re.sub("[.-]", "_", key): said[self.language] for key, said in _texts().items()}

    def number(self, value: int) -> str:
        """12 345 in French, 12,345 in English."""
        return f"{value:,}".replace(",", "\u202f" if self.language == "fr" else ",")

    def percent(self, share: float) -> str:
        """0.9962 is 99,6 %: cut, not rounded, so that 100 % means all."""
        text = f"{int(share * 1000) / 10:.1f}".removesuffix(".0")
        return text.replace(".", ",") + "\u202f%" if self.language == "fr" else f"{text}%"

    def day(self, day: int) -> str:
        """`mer. 14 oct.`, `Wed 14 Oct`, of UTC days since 1970-01-01."""
        found = _EPOCH + timedelta(days=day)
        weekdays, months = _DAYS[self.language], _MONTHS[self.language]
        return f"{weekdays[found.weekday()]} {found.day}\u00a0{months[found.month - 1]}"

    def moment(self, at: datetime) -> Moment:
        """`14 oct., 11 h 36 UTC`."""
        at = at.astimezone(UTC)
        month = _MONTHS[self.language][at.month - 1]
        clock = f"{at:%H}\u202fh\u202f{at:%M}" if self.language == "fr" else f"{at:%H:%M}"
        return Moment(at.isoformat(timespec="seconds"), f"{at.day}\u00a0{month}, {clock} UTC")

    def age(self, seconds: float) -> str:
        """`42 s`, `7 min`, `3 h`, `5 j`: one unit, the largest that fits."""
        for unit, size in (("d", 86_400), ("h", 3600), ("min", 60)):
            if seconds >= size:
                return f"{int(seconds // size)}\u202f{self(f'unit.{unit}')}"
        return f"{int(seconds)}\u202fs"

    def code(self, code: str) -> str:
        """The sentence of a code of `spec/errors.json`; the code itself when it has none."""
        said = catalogue().get(code)
        return code if said is None else said.what(self.language)


@cache
def _texts() -> dict[str, dict[str, str]]:
    path = resources.files("sceau.relay.operators").joinpath("texts.json")
    texts: dict[str, dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    return texts


_DAYS: Final[dict[Language, tuple[str, ...]]] = {
    "fr": ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_MONTHS: Final[dict[Language, tuple[str, ...]]] = {
    "fr": ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}
