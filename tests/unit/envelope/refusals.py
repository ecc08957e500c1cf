"""How the tests of this folder say that something is refused: by its code, and by its place where that matters."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from sceau.envelope.errors import EnvelopeError


@contextmanager
def refused(code: str, path: str | None = None) -> Iterator[None]:
    with pytest.raises(EnvelopeError) as caught:
        yield
    assert caught.value.code == code
    assert path in (None, caught.value.path)


def flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)
