"""First pass: does every field exist, have its kind, its limits, its format.

The one idea: this pass also returns a copy that holds only what passed, so that the second pass (``rules``) can compare
fields without ever meeting a value of the wrong kind, and both report all they find.

Spec: ``spec/record.md``, *Fields*.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from sceau.record.dates import birth_error, date_error, time_error
from sceau.record.fields import Field, countries, shapes
from sceau.record.problems import Problem, problem
from sceau.record.text import text_error

Found = list[Problem]
_REFUSED = object()  # a value that did not pass: None could be mistaken for one


def check_shape(sections: Mapping[str, object], *, withheld: frozenset[str]) -> tuple[Found, dict[str, dict[str, Any]]]:
    """All problems of form, and the copy of ``sections`` without what has one. ``withheld`` sections may be absent."""
    found: Found = []
    clean: dict[str, dict[str, Any]] = {}
    found += [problem("section-unknown", _name(name)) for name in sections if name not in shapes().sections]
    for name in shapes().sections:
        if name in sections:
            value = _map(name, sections[name], name, found)
            if isinstance(value, dict):
                clean[name] = value
        elif name in shapes().always and name not in withheld:
            found.append(problem("section-missing", name))
    return found, clean


def _map(shape: str, value: object, path: str, found: Found) -> object:
    if not isinstance(value, Mapping):
        return _refuse(found, "wrong-type", path)
    fields = shapes().fields[shape]
    known = {one.name for one in fields}
    found += [problem("field-unknown", f"{path}.{_name(name)}") for name in value if name not in known]
    clean: dict[str, object] = {}
    for one in fields:
        inside = f"{path}.{one.name}"
        if one.name not in value:
            found += [problem("field-missing", inside)] if one.required else []
            continue
        checked = _CHECKS[one.kind](one, value[one.name], inside, found)
        if checked is not _REFUSED:
            clean[one.name] = checked
    return clean


def _name(name: object) -> str:
    # A wrong name may be anything, a person's name included: only what looks like one of ours is repeated.
    return name if isinstance(name, str) and re.fullmatch(r"[a-z_]{1,40}", name) else "?"


def _refuse(found: Found, code: str, path: str, **values: str | int) -> object:
    found.append(problem(code, path, **values))
    return _REFUSED


def _nested(one: Field, value: object, path: str, found: Found) -> object:
    return _map(one.shape or "", value, path, found)


def _list(one: Field, value: object, path: str, found: Found) -> object:
    def item(each: object, place: str) -> object:
        return _map(one.shape or "", each, place, found)

    return _items(one, value, path, found, item)


def _texts(one: Field, value: object, path: str, found: Found) -> object:
    def item(each: object, place: str) -> object:
        return _line(one, each, place, found, one.item_maximum)

    return _items(one, value, path, found, item)


def _items(one: Field, value: object, path: str, found: Found, check: Callable[[object, str], object]) -> object:
    if not isinstance(value, list | tuple):
        return _refuse(found, "wrong-type", path)
    if not value:
        return _refuse(found, "list-empty", path)
    if len(value) > one.maximum:
        return _refuse(found, "list-too-long", path, max=one.maximum)
    checked = [check(each, f"{path}[{index}]") for index, each in enumerate(value)]
    # An item that did not pass keeps its place, empty, so that the indices of the others stay true.
    empty: object = {} if one.kind == "list" else ""
    return [empty if each is _REFUSED else each for each in checked]


def _text(one: Field, value: object, path: str, found: Found) -> object:
    return _line(one, value, path, found, one.maximum)


def _line(one: Field, value: object, path: str, found: Found, maximum: int) -> object:
    if not isinstance(value, str):
        return _refuse(found, "wrong-type", path)
    code = text_error(value, lines=one.kind == "lines")
    if code:
        return _refuse(found, code, path)
    if len(value) > maximum:
        return _refuse(found, "text-too-long", path, max=maximum)
    if one.pattern and not _matches(one.pattern.matches, value):
        return _refuse(found, one.pattern.error, path)
    return value


def _country(one: Field, value: object, path: str, found: Found) -> object:
    checked = _line(one, value, path, found, one.maximum)
    return _refuse(found, "country-unknown", path) if checked is value and value not in countries() else checked


def _code(one: Field, value: object, path: str, found: Found) -> object:
    if not isinstance(value, str):
        return _refuse(found, "wrong-type", path)
    return value if value in (one.codes or {}) else _refuse(found, "code-unknown", path)


def _integer(one: Field, value: object, path: str, found: Found) -> object:
    if not isinstance(value, int) or isinstance(value, bool):
        return _refuse(found, "wrong-type", path)
    if not one.minimum <= value <= one.maximum:
        return _refuse(found, "number-range", path, min=one.minimum, max=one.maximum)
    return value


def _boolean(_: Field, value: object, path: str, found: Found) -> object:
    return value if isinstance(value, bool) else _refuse(found, "wrong-type", path)


def _dated(error: Callable[[str], str | None]) -> Callable[[Field, object, str, Found], object]:
    def check(_: Field, value: object, path: str, found: Found) -> object:
        if not isinstance(value, str):
            return _refuse(found, "wrong-type", path)
        code = error(value)
        return _refuse(found, code, path) if code else value

    return check


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text)


def _matches(pattern: str, text: str) -> bool:
    return _pattern(pattern).fullmatch(text) is not None


_CHECKS: Mapping[str, Callable[[Field, object, str, Found], object]] = {
    "text": _text,
    "lines": _text,
    "texts": _texts,
    "code": _code,
    "country": _country,
    "birth": _dated(birth_error),
    "date": _dated(date_error),
    "time": _dated(time_error),
    "integer": _integer,
    "boolean": _boolean,
    "map": _nested,
    "list": _list,
}
