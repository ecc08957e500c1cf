"""What is wrong with a record, and the sentence that says what to write instead.

The one idea: a problem is a code and a place, never a value. The sentence is looked up in ``spec/errors.json`` and
filled with limits and examples only, so that a log, a screen or a file may show it without showing anything about a
person.

Spec: ``spec/record.md``, *Errors*.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from enum import StrEnum

from sceau.errors import Language, catalogue
from sceau.record.fields import field_at

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


class Severity(StrEnum):
    """An error stops the record; a warning asks a person to look again and lets it go."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend.

    ``path`` is a place in the sections form (``result.analytes[0].loinc``, empty for a whole file). ``row`` counts as
    the spreadsheet shows it, the header being row 1; ``column`` is the header's text. ``values`` are limits of the
    rule.
    """

    code: str
    path: str
    severity: Severity
    row: int | None = None
    column: str | None = None
    values: Mapping[str, str | int] = dataclass_field(default_factory=dict, hash=False)


class RecordInvalid(ValueError):
    """Nothing was read: ``problems`` lists every error and warning found, in the order of the record."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        places = ", ".join(f"{problem.code} at {problem.path or 'file'}" for problem in errors(self.problems))
        super().__init__(f"invalid record: {places}; see the message of each problem for what to write instead")


def problem(code: str, path: str = "", **values: str | int) -> Problem:
    """A problem with the severity that ``spec/errors.json`` gives its code; KeyError for a code that is not there."""
    return Problem(code, path, Severity(catalogue()[code].severity), values=values)


def at(found: Problem, row: int, column: str | None = None) -> Problem:
    """The same problem, located in a spreadsheet."""
    return replace(found, row=row, column=column)


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Those that stop a record."""
    return tuple(one for one in problems if one.severity is Severity.ERROR)


def message(found: Problem, language: Language) -> str:
    """The sentence for a person: what is wrong, what to write instead, with an example.

    Never holds what was written.
    """
    known = {"field": found.column or found.path, "example": "", **_described(found.path, language), **found.values}
    said = catalogue()[found.code]
    sentence = f"{said.what(language)} {said.remedy(language)}".rstrip()
    filled = _PLACEHOLDER.sub(lambda match: str(known[match[1]]), sentence)
    return filled[:1].upper() + filled[1:]


def _described(path: str, language: Language) -> dict[str, str | int]:
    field = field_at(path)
    if field is None:
        return {}
    codes = (f"{code} ({labels[language]})" for code, labels in (field.codes or {}).items())
    return {"field": field.labels[language], "example": field.example, "allowed": ", ".join(codes)}
