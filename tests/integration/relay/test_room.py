"""A relay that has no room: new envelopes are refused, nothing else is; and when it says so, and stops saying so."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from tests.integration.relay.outbox import Outbox
from tests.integration.relay.pharmacy import TODAY, Pharmacy

from sceau.relay.intake.room import Lack, Limits, watch_room

NOW = datetime(2026, 1, 10, 12, 0, tzinfo=UTC)


@pytest.fixture
def full(pharmacy: Pharmacy) -> Iterator[Pharmacy]:
    """A pharmacy whose relay has no room."""
    pharmacy.relay.execute("UPDATE room SET lack = 'disk'")
    yield pharmacy
    pharmacy.relay.execute("UPDATE room SET lack = NULL")


def test_new_envelopes_are_refused_until_there_is_room(full: Pharmacy) -> None:
    sealed = full.seal()
    refused = full.send(sealed)
    assert (refused.status_code, refused.json()["code"], refused.headers["Retry-After"]) == (429, "no-room", "60")
    full.relay.execute("UPDATE room SET lack = NULL")
    assert full.send(sealed).status_code == 201


def test_a_whole_stream_is_refused_with_one_answer(full: Pharmacy) -> None:
    stream = b"".join(full.seal().envelope.encode() for _ in range(3))
    refused = full.post("/envelopes", stream, kind="application/cbor-seq")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")


def test_what_was_taken_before_is_read_all_the_same(pharmacy: Pharmacy) -> None:
    sealed = pharmacy.seal()
    pharmacy.send(sealed)
    pharmacy.relay.execute("UPDATE room SET lack = 'backlog'")
    path = f"/envelopes/{TODAY}/{sealed.envelope.header.id.hex()}"
    read = [pharmacy.get(path + more).status_code for more in ("", "/copy")]
    pharmacy.relay.execute("UPDATE room SET lack = NULL")
    assert read == [200, 200]


def watched(outbox: Outbox, limits: Limits) -> Lack | None:
    with outbox.pool.connection() as connection:
        return watch_room(connection, limits, NOW)


def test_without_limits_there_is_always_room(outbox: Outbox) -> None:
    outbox.add(20)
    assert watched(outbox, Limits()) is None


def test_a_disk_with_too_little_left_is_a_lack(outbox: Outbox, tmp_path: Path) -> None:
    disk = os.statvfs(tmp_path)
    free = disk.f_bavail * disk.f_frsize
    assert watched(outbox, Limits((str(tmp_path),), free // 2)) is None
    assert watched(outbox, Limits(("/", str(tmp_path)), free * 2)) is Lack.DISK


def test_a_database_that_is_too_large_is_a_lack(outbox: Outbox) -> None:
    assert watched(outbox, Limits(database_bytes=10**15)) is None
    assert watched(outbox, Limits(database_bytes=1)) is Lack.DATABASE


def test_a_backlog_that_is_too_long_is_a_lack_until_a_tenth_of_it_is_gone(outbox: Outbox) -> None:
    outbox.add(20)
    limits = Limits(backlog_rows=20)
    assert watched(outbox, limits) is None
    outbox.add()
    assert watched(outbox, limits) is Lack.BACKLOG
    seen = []
    for _ in range(3):
        with outbox.pool.connection() as connection:
            connection.execute("DELETE FROM outbox WHERE id IN (SELECT id FROM outbox LIMIT 1)")
        seen.append(watched(outbox, limits))
    assert seen == [Lack.BACKLOG, Lack.BACKLOG, None]


def test_each_change_is_in_the_journal_once(outbox: Outbox) -> None:
    for size in (1, 1, 10**15, 10**15):
        watched(outbox, Limits(database_bytes=size))
    assert outbox.journal(2) == [("worker", "intake-closed", 1, "database"), ("worker", "intake-opened", 1, "database")]


def test_a_folder_that_cannot_be_asked_changes_nothing(outbox: Outbox) -> None:
    watched(outbox, Limits(database_bytes=1))
    with pytest.raises(FileNotFoundError):
        watched(outbox, Limits(("/nowhere/at/all",), 1))
    assert watched(outbox, Limits(database_bytes=1)) is Lack.DATABASE
    assert outbox.journal(2) == [("worker", "intake-closed", 1, "database")]


def test_what_a_full_relay_is_full_of_is_one_of_three_words(outbox: Outbox) -> None:
    with outbox.pool.connection() as connection, pytest.raises(psycopg.errors.CheckViolation):
        connection.execute("UPDATE room SET lack = 'moon'")
