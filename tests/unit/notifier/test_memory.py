"""Marks of what was sent: never a third time, ninety days, and nothing in them for a thief."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from sceau.notifier.memory import KEPT_DAYS, Known, Memory, mark_of, open_memory

KEY, PHARMACY, ENVELOPE = bytes(range(32)), b"p" * 16, b"e" * 16
MARK = mark_of(KEY, PHARMACY, 20_000, ENVELOPE)


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    with open_memory(tmp_path / "memory") as opened:
        yield opened


def test_what_was_never_seen_is_new(memory: Memory) -> None:
    assert memory.known(MARK) is Known.NEW


def test_what_was_sent_is_never_sent_again(memory: Memory) -> None:
    memory.begin(MARK, today=1)
    memory.sent(MARK)
    assert memory.known(MARK) is Known.SENT


def test_what_may_have_been_sent_is_sent_once_more_and_then_no_more(memory: Memory) -> None:
    memory.begin(MARK, today=1)
    assert memory.known(MARK) is Known.NEW
    memory.begin(MARK, today=1)
    assert memory.known(MARK) is Known.DOUBTFUL


def test_what_was_certainly_not_sent_has_not_begun(memory: Memory) -> None:
    for _ in range(5):
        memory.begin(MARK, today=1)
        memory.undo(MARK)
    assert memory.known(MARK) is Known.NEW


def test_marks_outlive_the_process(tmp_path: Path) -> None:
    with open_memory(tmp_path / "memory") as first:
        first.begin(MARK, today=1)
        first.sent(MARK)
    with open_memory(tmp_path / "memory") as second:
        assert second.known(MARK) is Known.SENT


def test_marks_are_kept_ninety_days(memory: Memory) -> None:
    memory.begin(MARK, today=1)
    memory.sent(MARK)
    memory.forget(today=1 + KEPT_DAYS)
    assert memory.known(MARK) is Known.SENT
    memory.forget(today=2 + KEPT_DAYS)
    assert memory.known(MARK) is Known.NEW


def test_a_pharmacys_messages_are_counted_by_the_day(memory: Memory) -> None:
    memory.count(MARK, today=1)
    memory.count(MARK, today=1)
    memory.count(MARK, today=2)
    assert (memory.counted(MARK, today=1), memory.counted(MARK, today=2), memory.counted(MARK, today=3)) == (2, 1, 0)


def test_a_thief_of_the_file_finds_no_envelope_and_no_pharmacy(tmp_path: Path) -> None:
    path = tmp_path / "memory"
    with open_memory(path) as memory:
        memory.begin(MARK, today=1)
        memory.count(mark_of(KEY, PHARMACY), today=1)
    stolen = path.read_bytes()
    assert MARK in stolen
    assert [secret for secret in (PHARMACY, ENVELOPE, KEY) if secret in stolen] == []


def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "memory"
    with open_memory(path):
        assert path.stat().st_mode & 0o077 == 0


def test_another_key_gives_another_mark() -> None:
    assert mark_of(bytes(32), PHARMACY, 20_000, ENVELOPE) != MARK


def test_what_is_forgotten_is_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "memory"
    with open_memory(path) as memory:
        memory.begin(MARK, today=1)
        memory.forget(today=1000)
    assert MARK not in path.read_bytes()
    with sqlite3.connect(path) as database:
        assert database.execute("SELECT count(*) FROM mark").fetchone() == (0,)
    database.close()
