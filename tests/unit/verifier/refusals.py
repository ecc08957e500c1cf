"""What the auditor's tool must refuse."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from sceau.verifier.refusal import Refused


@contextmanager
def refused(*codes: str) -> Iterator[None]:
    with pytest.raises(Refused) as caught:
        yield
    assert not codes or caught.value.code in codes
    assert caught.value.sentence("fr") != caught.value.sentence("en")
