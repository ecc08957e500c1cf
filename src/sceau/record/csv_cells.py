"""What people and spreadsheets write in a cell, turned into the value of a field.

The one idea: be generous with how a thing is written (``JJ/MM/AAAA``, ``11h36``, ``oui``), and name the damage that a
spreadsheet does to numbers, because "wrong format" does not tell anyone that Excel ate their zero.

Spec: ``spec/record.md``, *CSV*.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sceau.record.cda import country
from sceau.record.fields import Field
from sceau.record.numbers import OID_DEMO, OID_NIA, OID_NIR, OID_TEST
from sceau.record.text import folded

NUMBER_KINDS: Mapping[str, str | None] = {
    "NIR": OID_NIR,
    "NIA": OID_NIA,
    "TEST": OID_TEST,
    "DEMO": OID_DEMO,
    "AUTRE": None,
    "OTHER": None,
}
_ALIASES: Mapping[str, Mapping[str, str]] = {
    "sex": {"H": "M", "HOMME": "M", "FEMME": "F", "MALE": "M", "FEMALE": "F", "I": "U", "INDETERMINE": "U"},
    "symptoms": {"NON": "none", "NO": "none", "AUCUN": "none", "OUI": "onset", "YES": "onset"},
    "outcome": {"POS": "10828004", "NEG": "260385009", "INVALIDE": "125154007", "INVALID": "125154007"},
}
_YES = frozenset({"OUI", "O", "YES", "Y", "VRAI", "TRUE", "1", "X"})
_NO = frozenset({"NON", "N", "NO", "FAUX", "FALSE", "0"})
_DAY = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_MONTH = re.compile(r"([0-9]{1,2})[/.-]([0-9]{4})")
_CLOCK = re.compile(r"([0-9]{1,2}) ?[:hH] ?([0-9]{2})(?::([0-9]{2}))?(?: ?([+-][0-9]{2}:?[0-9]{2}))?")
_SERIAL = re.compile(r"[0-9]{5}([.,][0-9]+)?|0[.,][0-9]+")
_SCIENTIFIC = re.compile(r"-?[0-9]+([.,][0-9]+)?[Ee][+][0-9]+")
_ERROR = re.compile(r"#+|#[A-ZÉ/0-9]+[!?]?")
_GUARDED = re.compile(r"'(?=[=+\-@\t\r0-9])")
_GUARD = re.compile(r"[=+\-@\t\r]|0[0-9]+$|[0-9]{12,}$")
# Digits left once the leading zero is gone.
_ZERO_LOST = {"postal_code": 4, "insee": 4, "phone": 9, "rpps": 10, "establishment": 8}


class CellError(ValueError):
    """A cell that cannot be turned into a value; ``code`` says why, ``of_date`` that it is the date of a time."""

    def __init__(self, code: str, *, of_date: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.of_date = of_date


def unguarded(cell: str) -> str:
    """The cell without the apostrophe that keeps a spreadsheet from computing it or shortening its digits."""
    return _GUARDED.sub("", cell.strip(), count=1)


def guarded(cell: str) -> str:
    """The cell so that no spreadsheet computes it (formula injection) or drops its digits."""
    return f"'{cell}" if _GUARD.match(cell) else cell


def value_of(field: Field, cell: str) -> object:
    """The value a cell writes into a field; raises CellError when it can be said better than by the checks."""
    if _ERROR.fullmatch(cell):
        raise CellError("spreadsheet-error")
    match field.kind:
        case "code":
            return _code(field, cell)
        case "boolean":
            return _yes_no(cell)
        case "integer":
            return _integer(cell)
        case "birth" | "date":
            return iso_date(cell)
        case "country":
            return country(cell)
        case _:
            return _text(field, cell)


def iso_date(cell: str) -> str:
    """``28/03/1979`` as ``1979-03-28``, ``03/1979`` as ``1979-03``; what is neither is left to the checks."""
    if _SERIAL.fullmatch(cell):
        raise CellError("spreadsheet-date", of_date=True)
    if day := _DAY.fullmatch(cell):
        return f"{day[3]}-{day[2].zfill(2)}-{day[1].zfill(2)}"
    if month := _MONTH.fullmatch(cell):
        return f"{month[2]}-{month[1].zfill(2)}"
    return cell


def local_time(date_cell: str, clock_cell: str, zone: ZoneInfo) -> str:
    """A time with its offset.

    A time of day that the clock change skipped or repeated is refused unless it has its own.
    """
    if " " in date_cell and not clock_cell:
        date_cell, clock_cell = date_cell.split(maxsplit=1)
    if not (date_cell and clock_cell):
        raise CellError("time-missing", of_date=not date_cell)
    if _SERIAL.fullmatch(clock_cell):
        raise CellError("spreadsheet-date")
    clock = _CLOCK.fullmatch(clock_cell)
    if not clock:
        raise CellError("time-format")
    text = f"{iso_date(date_cell)}T{clock[1].zfill(2)}:{clock[2]}:{clock[3] or '00'}"
    if clock[4]:
        return text + (clock[4] if ":" in clock[4] else f"{clock[4][:3]}:{clock[4][3:]}")
    return text + _offset(text, zone)


def _offset(text: str, zone: ZoneInfo) -> str:
    try:
        naive = datetime.fromisoformat(text)
    except ValueError:
        return "+00:00"  # no such day or time: the checks say so
    early, late = naive.replace(tzinfo=zone, fold=0).utcoffset(), naive.replace(tzinfo=zone, fold=1).utcoffset()
    if early is None or late is None or early == late:
        return _signed(early or timedelta())
    raise CellError("clock-change-twice" if early > late else "clock-change-missing")


def _signed(offset: timedelta) -> str:
    minutes = int(offset.total_seconds() // 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def _code(field: Field, cell: str) -> str:
    codes, said = field.codes or {}, folded(cell)
    if cell in codes:
        return cell
    named = {folded(label): code for code, labels in codes.items() for label in labels.values()}
    folded_codes = {folded(code): code for code in codes}
    return {**folded_codes, **named, **_ALIASES.get(field.name, {})}.get(said, cell)


def _yes_no(cell: str) -> bool:
    if folded(cell) not in _YES | _NO:
        raise CellError("yes-no")
    return folded(cell) in _YES


def _integer(cell: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", cell):
        raise CellError("integer-format")
    return int(cell)


def _text(field: Field, cell: str) -> str:
    kind = field.pattern_name
    if _SCIENTIFIC.fullmatch(cell) and (kind or field.name in {"value", "lot", "reference"}):
        raise CellError("spreadsheet-scientific")
    if kind == "phone" or field.name == "value":
        cell = re.sub(r"[\s.]", "", cell)
    if cell.isdigit() and len(cell) == _ZERO_LOST.get(kind or ""):
        raise CellError("spreadsheet-zero-lost")
    return cell
