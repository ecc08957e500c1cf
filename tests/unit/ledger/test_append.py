"""Appending in batches: the same ledger whatever the batches, and never a signature over an altered edge."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.ledger import rfc6962
from tests.unit.ledger.memory_ledger import SIGNER, MemoryLedger, made_up_entries

from sceau.ledger.append import append_batch
from sceau.ledger.checkpoint import empty_checkpoint, open_checkpoint
from sceau.ledger.errors import BadLeafError, BadTileError, UnknownSignerError
from sceau.ledger.keys import Signer
from sceau.ledger.merkle import leaf_hash, tree_root, verify_consistency
from sceau.ledger.proof import format_proof, parse_proof, verify_proof
from sceau.ledger.tiles import ENTRIES, edge_tiles, parse_entries
from sceau.ledger.tree import consistency_proof

TOTAL = 600
ALL = made_up_entries(TOTAL)
CUTS = st.lists(st.integers(min_value=0, max_value=TOTAL), max_size=5)


def grown(cuts: list[int]) -> MemoryLedger:
    ledger, done = MemoryLedger(), 0
    for cut in [*sorted(cuts), TOTAL]:
        ledger.append(ALL[done:cut])
        done = cut
    return ledger


@given(cuts=CUTS)
def test_any_batches_give_the_root_of_the_rfc(cuts: list[int]) -> None:
    assert grown(cuts).last.root == rfc6962.tree_hash(ALL)


@given(cuts=CUTS)
def test_any_batches_leave_the_tiles_of_one_batch(cuts: list[int]) -> None:
    assert grown(cuts).rows == grown([]).rows


def test_one_by_one_is_the_same_as_a_batch() -> None:
    ledger = MemoryLedger()
    for entry in ALL[:260]:
        ledger.append([entry])
    batch = MemoryLedger()
    batch.append(ALL[:260])
    assert (ledger.last, ledger.rows) == (batch.last, batch.rows)


def test_a_tree_of_three_levels_grows_to_the_right_root() -> None:
    entries = made_up_entries(66_100)
    ledger = MemoryLedger()
    for start, stop in [(0, 65_530), (65_530, 65_540), (65_540, 66_100)]:
        ledger.append(entries[start:stop])
    assert ledger.last.root == tree_root([leaf_hash(entry) for entry in entries])


def test_the_stored_bundles_have_every_entry_in_order() -> None:
    ledger = grown([100, 300])
    bundles = [ledger.rows[ENTRIES, index] for index in range(3)]
    assert [entry for bundle in bundles for entry in parse_entries(bundle)] == ALL


@given(cut=st.integers(min_value=0, max_value=TOTAL - 1))
def test_the_receipts_of_a_batch_are_verified_offline(cut: int) -> None:
    ledger = MemoryLedger()
    ledger.append(ALL[:cut])
    batch = ledger.append(ALL[cut:])
    sample = list(zip(ALL[cut:], batch.proofs(), strict=True))[:: max(1, (TOTAL - cut) // 20)]
    for entry, proof in sample:
        assert verify_proof(parse_proof(format_proof(proof)), entry, [SIGNER.verifier]) == ledger.last


def test_receipts_are_numbered_from_the_first_entry_of_the_batch() -> None:
    ledger = MemoryLedger()
    ledger.append(ALL[:5])
    batch = ledger.append(ALL[5:8])
    assert (batch.first, [proof.index for proof in batch.proofs()]) == (5, [5, 6, 7])


@given(cuts=CUTS)
def test_each_checkpoint_extends_the_one_before(cuts: list[int]) -> None:
    ledger, done = MemoryLedger(), 0
    for cut in [1, *sorted(cut for cut in cuts if cut), TOTAL]:
        before = ledger.last
        ledger.append(ALL[done:cut])
        done = cut
        if before.size:
            proof = consistency_proof(before.size, ledger.last.size, ledger.read_tile)
            verify_consistency(before.size, ledger.last.size, proof, before.root, ledger.last.root)


def test_the_note_is_the_signed_checkpoint() -> None:
    batch = MemoryLedger().append(ALL[:3])
    assert open_checkpoint(batch.note, [SIGNER.verifier]) == batch.checkpoint


def test_an_empty_batch_signs_the_same_checkpoint_and_writes_nothing() -> None:
    batch = MemoryLedger().append([])
    assert (batch.checkpoint, dict(batch.tiles), batch.proofs()) == (empty_checkpoint(SIGNER.name), {}, [])


def test_appending_reads_only_the_edge() -> None:
    ledger = grown([])
    ledger.reads.clear()
    ledger.append(made_up_entries(1000, start=TOTAL))
    assert ledger.reads == [(tile.level, tile.index, tile.width) for tile in edge_tiles(TOTAL)]


def test_making_receipts_reads_nothing() -> None:
    ledger = grown([])
    batch = ledger.append(made_up_entries(300, start=TOTAL))
    ledger.reads.clear()
    batch.proofs()
    assert ledger.reads == []


@given(data=st.data())
def test_nothing_is_signed_over_a_stored_edge_with_a_flipped_bit(data: st.DataObject) -> None:
    ledger = grown([])
    tile = data.draw(st.sampled_from(edge_tiles(TOTAL)))
    stored = bytearray(ledger.rows[tile.level, tile.index])
    position = data.draw(st.integers(min_value=0, max_value=len(stored) * 8 - 1))
    stored[position // 8] ^= 1 << position % 8
    ledger.rows[tile.level, tile.index] = bytes(stored)
    with pytest.raises(BadTileError):
        ledger.append([b"next"])


@pytest.mark.parametrize("level", [ENTRIES, 0, 1])
def test_nothing_is_signed_when_an_edge_tile_is_missing(level: int) -> None:
    ledger = grown([])
    for key in [key for key in ledger.rows if key[0] == level]:
        del ledger.rows[key]
    with pytest.raises(BadTileError):
        ledger.append([b"next"])


def test_nothing_is_signed_after_an_older_backup_of_the_tiles() -> None:
    ledger, older = grown([500]), MemoryLedger()
    older.append(ALL[:500])
    ledger.rows = older.rows
    with pytest.raises(BadTileError):
        ledger.append([b"next"])


def test_a_signer_of_another_name_cannot_append() -> None:
    stranger = Signer("ledger.example/other", bytes(32))
    with pytest.raises(UnknownSignerError):
        append_batch(empty_checkpoint(SIGNER.name), ALL[:1], lambda _level, _index, _width: b"", stranger)


def test_an_entry_too_long_for_a_bundle_is_refused() -> None:
    with pytest.raises(BadLeafError):
        MemoryLedger().append([bytes(65_536)])
