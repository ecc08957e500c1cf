"""What makes the restore drill fail: each figure alone is enough."""

from dataclasses import replace

import pytest

from sceau.drill.restore.report import Backup, Books, Control, Loss, RestoreReport, Return

RELAY = Loss("relay", 800_000, 40, Return(1.0, 3.0), 6.0, ledger_grew=False)
REGISTER = Loss("register", 0, 0, Return(1.0, 2.0), 4.0, ledger_grew=True)
HELD = RestoreReport(
    books=Books(acknowledged=120, lost=0, twice=0, differences=0),
    backups=(Backup("full", 4.0, 7_000_000),),
    losses=(RELAY, REGISTER),
    sent_again=40,
    reconciled_seconds=10.0,
    control=Control(missing=40, refused_without_key=True),
    seconds=36.0,
)


def test_it_holds_when_all_is_there_once_and_the_controls_saw() -> None:
    assert HELD.holds


@pytest.mark.parametrize("figure", ["lost", "twice", "differences"])
def test_one_envelope_lost_twice_or_differing_is_enough_to_fail(figure: str) -> None:
    assert not replace(HELD, books=replace(HELD.books, **{figure: 1})).holds


def test_a_drill_that_acknowledged_nothing_fails() -> None:
    assert not replace(HELD, books=replace(HELD.books, acknowledged=0)).holds


def test_a_hole_in_the_archive_that_nobody_noticed_fails() -> None:
    assert not replace(HELD, control=replace(HELD.control, missing=0)).holds


def test_a_backup_that_opens_without_the_offline_key_fails() -> None:
    assert not replace(HELD, control=replace(HELD.control, refused_without_key=False)).holds


def test_a_ledger_that_forked_though_its_log_was_whole_fails() -> None:
    assert not replace(HELD, losses=(RELAY, replace(REGISTER, ledger_grew=False))).holds


def test_its_json_has_what_programs_read() -> None:
    said = HELD.as_json()
    assert (said["lost"], said["twice"], said["acknowledged"], said["holds"]) == (0, 0, 120, True)
    assert {"losses", "backups", "control", "sent_again", "reconciled_seconds", "seconds"} <= said.keys()
