"""The device identifier printed on a kit's box, in the brackets that people read: ``(01)…(17)…(10)…``.

The one idea: the box already says the lot and the expiry, so nobody has to type them, and what was typed can be
compared.

Source: GS1 General Specifications, application identifiers 01, 10 and 17. Spec: ``spec/record.md``, *Device*.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date

_ELEMENT = re.compile(r"\(([0-9]{2,4})\)([^()]+)")
_EXPIRY = re.compile(r"[0-9]{6}")


@dataclass(frozen=True, slots=True)
class Udi:
    """What a box says of itself; ``gtin`` has 14 digits, ``expiry`` is the last day of use."""

    gtin: str
    lot: str | None
    expiry: date | None


def parse_udi(text: str) -> Udi:
    """The elements of a well-formed identifier; an expiry that is no day is left out."""
    elements = dict(_ELEMENT.findall(text))
    return Udi(gtin=elements.get("01", ""), lot=elements.get("10"), expiry=_expiry(elements.get("17", "")))


def _expiry(text: str) -> date | None:
    if not _EXPIRY.fullmatch(text):
        return None
    year, month, day = 2000 + int(text[:2]), int(text[2:4]), int(text[4:])
    try:
        # GS1: day 00 means the last day of the month.
        return date(year, month, day or calendar.monthrange(year, month)[1])
    except ValueError:
        return None
