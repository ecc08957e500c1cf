"""The same row becomes the same id, and nothing in the spool tells which row."""

from pathlib import Path

import pytest

from sceau.client.errors import ClientError
from sceau.client.mark import ids, mark_of


def test_the_same_row_in_the_same_folder_has_the_same_id(tmp_path: Path) -> None:
    assert ids(mark_of(tmp_path))(b"row") == ids(mark_of(tmp_path))(b"row")


def test_another_folder_gives_another_id(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    assert ids(mark_of(tmp_path))(b"row") != ids(mark_of(other))(b"row")


def test_identical_rows_of_one_file_have_different_ids(tmp_path: Path) -> None:
    identify = ids(mark_of(tmp_path))
    assert identify(b"row") != identify(b"row")


def test_a_row_that_moved_keeps_its_id(tmp_path: Path) -> None:
    first, second = ids(mark_of(tmp_path)), ids(mark_of(tmp_path))
    second(b"a new row above")
    assert first(b"row") == second(b"row")


def test_the_mark_is_its_owners_only(tmp_path: Path) -> None:
    mark_of(tmp_path)
    assert (tmp_path / ".sceau-mark").stat().st_mode & 0o077 == 0


def test_a_damaged_mark_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".sceau-mark").write_bytes(b"short")
    with pytest.raises(ClientError, match="damaged-file"):
        mark_of(tmp_path)


def test_a_folder_where_nothing_can_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ClientError, match="folder-not-writable"):
        mark_of(tmp_path / "absent")
