"""The watched folder: one file keeps no other waiting, and no link that was handed over is written over."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from sceau.client import inbox as inbox_module
from sceau.client.errors import ClientError
from sceau.client.files import Form, ReadFile
from sceau.client.inbox import Inbox
from sceau.client.sealing import Handover

if TYPE_CHECKING:
    from sceau.client.delivery import Delivery


@dataclass(frozen=True)
class Handing:
    """Hands one link over for each file."""

    tickets: Callable[[Sequence[Handover]], None] | None = None

    def spool(self, found: object) -> set[bytes]:
        del found
        if self.tickets:
            self.tickets([Handover(os.urandom(16), "https://relay.example/t#made-up", "")])
        return set()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Its files hold nothing; one that is called `locked.csv` cannot be read."""

    def read(path: Path, *, now: datetime) -> ReadFile:
        del now
        if path.name == "locked.csv":
            raise ClientError("file-not-readable")
        return ReadFile(path, Form.CSV)

    monkeypatch.setattr(inbox_module, "read_file", read)
    return tmp_path


def watched(folder: Path) -> Inbox:
    return Inbox(folder, cast("Delivery", Handing()), with_tickets=True, clock=lambda: 4e9)


def test_a_file_that_cannot_be_read_keeps_no_other_waiting(folder: Path) -> None:
    (folder / "locked.csv").touch()
    (folder / "other.csv").touch()
    assert [path.name for path in watched(folder).take()] == ["other.csv"]
    assert (folder / "locked.csv").exists()


def test_links_of_a_file_by_the_same_name_are_kept(folder: Path) -> None:
    for _ in range(2):
        (folder / "day.csv").touch()
        watched(folder).take()
    links = (folder / "tickets" / "day.csv.tickets.csv").read_text(encoding="ascii").splitlines()
    assert len(set(links)) == 2
