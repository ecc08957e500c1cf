import pytest

from sceau.ledger.errors import BadLeafError
from sceau.ledger.leaf import leaf_entry


def test_an_entry_is_its_kind_a_zero_and_a_hash() -> None:
    assert leaf_entry("envelope", b"h" * 32) == b"sceau/leaf/envelope/v1\x00" + b"h" * 32


@pytest.mark.parametrize("kind", ["", "Envelope", "envelope/v2", "a\0b", "-a", "a-", "é", "envelope\n", "a" * 33])
def test_a_kind_that_is_not_plain_words_is_refused(kind: str) -> None:
    with pytest.raises(BadLeafError):
        leaf_entry(kind, bytes(32))


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_hash_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(BadLeafError):
        leaf_entry("envelope", bytes(length))
