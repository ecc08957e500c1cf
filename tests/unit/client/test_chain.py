"""A chain only grows: whoever shows less, or something else, is refused."""

from pathlib import Path

import pytest

from sceau.client.chain import keep_chain, stored_chain
from sceau.client.errors import ClientError
from sceau.envelope.signed import sign_object

SEEDS = [bytes([number]) * 32 for number in (1, 2)]
CHAIN = [sign_object("made-up", {"seq": number}, SEEDS[0]).encode() for number in range(3)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    keep_chain(tmp_path / "chain", CHAIN[:2])
    return tmp_path / "chain"


def test_what_was_seen_is_kept(path: Path) -> None:
    assert stored_chain(path) == CHAIN[:2]


def test_a_longer_chain_takes_its_place(path: Path) -> None:
    keep_chain(path, CHAIN)
    assert stored_chain(path) == CHAIN


def test_a_shorter_chain_is_a_rollback(path: Path) -> None:
    with pytest.raises(ClientError, match="rollback"):
        keep_chain(path, CHAIN[:1])


def test_an_empty_chain_is_a_rollback(path: Path) -> None:
    with pytest.raises(ClientError, match="rollback"):
        keep_chain(path, [])


def test_another_history_is_a_rollback(path: Path) -> None:
    with pytest.raises(ClientError, match="rollback"):
        keep_chain(path, [CHAIN[0], CHAIN[2], CHAIN[1]])


def test_a_refused_chain_changes_nothing(path: Path) -> None:
    with pytest.raises(ClientError):
        keep_chain(path, [CHAIN[2]])
    assert stored_chain(path) == CHAIN[:2]


def test_one_signature_more_is_the_same_history(path: Path) -> None:
    keep_chain(path, [sign_object("made-up", {"seq": 0}, *SEEDS).encode(), *CHAIN[1:]])
    assert len(stored_chain(path)) == 3


def test_a_chain_cut_in_the_middle_is_a_damaged_file(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ClientError, match="damaged-file"):
        stored_chain(path)
