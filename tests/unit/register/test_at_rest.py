import pytest

from sceau.envelope.errors import EnvelopeError
from sceau.envelope.hpke import kem_public_key
from sceau.envelope.sections import NAMES, make_sections, reveal
from sceau.register.at_rest import (
    Contribution,
    new_batch_keys,
    open_contribution,
    open_desk_key,
    open_record,
    open_statistics_key,
    seal_contribution,
    seal_desk_key,
    seal_record,
    seal_statistics_key,
)

PHARMACY, ENVELOPE, SEED = bytes(16), bytes([1]) * 16, bytes([2]) * 32
ROWS: Contribution = [(20_000, "40-49", "F", "75", "U07.1", "260385009")]


def entries(length: int = 10) -> list[list[object]]:
    return reveal(make_sections({"result": {"comment": "x" * length}}), NAMES)


def test_the_desks_key_opens_what_was_sealed_to_it() -> None:
    keys = new_batch_keys()
    sealed = seal_desk_key(keys, kem_public_key(SEED))
    assert open_desk_key(SEED, keys.batch, sealed.sealed) == keys.desk


def test_a_key_sealed_to_the_desk_is_no_key_of_the_counter() -> None:
    keys = new_batch_keys()
    sealed = seal_statistics_key(keys, kem_public_key(SEED))
    assert open_statistics_key(SEED, keys.batch, sealed.sealed) == keys.statistics
    with pytest.raises(EnvelopeError, match="cannot-open"):
        open_desk_key(SEED, keys.batch, sealed.sealed)


@pytest.mark.parametrize(("length", "size"), [(10, 4096), (3000, 4096), (6000, 8192)])
def test_a_record_has_one_of_two_sizes(length: int, size: int) -> None:
    assert len(seal_record(new_batch_keys(), PHARMACY, ENVELOPE, entries(length))) == size


def test_a_record_opens_with_what_it_was_committed_to() -> None:
    keys, made = new_batch_keys(), make_sections({"result": {"comment": "made up"}})
    sealed = seal_record(keys, PHARMACY, ENVELOPE, reveal(made, NAMES))
    assert open_record(keys.desk, PHARMACY, ENVELOPE, sealed).sections == {"result": {"comment": "made up"}}


def test_a_record_does_not_open_as_another() -> None:
    keys = new_batch_keys()
    sealed = seal_record(keys, PHARMACY, ENVELOPE, entries())
    with pytest.raises(EnvelopeError, match="cannot-open"):
        open_record(keys.desk, PHARMACY, PHARMACY, sealed)


def test_a_contribution_has_one_size_whatever_it_counts() -> None:
    keys = new_batch_keys()
    sealed = [seal_contribution(keys, PHARMACY, ENVELOPE, rows) for rows in (ROWS, list(ROWS) * 8)]
    assert [len(one) for one in sealed] == [1024, 1024]
    assert open_contribution(keys.statistics, PHARMACY, ENVELOPE, sealed[0]) == ROWS
