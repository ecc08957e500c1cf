"""The operator's files of `deploy/pgbackrest`: found, and changed for the drill in their folders alone."""

from pathlib import Path

import pytest

from sceau.drill.restore.means import operators_file
from sceau.drill.restore.repository import Repository

FILES = ("pgbackrest.conf", "archive.conf", "passphrase.sh", "reopen.sh")


@pytest.mark.parametrize("name", FILES)
def test_an_operators_file_is_found(name: str) -> None:
    assert operators_file(name).read_text(encoding="utf-8")


def test_the_archive_is_continuous_and_a_segment_waits_a_minute_at_most(tmp_path: Path) -> None:
    settings = Repository(tmp_path / "store", tmp_path / "host", tmp_path / "data").settings()
    assert settings["archive_mode"] == "on"
    assert settings["archive_timeout"] == "60s"
    assert settings["archive_command"].endswith("--stanza=sceau archive-push %p")


def test_the_configuration_is_the_operators_with_other_folders(tmp_path: Path) -> None:
    (tmp_path / "host").mkdir()
    Repository(tmp_path / "store", tmp_path / "host", tmp_path / "data").write_configuration()
    ours = set((tmp_path / "host" / "pgbackrest.conf").read_text(encoding="utf-8").splitlines())
    usual = set(operators_file("pgbackrest.conf").read_text(encoding="utf-8").splitlines())
    changed = {line.partition("=")[0] for line in ours - usual}
    assert changed == {"repo1-path", "spool-path", "log-path", "pg1-path", "lock-path"}


def test_no_backup_outlives_35_days() -> None:
    """A full backup a week: the oldest that is kept was the last one of 28 days when the next was made."""
    text = operators_file("pgbackrest.conf").read_text(encoding="utf-8")
    settings = dict(line.split("=", 1) for line in text.splitlines() if "=" in line and not line.startswith("#"))
    assert settings["repo1-retention-full-type"] == "time"
    assert int(settings["repo1-retention-full"]) + 7 <= 35


def test_the_log_is_never_dropped_to_make_room() -> None:
    text = operators_file("pgbackrest.conf").read_text(encoding="utf-8")
    assert not any(line.startswith("archive-push-queue-max") for line in text.splitlines())


def test_what_leaves_the_host_is_encrypted() -> None:
    assert "\nrepo1-cipher-type=aes-256-cbc\n" in operators_file("pgbackrest.conf").read_text(encoding="utf-8")
