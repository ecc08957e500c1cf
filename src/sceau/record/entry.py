"""The door of every entry form: put the text in order, count what may be counted, then check as everyone does.

The one idea: forms only say where a value is written; what is right or wrong is decided in one place for all of them.

Spec: ``spec/record.md``, *Entry forms*.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sceau.record.checks import check
from sceau.record.model import Record
from sceau.record.plain import built
from sceau.record.problems import Problem, RecordInvalid, errors
from sceau.record.shape import check_shape
from sceau.record.statistics import statistics_of
from sceau.record.text import normalised


@dataclass(frozen=True, slots=True)
class Entry:
    """What reading gave: a record when nothing stops it, and every problem found, warnings included."""

    record: Record | None
    problems: tuple[Problem, ...] = ()

    def accepted(self) -> Record:
        """The record; raises RecordInvalid when there is none."""
        if self.record is None:
            raise RecordInvalid(self.problems)
        return self.record


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of a file of many. ``number`` is the row a spreadsheet shows (or the line of an NDJSON file)."""

    number: int
    entry: Entry
    cells: tuple[str, ...] = ()


def enter(given: Mapping[str, object], *, now: datetime, noticed: tuple[Problem, ...] = ()) -> Entry:
    """Check sections written by a form, whose own problems are ``noticed``. Statistics are computed when not given."""
    written = {name: _in_order(value) for name, value in given.items()}
    counted = statistics_of(check_shape(written, withheld=frozenset()).clean)
    if "statistics" not in written and counted:
        written["statistics"] = counted
    told = {one.path for one in errors(noticed)}
    found = [one for one in check(written, now=now) if one.path not in told and not _waits(one, written)]
    problems = (*noticed, *found)
    # Statistics that could not be counted always come with the error that prevented it.
    return Entry(None if errors(problems) else built(written), problems)


def _waits(found: Problem, written: Mapping[str, object]) -> bool:
    return found.path == "statistics" and "statistics" not in written


def _in_order(value: object) -> object:
    if isinstance(value, str):
        return normalised(value)
    if isinstance(value, Mapping):
        return {name: _in_order(inside) for name, inside in value.items()}
    return [_in_order(inside) for inside in value] if isinstance(value, list) else value
