"""A witness may be slow; it may not hold what asks it."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from tests.unit.dripping import dripping

from sceau.web import cosigning
from sceau.web.witnesses import Witness


def test_a_witness_whose_answer_drips_is_left_before_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cosigning, "WHOLE", timedelta(seconds=0.5))
    key = cast("Any", SimpleNamespace(name="witness.example"))
    with dripping() as slow, cosigning.asking() as http:
        asked = cosigning.Asking(cast("Any", None), http, Witness(slow.url, (key,)), b"note", cast("Any", None))
        assert (asked.ask(0), slow.whole.is_set()) == (b"", False)
