"""The JSON Schema of the sections form, for software that would rather check before sending.

The one idea: made from ``fields.json``, so it says what the first pass says. Rules between fields (keys, dates in
order) have no place in a schema; ``spec/cases`` has them.

Spec: ``spec/record.md``, *Fields*; ``spec/record.schema.json`` is what this prints.
"""

import json
from collections.abc import Mapping

from sceau.record.fields import Field, countries, shapes

_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_OFFSET = "[+-](?:0[0-9]|1[0-4]):[0-5][0-9]"
_FIXED: Mapping[str, Mapping[str, object]] = {
    "boolean": {"type": "boolean"},
    "birth": {"type": "string", "pattern": "^[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?$"},
    "date": {"type": "string", "pattern": f"^{_DAY}$"},
    "time": {"type": "string", "pattern": f"^{_DAY}T[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}{_OFFSET}$"},
}
_FIELD_DEPTH = 4  # properties, section, properties, field


def json_schema() -> dict[str, object]:
    """JSON Schema, draft 2020-12, of a complete record.

    Sections withheld from a reader are absent from what they get.
    """
    known = shapes()
    inside = {one.shape for fields in known.fields.values() for one in fields if one.shape}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:sceau:record:1",
        "title": "sceau/record/1",
        **_map_of(
            {name: _shape(name) for name in known.sections}, [name for name in known.sections if name in known.always]
        ),
        "$defs": {name: _shape(name) for name in sorted(inside)},
    }


def schema_text() -> str:
    """The schema as it is published, one field a line: what ``sceau template schema`` prints."""
    return _laid_out(json_schema(), depth=0) + "\n"


def _laid_out(value: object, *, depth: int) -> str:
    if not isinstance(value, dict) or depth == _FIELD_DEPTH:
        return json.dumps(value, ensure_ascii=False)
    inside = (
        f"{' ' * (depth + 1)}{json.dumps(name)}: {_laid_out(one, depth=depth + 1)}" for name, one in value.items()
    )
    return "{\n" + ",\n".join(inside) + f"\n{' ' * depth}}}"


def _shape(name: str) -> dict[str, object]:
    fields = shapes().fields[name]
    return _map_of({one.name: _described(one) for one in fields}, [one.name for one in fields if one.required])


def _map_of(properties: dict[str, dict[str, object]], required: list[str]) -> dict[str, object]:
    closed = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**closed, "required": required} if required else closed


def _described(field: Field) -> dict[str, object]:
    return {"title": field.labels["en"], "description": field.labels["fr"], **_rule(field)}


def _rule(field: Field) -> dict[str, object]:
    """What a value of the field must be."""
    fixed = _FIXED.get(field.kind)
    if fixed:
        return dict(fixed)
    if field.kind in {"list", "texts"}:
        item = {"$ref": f"#/$defs/{field.shape}"} if field.shape else _text(field, field.item_maximum)
        return {"type": "array", "minItems": 1, "maxItems": field.maximum, "items": item}
    if field.kind in {"code", "country"}:
        return {"enum": list(field.codes or countries())}
    if field.kind == "integer":
        return {"type": "integer", "minimum": field.minimum, "maximum": field.maximum}
    return {"$ref": f"#/$defs/{field.shape}"} if field.shape else _text(field, field.maximum)


def _text(field: Field, maximum: int) -> dict[str, object]:
    limits: dict[str, object] = {"type": "string", "minLength": 1, "maxLength": maximum}
    return {**limits, "pattern": f"^(?:{field.pattern.matches})$"} if field.pattern else limits
