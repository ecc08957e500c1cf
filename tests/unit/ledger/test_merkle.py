"""The tree against RFC 6962's own definitions and the public vectors."""

import json
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.ledger import rfc6962
from tests.unit.ledger.memory_ledger import made_up_entries

from sceau.ledger.errors import BadConsistencyError, BadInclusionError
from sceau.ledger.merkle import Frontier, leaf_hash, tree_root, verify_consistency, verify_inclusion

VECTORS = Path(__file__).parents[3] / "spec" / "vectors" / "merkle"
ENTRIES = made_up_entries(130)
LEAVES = [leaf_hash(entry) for entry in ENTRIES]
SIZES = st.integers(min_value=1, max_value=len(ENTRIES))


def vectors(kind: str) -> list[Any]:
    paths = sorted((VECTORS / kind).rglob("*.json"))
    return [pytest.param(json.loads(path.read_text()), id=str(path.relative_to(VECTORS))) for path in paths]


def hashes_of(vector: dict[str, Any]) -> list[bytes]:
    return [b64decode(one) for one in vector["proof"] or []]


def check_inclusion(vector: dict[str, Any]) -> None:
    root, leaf = b64decode(vector["root"]), b64decode(vector["leafHash"])
    verify_inclusion(vector["leafIdx"], vector["treeSize"], leaf, hashes_of(vector), root)


def check_consistency(vector: dict[str, Any]) -> None:
    root1, root2 = b64decode(vector["root1"]), b64decode(vector["root2"])
    verify_consistency(vector["size1"], vector["size2"], hashes_of(vector), root1, root2)


@pytest.mark.parametrize("vector", vectors("inclusion"))
def test_each_public_inclusion_vector_gives_its_stated_result(vector: dict[str, Any]) -> None:
    if vector["wantErr"]:
        with pytest.raises(BadInclusionError):
            check_inclusion(vector)
    else:
        check_inclusion(vector)


@pytest.mark.parametrize("vector", vectors("consistency"))
def test_each_public_consistency_vector_gives_its_stated_result(vector: dict[str, Any]) -> None:
    if vector["wantErr"]:
        with pytest.raises(BadConsistencyError):
            check_consistency(vector)
    else:
        check_consistency(vector)


def test_the_public_vectors_are_all_there() -> None:
    assert (len(vectors("inclusion")), len(vectors("consistency"))) == (49, 49)


def test_an_empty_tree_has_the_hash_of_nothing_as_its_root() -> None:
    assert tree_root([]) == rfc6962.tree_hash([])


@given(size=SIZES)
def test_the_root_is_that_of_the_rfc(size: int) -> None:
    assert tree_root(LEAVES[:size]) == rfc6962.tree_hash(ENTRIES[:size])


@given(cuts=st.lists(st.integers(min_value=0, max_value=len(LEAVES)), max_size=6))
def test_a_frontier_grown_by_any_batches_is_the_one_grown_at_once(cuts: list[int]) -> None:
    frontier, done = Frontier(), 0
    for cut in [*sorted(cuts), len(LEAVES)]:
        frontier, done = frontier.append(LEAVES[done:cut]), cut
    assert frontier == Frontier().append(LEAVES)


@given(size=SIZES)
def test_a_frontier_has_one_peak_for_each_set_bit_of_its_size(size: int) -> None:
    assert len(Frontier().append(LEAVES[:size]).peaks) == size.bit_count()


@given(size=SIZES, data=st.data())
def test_the_inclusion_proof_of_the_rfc_is_accepted(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(min_value=0, max_value=size - 1))
    proof = rfc6962.audit_path(index, ENTRIES[:size])
    verify_inclusion(index, size, LEAVES[index], proof, tree_root(LEAVES[:size]))


@given(size=SIZES, data=st.data())
def test_the_consistency_proof_of_the_rfc_is_accepted(size: int, data: st.DataObject) -> None:
    older = data.draw(st.integers(min_value=1, max_value=size))
    proof = rfc6962.consistency(older, ENTRIES[:size])
    verify_consistency(older, size, proof, tree_root(LEAVES[:older]), tree_root(LEAVES[:size]))


@given(size=st.integers(min_value=2, max_value=len(ENTRIES)), data=st.data())
def test_a_flipped_bit_in_an_inclusion_proof_is_refused(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(min_value=0, max_value=size - 1))
    proof = flip_a_bit(rfc6962.audit_path(index, ENTRIES[:size]), data)
    with pytest.raises(BadInclusionError):
        verify_inclusion(index, size, LEAVES[index], proof, tree_root(LEAVES[:size]))


@given(size=st.integers(min_value=2, max_value=len(ENTRIES)), data=st.data())
def test_a_flipped_bit_in_a_consistency_proof_is_refused(size: int, data: st.DataObject) -> None:
    older = data.draw(st.integers(min_value=1, max_value=size - 1))
    proof = flip_a_bit(rfc6962.consistency(older, ENTRIES[:size]), data)
    with pytest.raises(BadConsistencyError):
        verify_consistency(older, size, proof, tree_root(LEAVES[:older]), tree_root(LEAVES[:size]))


@given(older=st.integers(min_value=1, max_value=129), data=st.data())
def test_no_proof_hides_a_rewritten_leaf(older: int, data: st.DataObject) -> None:
    victim = data.draw(st.integers(min_value=0, max_value=older - 1))
    rewritten = [*ENTRIES[:victim], b"rewritten", *ENTRIES[victim + 1 :]]
    proof = rfc6962.consistency(older, rewritten)
    with pytest.raises(BadConsistencyError):
        verify_consistency(older, 130, proof, tree_root(LEAVES[:older]), rfc6962.tree_hash(rewritten))


def test_a_truncated_ledger_is_refused() -> None:
    with pytest.raises(BadConsistencyError):
        verify_consistency(9, 8, [], tree_root(LEAVES[:9]), tree_root(LEAVES[:8]))


def test_a_fork_of_one_size_is_refused() -> None:
    with pytest.raises(BadConsistencyError, match="fork"):
        verify_consistency(8, 8, [], tree_root(LEAVES[:8]), tree_root(LEAVES[1:9]))


def test_hashes_cut_at_another_place_are_refused() -> None:
    left, right = LEAVES[0] + LEAVES[1][:1], LEAVES[1][1:]
    with pytest.raises(BadInclusionError):
        verify_inclusion(0, 2, left, [right], tree_root(LEAVES[:2]))


def test_an_interior_node_does_not_pass_for_an_entry() -> None:
    with pytest.raises(BadInclusionError):
        verify_inclusion(0, 2, leaf_hash(LEAVES[0] + LEAVES[1]), [tree_root(LEAVES[2:4])], tree_root(LEAVES[:4]))


def flip_a_bit(proof: list[bytes], data: st.DataObject) -> list[bytes]:
    position = data.draw(st.integers(min_value=0, max_value=len(proof) * 256 - 1))
    which, bit = divmod(position, 256)
    flipped = int.from_bytes(proof[which], "big") ^ 1 << bit
    return [*proof[:which], flipped.to_bytes(32, "big"), *proof[which + 1 :]]
