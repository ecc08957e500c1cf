"""The shape of a record, read from ``fields.json``: which fields exist, of what kind, within which limits.

The one idea: the shape is data. The checks here and in the browser, the JSON Schema, the table of ``spec/record.md``
and the labels of error messages are all made from the same file, so they cannot disagree.

Spec: ``spec/record.md``, *Fields*.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Kind = Literal[
    "text", "lines", "texts", "code", "country", "birth", "date", "time", "integer", "boolean", "map", "list"
]

_INDEX = re.compile(r"\[\d+\]")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression that Python and JavaScript read alike; the whole text must match, else ``error``."""

    matches: str
    error: str
    example: str


@dataclass(frozen=True, slots=True)
class Field:
    """One field; ``cda`` is its place in a BIO-TROD.

    ``maximum`` is in characters (text), items (list) or units (integer); ``item_maximum`` is in characters.
    """

    name: str
    kind: Kind
    required: bool
    labels: Mapping[str, str]
    example: str
    minimum: int = 0
    maximum: int = 0
    item_maximum: int = 0
    pattern: Pattern | None = None
    pattern_name: str | None = None
    codes: Mapping[str, Mapping[str, str]] | None = None
    shape: str | None = None
    cda: str | None = None


@dataclass(frozen=True, slots=True)
class Shapes:
    """Every section and every map inside one, by name."""

    sections: tuple[str, ...]
    always: frozenset[str]
    withholdable: frozenset[str]
    invisible: tuple[tuple[int, int], ...]
    fields: Mapping[str, tuple[Field, ...]]


@cache
def shapes() -> Shapes:
    """The shapes of ``fields.json``."""
    raw = json.loads((files("sceau.record") / "fields.json").read_text("utf-8"))
    patterns = {name: Pattern(**one) for name, one in raw["patterns"].items()}
    return Shapes(
        sections=tuple(raw["sections"]),
        always=frozenset(raw["always"]),
        withholdable=frozenset(raw["withholdable"]),
        invisible=tuple((first, last) for first, last in raw["invisible"]),
        fields={
            name: tuple(_field(one, patterns, raw["sets"]) for one in listed) for name, listed in raw["shapes"].items()
        },
    )


@cache
def countries() -> Mapping[str, Mapping[str, str]]:
    """ISO 3166 two-letter codes, each with its French and English names (Unicode CLDR)."""
    loaded: Mapping[str, Mapping[str, str]] = json.loads((files("sceau.record") / "countries.json").read_text("utf-8"))
    return loaded


def field_at(path: str) -> Field | None:
    """The field a path points to, indices ignored; None for a section, a whole record or an unknown path."""
    shape: str | None = None
    found: Field | None = None
    for depth, name in enumerate(_INDEX.sub("", path).split(".")):
        if depth == 0:
            shape = name
            continue
        found = next((one for one in shapes().fields.get(shape or "", ()) if one.name == name), None)
        shape = found.shape if found else None
    return found


def walk(section: str) -> Iterator[tuple[str, Field]]:
    """Every field below a section, with its path; items of a list are written ``[]``."""
    for one in shapes().fields[section]:
        path = f"{section}.{one.name}"
        yield path, one
        if one.shape:
            inside = path + ("[]" if one.kind == "list" else "")
            yield from ((inside + deeper.removeprefix(one.shape), below) for deeper, below in walk(one.shape))


def _field(raw: dict[str, Any], patterns: Mapping[str, Pattern], sets: Mapping[str, Mapping[str, Any]]) -> Field:
    pattern = patterns[raw["pattern"]] if "pattern" in raw else None
    example = raw.get("example") or (pattern.example if pattern else "")
    return Field(
        name=raw["name"],
        kind=raw["is"],
        required=raw.get("required", False),
        labels={"fr": raw["fr"], "en": raw["en"]},
        example=example,
        minimum=raw.get("min", 0),
        maximum=raw.get("max", 0),
        item_maximum=raw.get("items_max", 0),
        pattern=pattern,
        pattern_name=raw.get("pattern"),
        codes=sets[raw["set"]] if "set" in raw else None,
        shape=raw.get("shape") or raw.get("of"),
        cda=raw.get("cda"),
    )
