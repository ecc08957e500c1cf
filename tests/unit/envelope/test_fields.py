"""A message has exactly the fields of its shape, each of its kind and length."""

import pytest
from tests.unit.envelope.refusals import refused

from sceau.envelope.fields import UNSIGNED, Field, array, byte_string, exactly, take, text, unsigned

SHAPE = {
    "key": exactly(2),
    "day": Field(int, 1, 9),
    "flag": Field(bool),
    "name": text(3),
    "more": Field(list, 0, 1, required=False),
}
GOOD = {"key": b"ab", "day": 3, "flag": True, "name": "été"}


@pytest.mark.parametrize("extra", [{}, {"more": []}, {"more": [{}]}])
def test_a_message_of_its_shape_is_taken(extra: dict[str, object]) -> None:
    assert take({**GOOD, **extra}, "m", SHAPE) == {**GOOD, **extra}


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        ({"other": 1}, "unknown-field", "m"),
        ({"key": "ab"}, "bad-type", "m.key"),
        ({"key": b"a"}, "bad-length", "m.key"),
        ({"key": b"abc"}, "bad-length", "m.key"),
        ({"day": True}, "bad-type", "m.day"),
        ({"day": 0}, "bad-length", "m.day"),
        ({"day": 10}, "bad-length", "m.day"),
        ({"flag": 1}, "bad-type", "m.flag"),
        ({"name": ""}, "bad-length", "m.name"),
        ({"name": "étés"}, "bad-length", "m.name"),
        ({"name": b"a"}, "bad-type", "m.name"),
        ({"more": {}}, "bad-type", "m.more"),
        ({"more": [1, 2]}, "bad-length", "m.more"),
    ],
)
def test_another_shape_is_refused_where_it_is_wrong(change: dict[str, object], code: str, path: str) -> None:
    with refused(code, path):
        take({**GOOD, **change}, "m", SHAPE)


@pytest.mark.parametrize("name", GOOD)
def test_a_missing_field_is_named(name: str) -> None:
    with refused("missing-field", f"m.{name}"):
        take({key: value for key, value in GOOD.items() if key != name}, "m", SHAPE)


@pytest.mark.parametrize("value", [[], b"", "", 1, True])
def test_what_is_no_map_is_refused(value: object) -> None:
    with refused("bad-type", "m"):
        take(value, "m", {"a": UNSIGNED})


@pytest.mark.parametrize("value", [True, b"1", [1], {}])
def test_what_is_no_unsigned_integer_is_refused(value: object) -> None:
    with refused("bad-type", "m"):
        unsigned(value, "m")


def test_an_array_of_another_length_is_refused() -> None:
    with refused("bad-length", "m"):
        array([1, 2, 3], "m", 2, 2)


def test_a_text_is_no_byte_string() -> None:
    with refused("bad-type", "m"):
        byte_string("ab", "m", 2, 2)
