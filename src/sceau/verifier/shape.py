"""Take from a decoded map exactly the fields that it must have."""

from collections.abc import Mapping
from typing import Any

from .refusal import Refused

Field = tuple[type, int, int]
"""Python type, least and greatest length (of an integer: value)."""

NUMBER: Field = (int, 0, 2**53 - 1)


def octets(least: int, greatest: int | None = None) -> Field:
    return bytes, least, least if greatest is None else greatest


def words(greatest: int, least: int = 1) -> Field:
    return str, least, greatest


def items(least: int, greatest: int) -> Field:
    return list, least, greatest


def take(value: object, place: str, shape: Mapping[str, Field], optional: Mapping[str, Field] | None = None) -> Any:  # noqa: ANN401
    """`value`, a dict with all of `shape`, perhaps some of `optional`, nothing else. Refused: `bad-shape`."""
    allowed = {**shape, **(optional or {})}
    if not isinstance(value, dict) or not shape.keys() <= value.keys() <= allowed.keys():
        raise Refused("bad-shape", place)
    for name, found in value.items():
        fit(found, f"{place}.{name}", allowed[name])
    return value


def fit(value: object, place: str, field: Field) -> None:
    """Refused `bad-shape` unless `value` is of the type and length of `field`."""
    kind, least, greatest = field
    if type(value) is not kind:  # exact: a bool is an int to isinstance
        raise Refused("bad-shape", place)
    size = value if isinstance(value, int) else len(value)  # type: ignore[arg-type]
    if not least <= size <= greatest:
        raise Refused("bad-shape", place)
