"""First pass: does every field exist, have its kind, its limits, its format.

The one idea: this pass also returns a copy that holds only what passed, so that the second pass (``rules``) can compare
fields without ever meeting a value of the wrong kind, and both report all they find.

Spec: ``spec/record.md``, *Fields*.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sceau.record.fields import Field, shapes
from sceau.record.kinds import Check, Fault, check_of_item, check_of_value
from sceau.record.problems import Problem, problem


@dataclass(frozen=True, slots=True)
class Form:
    """What the first pass found.

    ``clean`` is the copy that holds what passed; ``maps`` is every map in it with its path, the outer ones first.
    """

    problems: list[Problem] = field(default_factory=list)
    clean: dict[str, dict[str, Any]] = field(default_factory=dict)
    maps: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


Read = Callable[[object, str, Form], object]
"""What passed of the value at a path, or `_REFUSED`; what is wrong with it goes into the form's problems."""
_REFUSED = object()  # a value that did not pass: None could be mistaken for one


@dataclass(frozen=True, slots=True)
class _Place:
    """A field of a shape and what it asks for, worked out once. ``check`` is None for what holds more values."""

    required: bool
    check: Check | None
    read: Read


def check_shape(sections: Mapping[str, object], *, withheld: frozenset[str]) -> Form:
    """All problems of form, and what passed. ``withheld`` sections may be absent."""
    form = Form()
    form.problems.extend(problem("section-unknown", _name(name)) for name in sections if name not in shapes().sections)
    for name in shapes().sections:
        if name in sections:
            value = _read_map(name, sections[name], name, form)
            if isinstance(value, dict):
                form.clean[name] = value
        elif name in shapes().always and name not in withheld:
            form.problems.append(problem("section-missing", name))
    return form


def _read_map(shape: str, value: object, path: str, form: Form) -> object:
    if not isinstance(value, (dict, Mapping)):  # `dict` is what it nearly always is, and known sooner
        return _refuse(form, Fault("wrong-type"), path)
    places, clean = _places(shape), dict[str, Any]()
    form.maps.append((path, clean))
    if not value.keys() <= places.keys():
        unknown = [name for name in value if name not in places]
        form.problems.extend(problem("field-unknown", f"{path}.{_name(name)}") for name in unknown)
    for name, place in places.items():
        if name not in value:
            if place.required:
                form.problems.append(problem("field-missing", f"{path}.{name}"))
            continue
        given = value[name]
        # What is right, and it nearly always is, needs no path: they are only written down for the rest.
        if place.check is not None and place.check(given) is None:
            clean[name] = given
        elif (checked := place.read(given, f"{path}.{name}", form)) is not _REFUSED:
            clean[name] = checked
    return clean


@cache
def _places(shape: str) -> Mapping[str, _Place]:
    return {one.name: _place(one) for one in shapes().fields[shape]}


def _place(one: Field) -> _Place:
    check = check_of_value(one)
    return _Place(one.required, check, _value_reader(check) if check else _container_reader(one))


def _name(name: object) -> str:
    # A wrong name may be anything, a person's name included: only what looks like one of ours is repeated.
    return name if isinstance(name, str) and re.fullmatch(r"[a-z_]{1,40}", name) else "?"


def _refuse(form: Form, fault: Fault, path: str) -> object:
    form.problems.append(problem(fault.code, path, **fault.values))
    return _REFUSED


def _container_reader(one: Field) -> Read:
    if one.kind == "map":
        return _map_reader(one)
    if one.kind == "list":
        return _items_reader(one, _map_reader(one), {})
    return _items_reader(one, _value_reader(check_of_item(one)), "")


def _value_reader(check: Check) -> Read:
    def read(value: object, path: str, form: Form) -> object:
        fault = check(value)
        return value if fault is None else _refuse(form, fault, path)

    return read


def _map_reader(one: Field) -> Read:
    shape = one.shape or ""
    return lambda value, path, form: _read_map(shape, value, path, form)


def _items_reader(one: Field, read_item: Read, empty: object) -> Read:
    """An item that did not pass keeps its place, ``empty``, so that the indices of the others stay true."""
    too_many = Fault("list-too-long", {"max": one.maximum})

    def read(value: object, path: str, form: Form) -> object:
        if not isinstance(value, list | tuple):
            return _refuse(form, Fault("wrong-type"), path)
        if not 0 < len(value) <= one.maximum:
            return _refuse(form, too_many if value else Fault("list-empty"), path)
        checked = [read_item(each, f"{path}[{index}]", form) for index, each in enumerate(value)]
        return [empty if each is _REFUSED else each for each in checked]

    return read
