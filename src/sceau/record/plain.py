"""A record as plain data, the form that is sealed, sent and checked; and back.

The one idea: ``sections`` and ``from_sections`` are each other's inverse. A section holds only text, whole numbers,
booleans, lists and maps; what is absent has no key. That is what the envelope's narrowed CBOR can carry.

Spec: ``spec/record.md``, *Sections*; ``spec/envelope.md``, *Record* and *Encoding*.
"""

import types
from collections.abc import Callable, Collection, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, cast, get_args, get_origin, get_type_hints

from sceau.record.checks import check
from sceau.record.fields import shapes
from sceau.record.model import Record
from sceau.record.problems import RecordInvalid, errors


def sections(record: Record) -> dict[str, dict[str, object]]:
    """The sections of a record, in the order of the specification; a section with nothing to say is absent."""
    written = {name: _plain(getattr(record, name)) for name in shapes().sections}
    return {name: one for name, one in written.items() if isinstance(one, dict)}


def from_sections(given: Mapping[str, object], *, now: datetime, withheld: Collection[str] = ()) -> Record:
    """The record that ``given`` describes. ``now`` and ``withheld`` are those of ``check``.

    Raises RecordInvalid, with every problem, when at least one is an error; warnings alone do not stop.
    """
    problems = check(given, now=now, withheld=withheld)
    if errors(problems):
        raise RecordInvalid(problems)
    return built(given)


def built(checked: Mapping[str, object]) -> Record:
    """The record of sections in which ``check`` has found no error; any other input is a mistake of the caller."""
    record: Record = _reader(Record)(checked)
    return record


def _plain(value: object) -> object:
    if is_dataclass(value):
        named = ((one.name, _plain(getattr(value, one.name))) for one in fields(value))
        return {name: inside for name, inside in named if inside is not None}
    if isinstance(value, tuple):
        return [_plain(one) for one in value] or None
    return value.isoformat() if isinstance(value, date | datetime) else value


@cache
def _reader(hint: Any) -> Callable[[Any], Any]:  # noqa: ANN401 - a type, a union or a generic alias
    """How a checked plain value becomes a value of the type ``hint``, worked out once for each type."""
    if isinstance(hint, types.UnionType):
        return _reader(get_args(hint)[0])
    if get_origin(hint) is tuple:
        item = _reader(get_args(hint)[0])
        return lambda values: tuple(item(value) for value in values)
    if is_dataclass(hint):
        readers = {name: _reader(inside) for name, inside in get_type_hints(hint).items()}
        build: Callable[..., Any] = cast("Callable[..., Any]", hint)
        return lambda given: build(**{name: readers[name](value) for name, value in given.items()})
    return hint.fromisoformat if hint in {date, datetime} else lambda value: value
