"""Reading a pharmacy's day from a spreadsheet saved as CSV.

The one idea: every row is judged on its own and all of its problems are told at once, with the row number that the
spreadsheet shows (the header is row 1) and the name of the column; good rows go, bad ones come back as a file to mend.

Spec: ``spec/record.md``, *CSV*.
"""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from sceau.record.catalogue import catalogue
from sceau.record.csv_cells import NUMBER_KINDS, CellError, local_time, unguarded, value_of
from sceau.record.csv_columns import (
    COLUMNS,
    NUMBER_KIND,
    READING,
    REASONS,
    SAMPLING,
    column_name,
    column_of,
    columns_by_name,
    letter_of,
)
from sceau.record.csv_source import raw_rows
from sceau.record.entry import Entry, Row, enter
from sceau.record.fields import field_at
from sceau.record.numbers import OID_NIR
from sceau.record.problems import Problem, RecordInvalid, at, problem

PARIS = ZoneInfo("Europe/Paris")

_STEP = re.compile(r"([a-z_]+)(?:\[([0-9]+)\])?")
_TEMPORARY = re.compile(r"[3-8][0-9 .]{14,}")
_TIMES = {*SAMPLING, *READING}


@dataclass(frozen=True, slots=True)
class CsvFile:
    """The header as it was written, and the rows, read one at a time."""

    header: tuple[str, ...]
    rows: Iterator[Row]


def read_csv(file: BinaryIO, *, now: datetime, zone: ZoneInfo = PARIS) -> CsvFile:
    """The rows of a seekable file opened in binary. ``zone`` is the pharmacy's, for times without an offset.

    Raises RecordInvalid, with every problem of the header, when the file cannot be read at all. Blank rows are
    counted and left out. An unclosed quotation mark gives a last row with that problem: what follows it was not read.
    """
    raw = raw_rows(file)
    first = next(raw, (1, []))[1]
    if isinstance(first, Problem):
        raise RecordInvalid([first])
    names = tuple(column_name(header) for header in first)
    _must_be_header(names)
    return CsvFile(tuple(first), _rows(raw, names, now, zone))


def _must_be_header(names: tuple[str, ...]) -> None:
    if not any(names):
        raise RecordInvalid([at(problem("file-empty"), 1)])
    found = list(_header_problems(names))
    if found:
        raise RecordInvalid(found)


def _header_problems(names: tuple[str, ...]) -> Iterator[Problem]:
    known = columns_by_name()
    for index, name in enumerate(names):
        # Named by letter: without a header row, the text would be somebody's name.
        if name and name not in known and name not in REASONS:
            nearest = difflib.get_close_matches(name, known, n=1, cutoff=0.0)[0]
            yield at(problem("column-unknown", nearest=nearest), 1, letter_of(index))
        elif name and name in names[:index]:
            yield at(problem("column-repeated"), 1, name)
    for column in COLUMNS:
        if column.mandatory and column.name not in names:
            yield at(problem("column-missing", column.path), 1, column.name)


def _rows(
    raw: Iterator[tuple[int, list[str] | Problem]], names: tuple[str, ...], now: datetime, zone: ZoneInfo
) -> Iterator[Row]:
    for number, cells in raw:
        if isinstance(cells, Problem):
            yield Row(number, Entry(None, (cells,)))
        elif any(cell.strip() for cell in cells):
            entry = _entry(names, cells, now, zone)
            located = tuple(at(one, number, one.column or column_of(one.path)) for one in entry.problems)
            yield Row(number, Entry(entry.record, located), tuple(cells))


def _entry(names: tuple[str, ...], cells: list[str], now: datetime, zone: ZoneInfo) -> Entry:
    if any(cell.strip() for cell in cells[len(names) :]):
        return Entry(None, (problem("row-too-long"),))
    said = {name: unguarded(cell) for name, cell in zip(names, cells, strict=False) if name not in REASONS}
    given, noticed = _sections({name: cell for name, cell in said.items() if cell}, zone)
    return enter(given, now=now, noticed=tuple(noticed))


def _sections(said: Mapping[str, str], zone: ZoneInfo) -> tuple[dict[str, Any], list[Problem]]:
    given: dict[str, Any] = {}
    noticed: list[Problem] = []
    for name, cell in said.items():
        column = columns_by_name().get(name)
        if column is None or name in _TIMES:
            continue
        try:
            value = _value(name, column.path, cell, said)
        except CellError as wrong:
            noticed.append(at(problem(wrong.code, column.path), 0, name))
            continue
        if value is not None:
            _put(given, column.path, value)
    _put_times(given, said, zone, noticed)
    _complete(given)
    _number_kind(given, said)
    return given, noticed


def _value(name: str, path: str, cell: str, said: Mapping[str, str]) -> object:
    if name == NUMBER_KIND:
        return NUMBER_KINDS.get(cell.upper(), cell)
    if path.endswith(".loinc"):
        return next((one.loinc for one in catalogue().analytes.values() if one.key == cell.lower()), cell)
    if path.endswith(".postal_code") and said.get("pays", "FR").upper() not in {"FR", "FRANCE"}:
        return cell
    field = field_at(path)
    if field is None:
        raise KeyError(path)
    return value_of(field, cell)


def _put_times(given: dict[str, Any], said: Mapping[str, str], zone: ZoneInfo, noticed: list[Problem]) -> None:
    sampled_on, sampled_at = (said.get(name, "") for name in SAMPLING)
    read_on, read_at = (said.get(name, "") for name in READING)
    _put_time(given, SAMPLING, (sampled_on, sampled_at), zone, noticed)
    if read_at and not read_on:
        if "sampling_time" not in given.get("result", {}):
            return  # read on the day of sampling, which is already being complained of
        read_on = sampled_on.split(" ")[0]
    _put_time(given, READING, (read_on, read_at), zone, noticed)


def _put_time(
    given: dict[str, Any], names: tuple[str, str], cells: tuple[str, str], zone: ZoneInfo, noticed: list[Problem]
) -> None:
    path = columns_by_name()[names[0]].path
    if not any(cells):
        return
    try:
        _put(given, path, local_time(*cells, zone))
    except CellError as wrong:
        noticed.append(at(problem(wrong.code, path), 0, names[0] if wrong.of_date else names[1]))


def _complete(given: dict[str, Any]) -> None:
    """What a spreadsheet need not say: the disease an analyte looks for, refusals, the usual kinds."""
    given.setdefault("identity", {}).setdefault("status", "PROV")
    for analyte in given.get("result", {}).get("analytes", ()):
        known = catalogue().analytes.get(analyte.get("loinc", ""))
        if known:
            analyte.setdefault("disease", known.disease)
    consents = given.setdefault("source", {}).setdefault("consents", {})
    for name in ("identity", "doctor", "notice", "certificate"):
        consents.setdefault(name, False)
    place = given["source"].get("pharmacy", {}).get("identifier")
    if place:
        place.setdefault("kind", "finess")
    for doctor in given.get("contact", {}).get("doctors", ()):
        doctor.setdefault("role", "treating")


def _number_kind(given: dict[str, Any], said: Mapping[str, str]) -> None:
    """A number of no stated kind is taken for a NIR, so that its key is checked, unless it begins as a temporary."""
    if "numero" in said and NUMBER_KIND not in said and not _TEMPORARY.fullmatch(said["numero"]):
        given.setdefault("number", {})["oid"] = OID_NIR


def _put(tree: dict[str, Any], path: str, value: object) -> None:
    """Write ``value`` at ``path``, making the maps and lists on the way."""
    *steps, last = _STEP.findall(path)
    for name, index in steps:
        tree = _item(tree.setdefault(name, []), int(index)) if index else tree.setdefault(name, {})
    name, index = last
    if index:
        tree.setdefault(name, []).append(value)
    else:
        tree[name] = value


def _item(items: list[dict[str, Any]], index: int) -> dict[str, Any]:
    while len(items) <= index:
        items.append({})
    return items[index]
