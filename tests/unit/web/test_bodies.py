from io import BytesIO

import pytest
from django.http import HttpRequest

from sceau.envelope.errors import EnvelopeError
from sceau.web.bodies import read_body, read_sequence, require_media_type
from sceau.web.problems import Refusal


class Unread(BytesIO):
    def read(self, _size: int | None = -1) -> bytes:
        raise AssertionError("nothing should be read")


def request(body: bytes, declared: int | None = None, kind: str = "") -> HttpRequest:
    made = HttpRequest()
    made.META = {"wsgi.input": BytesIO(body), "CONTENT_LENGTH": "" if declared is None else str(declared)}
    made.content_type = kind
    return made


def code_of(action: object) -> str:
    with pytest.raises((Refusal, EnvelopeError)) as refused:
        action()  # type: ignore[operator]
    assert isinstance(refused.value, (Refusal, EnvelopeError))
    return refused.value.code


def test_a_body_of_the_limit_is_read() -> None:
    assert read_body(request(b"12345", 5), limit=5) == b"12345"


def test_a_body_without_a_length_is_read() -> None:
    assert read_body(request(b"12345"), limit=5) == b"12345"


def test_a_body_above_the_limit_is_refused_without_a_length_too() -> None:
    assert code_of(lambda: read_body(request(b"123456"), limit=5)) == "body-too-large"


def test_a_declared_length_above_the_limit_is_refused_before_reading() -> None:
    lying = request(b"", 6)
    lying.META["wsgi.input"] = Unread()
    assert code_of(lambda: read_body(lying, limit=5)) == "body-too-large"


def test_a_body_shorter_than_declared_is_refused() -> None:
    assert code_of(lambda: read_body(request(b"123", 5), limit=5)) == "body-cut-short"


def test_a_sequence_gives_its_items() -> None:
    assert list(read_sequence(request(b"\xa0\x41a\xa0"), limit=10, item_limit=5)) == [b"\xa0", b"\x41a", b"\xa0"]


def test_a_sequence_cut_in_an_item_is_refused_after_the_items_before() -> None:
    items = read_sequence(request(b"\xa0\x42a"), limit=10, item_limit=5)
    assert next(items) == b"\xa0"
    assert code_of(lambda: next(items)) == "not-canonical"


def test_a_sequence_larger_than_memory_is_read_in_pieces() -> None:
    item = b"\x59\x03\xe8" + bytes(1000)
    assert sum(1 for _ in read_sequence(request(item * 500), limit=1_000_000, item_limit=1003)) == 500


def test_another_media_type_is_refused() -> None:
    assert (
        code_of(lambda: require_media_type(request(b"", kind="text/plain"), "application/cbor")) == "wrong-media-type"
    )
