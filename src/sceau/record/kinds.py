"""The kinds of a field that holds one value: what each lets through.

The one idea: a field's limits are known beforehand, so its check is made once, with its pattern compiled, and a value
that is right costs a call and no more.

Spec: ``spec/record.md``, *Fields*.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field

from sceau.record.dates import birth_error, date_error, time_error
from sceau.record.fields import Field, countries
from sceau.record.text import text_error


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a value: a code of ``spec/errors.json``, and the limits that its sentence names."""

    code: str
    values: Mapping[str, int] = dataclass_field(default_factory=dict)


Check = Callable[[object], Fault | None]
"""The first thing wrong with a value of a field; None if nothing."""

_WRONG_TYPE = Fault("wrong-type")


def check_of_value(one: Field) -> Check | None:
    """The check of the values of this field; None for a kind that holds others (``map``, ``list``, ``texts``)."""
    make = _MAKERS.get(one.kind)
    return make(one) if make else None


def check_of_item(one: Field) -> Check:
    """The check of one text of a field of several."""
    return _line(one, one.item_maximum)


def _line(one: Field, maximum: int) -> Check:
    lines, too_long = one.kind == "lines", Fault("text-too-long", {"max": maximum})
    matches = re.compile(one.pattern.matches).fullmatch if one.pattern else None
    no_match = Fault(one.pattern.error) if one.pattern else None

    def check(value: object) -> Fault | None:
        if not isinstance(value, str):
            return _WRONG_TYPE
        code = text_error(value, lines=lines)
        if code:
            return Fault(code)
        if len(value) > maximum:
            return too_long
        return no_match if matches and not matches(value) else None

    return check


def _country(one: Field) -> Check:
    line, known, unknown = _line(one, one.maximum), countries(), Fault("country-unknown")

    def check(value: object) -> Fault | None:
        return line(value) or (None if value in known else unknown)

    return check


def _code(one: Field) -> Check:
    codes, unknown = one.codes or {}, Fault("code-unknown")

    def check(value: object) -> Fault | None:
        if not isinstance(value, str):
            return _WRONG_TYPE
        return None if value in codes else unknown

    return check


def _integer(one: Field) -> Check:
    outside = Fault("number-range", {"min": one.minimum, "max": one.maximum})

    def check(value: object) -> Fault | None:
        if not isinstance(value, int) or isinstance(value, bool):
            return _WRONG_TYPE
        return None if one.minimum <= value <= one.maximum else outside

    return check


def _boolean(_: Field) -> Check:
    return lambda value: None if isinstance(value, bool) else _WRONG_TYPE


def _dated(error: Callable[[str], str | None]) -> Callable[[Field], Check]:
    def check(value: object) -> Fault | None:
        if not isinstance(value, str):
            return _WRONG_TYPE
        code = error(value)
        return Fault(code) if code else None

    return lambda _: check


_MAKERS: Mapping[str, Callable[[Field], Check]] = {
    "text": lambda one: _line(one, one.maximum),
    "lines": lambda one: _line(one, one.maximum),
    "code": _code,
    "country": _country,
    "birth": _dated(birth_error),
    "date": _dated(date_error),
    "time": _dated(time_error),
    "integer": _integer,
    "boolean": _boolean,
}
