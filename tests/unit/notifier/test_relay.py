"""A relay may be slow; it may not hold the notifier."""

from datetime import timedelta

import pytest
from tests.unit.dripping import dripping

from sceau.notifier import relay


def test_an_answer_that_drips_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay, "WHOLE", timedelta(seconds=0.5))
    with dripping() as slow, pytest.raises(relay.RelayError, match="relay-unreachable"):
        relay.read_statements(slow.url, root_hash=bytes(32))
