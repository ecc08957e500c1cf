"""The public vectors, and the product's own trees: written twice, the two must agree."""

from base64 import b64decode
from contextlib import nullcontext
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.ledger.test_merkle import LEAVES, hashes_of, vectors
from tests.unit.verifier.refusals import refused

from sceau.ledger.merkle import tree_root
from sceau.verifier.merkle import check_consistency, check_inclusion, root


@pytest.mark.parametrize("vector", vectors("inclusion"))
def test_each_public_inclusion_vector_gives_its_stated_result(vector: dict[str, Any]) -> None:
    leaf, wanted = b64decode(vector["leafHash"]), b64decode(vector["root"])
    with refused("bad-inclusion") if vector["wantErr"] else nullcontext():
        check_inclusion(vector["leafIdx"], vector["treeSize"], leaf, hashes_of(vector), wanted)


@pytest.mark.parametrize("vector", vectors("consistency"))
def test_each_public_consistency_vector_gives_its_stated_result(vector: dict[str, Any]) -> None:
    older = vector["size1"], b64decode(vector["root1"])
    newer = vector["size2"], b64decode(vector["root2"])
    with refused("bad-consistency") if vector["wantErr"] else nullcontext():
        check_consistency(older, newer, hashes_of(vector))


@given(size=st.integers(min_value=0, max_value=len(LEAVES)))
def test_its_root_is_the_products(size: int) -> None:
    assert root(LEAVES[:size]) == tree_root(LEAVES[:size])
