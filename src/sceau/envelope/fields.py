"""Take the named fields out of a decoded map, checking kinds and lengths (`spec/envelope.md` §1).

A shape is a mapping from name to `Field`; a message with anything more, less or other is refused with the
code and the path of the first field that is wrong.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from sceau.envelope.errors import EnvelopeError


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its Python type, the lengths it may have (bytes, code points, items) and whether it may be absent."""

    kind: type
    minimum: int = 0
    maximum: int = 2**53 - 1
    required: bool = True


def exactly(length: int) -> Field:
    """A byte string of this length."""
    return Field(bytes, length, length)


def text(maximum: int, minimum: int = 1) -> Field:
    return Field(str, minimum, maximum)


UNSIGNED: Final = Field(int)
DAY: Final = Field(int, 0, 100_000)
"""Days since 1970-01-01 UTC."""
PREVIOUS: Final = Field(bytes, 0, 32)


def take(value: object, path: str, shape: Mapping[str, Field]) -> dict[str, Any]:
    """`value` as a dict of exactly the fields of `shape`: absent optional ones stay absent."""
    if not isinstance(value, dict):
        raise EnvelopeError("bad-type", path)
    if not value.keys() <= shape.keys():
        raise EnvelopeError("unknown-field", path)
    for name, field in shape.items():
        if name in value:
            code = _misfit(value[name], field.kind, field.minimum, field.maximum)
            if code:
                raise EnvelopeError(code, f"{path}.{name}")
        elif field.required:
            raise EnvelopeError("missing-field", f"{path}.{name}")
    return value


def check(value: object, path: str, field: Field) -> None:
    """`bad-type` or `bad-length` at `path` unless `value` fits `field`."""
    _require(value, path, field.kind, field.minimum, field.maximum)


def byte_string(value: object, path: str, minimum: int, maximum: int) -> bytes:
    """`value` as bytes of such a length."""
    _require(value, path, bytes, minimum, maximum)
    return cast("bytes", value)


def array(value: object, path: str, minimum: int, maximum: int) -> list[object]:
    """`value` as a list with so many items."""
    _require(value, path, list, minimum, maximum)
    return cast("list[object]", value)


def unsigned(value: object, path: str) -> int:
    """`value` as an unsigned integer."""
    if type(value) is not int:
        raise EnvelopeError("bad-type", path)
    return value


def _require(value: object, path: str, kind: type, minimum: int, maximum: int) -> None:
    code = _misfit(value, kind, minimum, maximum)
    if code:
        raise EnvelopeError(code, path)


def _misfit(value: object, kind: type, minimum: int, maximum: int) -> str | None:
    """What is wrong with it, without the path: nearly nothing is wrong, and nobody reads the path of what is right."""
    if type(value) is not kind:  # exact: a bool is an int to isinstance
        return "bad-type"
    size = value if isinstance(value, int) else len(value)  # type: ignore[arg-type]  # exact kinds have a length
    return None if minimum <= size <= maximum else "bad-length"
