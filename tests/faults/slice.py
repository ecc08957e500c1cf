"""Which cases of a family run in every `make test`; the others wait for `make test-all`."""

from collections.abc import Iterable

import pytest
from _pytest.mark import ParameterSet


def with_a_slice(cases: Iterable[str], *always: str) -> list[ParameterSet]:
    """Every case, those not named in `always` marked slow."""
    every = list(cases)
    assert set(always) <= set(every), "a case of the slice is not one of the family"
    return [pytest.param(case, id=case, marks=[] if case in always else pytest.mark.slow) for case in every]
