"""Proofs read from tiles, compared with RFC 6962's."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.ledger import rfc6962
from tests.unit.ledger.memory_ledger import MemoryLedger, made_up_entries

from sceau.ledger.errors import BadConsistencyError, BadInclusionError, BadTileError
from sceau.ledger.merkle import leaf_hash, tree_root, verify_consistency, verify_inclusion
from sceau.ledger.tree import consistency_proof, inclusion_proof, inclusion_proofs

SMALL, LARGE = 600, 66_100  # beyond one tile of level 0; beyond one tile of level 1


@cache
def ledger_of(size: int) -> MemoryLedger:
    ledger = MemoryLedger()
    ledger.append(made_up_entries(size))
    return ledger


@cache
def root_of(size: int) -> bytes:
    return tree_root([leaf_hash(entry) for entry in made_up_entries(size)])


@given(size=st.integers(min_value=1, max_value=SMALL), data=st.data())
def test_an_inclusion_proof_is_that_of_the_rfc(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(min_value=0, max_value=size - 1))
    proof = inclusion_proof(index, size, ledger_of(SMALL).read_tile)
    assert list(proof) == rfc6962.audit_path(index, made_up_entries(size))


@given(size=st.integers(min_value=1, max_value=SMALL), data=st.data())
def test_a_consistency_proof_is_that_of_the_rfc(size: int, data: st.DataObject) -> None:
    older = data.draw(st.integers(min_value=1, max_value=size))
    proof = consistency_proof(older, size, ledger_of(SMALL).read_tile)
    assert list(proof) == rfc6962.consistency(older, made_up_entries(size))


@pytest.mark.parametrize("index", [0, 255, 256, 65_535, 65_536, 66_047, 66_048, LARGE - 1])
def test_a_proof_in_a_tree_of_three_levels_is_accepted(index: int) -> None:
    proof = inclusion_proof(index, LARGE, ledger_of(LARGE).read_tile)
    leaf = leaf_hash(made_up_entries(1, start=index)[0])
    verify_inclusion(index, LARGE, leaf, proof, ledger_of(LARGE).last.root)


@pytest.mark.parametrize("older", [1, 255, 256, 257, 65_535, 65_536, 65_537, 66_048, LARGE - 1])
def test_a_tree_of_three_levels_is_shown_to_extend_any_older_one(older: int) -> None:
    proof = consistency_proof(older, LARGE, ledger_of(LARGE).read_tile)
    verify_consistency(older, LARGE, proof, root_of(older), root_of(LARGE))


def test_proofs_of_a_batch_are_those_made_one_by_one() -> None:
    read_tile = ledger_of(SMALL).read_tile
    singles = [inclusion_proof(index, SMALL, read_tile) for index in range(200, 560)]
    assert inclusion_proofs(range(200, 560), SMALL, read_tile) == singles


def test_a_proof_reads_at_most_two_tiles_a_level() -> None:
    ledger = ledger_of(LARGE)
    ledger.reads.clear()
    inclusion_proof(12_345, LARGE, ledger.read_tile)
    assert len(ledger.reads) <= 2 * 3


def test_proofs_of_a_batch_read_each_tile_once() -> None:
    ledger = ledger_of(LARGE)
    ledger.reads.clear()
    inclusion_proofs(range(1000, 2000), LARGE, ledger.read_tile)
    assert len(ledger.reads) == len(set(ledger.reads)) <= 5 + 2 * 3


def test_a_tile_is_read_at_the_width_of_the_proofs_tree() -> None:
    ledger = ledger_of(SMALL)
    ledger.reads.clear()
    inclusion_proof(0, 10, ledger.read_tile)
    assert ledger.reads == [(0, 0, 10)]


@pytest.mark.parametrize(("index", "size"), [(-1, 5), (5, 5), (0, 0)])
def test_a_leaf_that_is_not_in_the_tree_has_no_proof(index: int, size: int) -> None:
    with pytest.raises(BadInclusionError):
        inclusion_proof(index, size, ledger_of(SMALL).read_tile)


@pytest.mark.parametrize(("older", "newer"), [(0, 5), (6, 5), (-1, 5)])
def test_sizes_that_no_proof_joins_are_refused(older: int, newer: int) -> None:
    with pytest.raises(BadConsistencyError):
        consistency_proof(older, newer, ledger_of(SMALL).read_tile)


def test_a_missing_tile_is_named() -> None:
    with pytest.raises(BadTileError, match=r"tile/1/000\.p/2 should have 2"):
        inclusion_proof(599, SMALL, lambda _level, _index, _width: b"")
