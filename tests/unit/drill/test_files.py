import gzip
import os
from pathlib import Path

import pytest

from sceau.drill import files
from sceau.drill.canaries import canaries
from sceau.drill.files import folder_pieces
from sceau.drill.search import Search

SOMEBODY = canaries()[2]
SEARCH = Search([SOMEBODY])
NAME = SOMEBODY.used_name.encode()


def places(folder: Path, *, without: tuple[str, ...] = ()) -> set[str]:
    return {one.place for piece in folder_pieces(folder, without=without) for one in SEARCH.findings(piece)}


def test_a_name_deep_in_a_folder_is_found(tmp_path: Path) -> None:
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "a/b/file").write_bytes(b"before " + NAME)
    assert places(tmp_path) == {"a/b/file"}


def test_a_name_that_is_a_files_name_is_found(tmp_path: Path) -> None:
    (tmp_path / SOMEBODY.used_name).touch()
    assert places(tmp_path) == {"a file's name"}


def test_a_name_across_two_stretches_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_STRETCH", 64 * 1024)
    (tmp_path / "file").write_bytes(b"." * (64 * 1024 - 4) + NAME + b"." * 100_000)
    assert places(tmp_path) == {"file"}


def test_a_name_among_long_runs_of_zeros_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_STRETCH", 1024 * 1024)
    (tmp_path / "file").write_bytes(bytes(3_000_000 - 3) + NAME + bytes(2_000_000))
    assert places(tmp_path) == {"file"}


def test_a_name_at_the_end_of_a_long_compressed_file_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_STRETCH", 1024)
    (tmp_path / "backup.tar.gz").write_bytes(gzip.compress(os.urandom(8192).hex().encode() + NAME))
    assert places(tmp_path) == {"backup.tar.gz (gzip)"}


def test_what_is_left_out_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "log").mkdir()
    (tmp_path / "log/file").write_bytes(NAME)
    assert places(tmp_path, without=("log",)) == set()


def test_a_file_that_goes_while_the_folder_is_read_is_passed_over(tmp_path: Path) -> None:
    gone = tmp_path / "b"
    gone.touch()
    pieces = folder_pieces(tmp_path)
    assert next(pieces).data == b"b"
    gone.unlink()
    assert list(pieces) == []
