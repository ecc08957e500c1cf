import stat
from pathlib import Path

import pytest

from sceau.web.key_folder import KeyFolder, KeyMissingError


@pytest.fixture
def folder(tmp_path: Path) -> KeyFolder:
    return KeyFolder(tmp_path / "keys")


def test_a_seed_is_read_back(folder: KeyFolder) -> None:
    seed = folder.create("part/name")
    assert folder.read("part/name") == seed


def test_a_seed_is_readable_by_its_owner_alone(folder: KeyFolder) -> None:
    folder.create("part/name")
    modes = [stat.S_IMODE((folder.path / place).stat().st_mode) for place in ("part", "part/name")]
    assert modes == [0o700, 0o600]


def test_a_seed_is_never_overwritten(folder: KeyFolder) -> None:
    seed = folder.create("part/name")
    with pytest.raises(FileExistsError):
        folder.create("part/name")
    assert folder.read("part/name") == seed


def test_a_refused_seed_leaves_no_trace(folder: KeyFolder) -> None:
    folder.create("part/name")
    with pytest.raises(FileExistsError):
        folder.create("part/name")
    assert [path.name for path in (folder.path / "part").iterdir()] == ["name"]


def test_whoever_comes_second_gets_the_first_ones_seed(folder: KeyFolder) -> None:
    assert folder.ensure("part/name") == folder.ensure("part/name")


def test_a_destroyed_seed_is_gone(folder: KeyFolder) -> None:
    folder.create("part/name")
    folder.destroy("part/name")
    with pytest.raises(KeyMissingError):
        folder.read("part/name")


def test_destroying_overwrites_the_file_itself(folder: KeyFolder, tmp_path: Path) -> None:
    folder.create("part/name")
    kept = tmp_path / "kept"
    kept.hardlink_to(folder.path / "part/name")
    folder.destroy("part/name")
    assert kept.read_bytes().strip(b"\0") == b""


@pytest.mark.parametrize("content", ["", "00", "g" * 64, "00" * 33])
def test_a_damaged_seed_is_said_to_be_damaged(folder: KeyFolder, content: str) -> None:
    folder.create("part/name")
    (folder.path / "part/name").write_text(content)
    with pytest.raises(ValueError, match="part/name is damaged"):
        folder.read("part/name")


def test_names_are_listed_by_part(folder: KeyFolder) -> None:
    for name in ("b/2", "a/1", "b/1"):
        folder.create(name)
    assert (folder.names("b"), folder.names("none")) == (("b/1", "b/2"), ())
