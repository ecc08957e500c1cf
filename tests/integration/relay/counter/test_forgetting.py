"""What is past its time is forgotten, a batch at a time, and nothing else."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from tests.integration.relay.counter.pharmacy import SEALED, Pharmacy, items, put_item
from tests.integration.relay.people.conftest import settings_of
from tests.integration.relay.pharmacy import TODAY

from sceau.relay.counter.housekeeping import BATCH, forget
from sceau.web.database import Database, open_pool


@pytest.fixture
def connection(pharmacy: Pharmacy) -> Iterator[Database]:
    url = settings_of(pharmacy.shop.relay).database_url.get_secret_value()
    with open_pool(url, size=1) as pool, pool.connection() as connection:
        yield connection


def fill(pharmacy: Pharmacy, connection: Database, count: int) -> None:
    """So many rows, of days long past."""
    connection.execute(
        "INSERT INTO item (pharmacy, day, number, state, version, change, sealed)"
        " SELECT %s, %s + number / 1000, 1 + number %% 1000, 'sent', 1, 1, %s FROM generate_series(1, %s) AS number",
        (pharmacy.log.pharmacy, TODAY - 300, SEALED, count),
    )


def old_rows(connection: Database) -> int:
    ((count,),) = connection.execute("SELECT count(*) FROM item WHERE day < %s", (TODAY - 90,)).fetchall()
    return int(count)


def test_rows_past_retention_go_a_batch_at_a_time(pharmacy: Pharmacy, connection: Database) -> None:
    fill(pharmacy, connection, BATCH + 1)
    more = [forget(connection, datetime.now(UTC), keep_days=90, by="worker") for _ in range(2)]
    assert (more, old_rows(connection)) == ([True, False], 0)


def test_rows_within_retention_stay(pharmacy: Pharmacy, connection: Database) -> None:
    put_item(pharmacy.member.browser, 1, day=TODAY - 50)
    forget(connection, datetime.now(UTC), keep_days=62, by="worker")
    connection.commit()
    assert [row["day"] for row in items(pharmacy.member.browser) if row["number"] == 1] == [TODAY - 50]


def test_the_counters_of_days_past_go_with_them(pharmacy: Pharmacy, connection: Database) -> None:
    pharmacy.member.browser.ask("POST", "numbers", {"day": TODAY})
    forget(connection, datetime.now(UTC) + timedelta(days=200), keep_days=90, by="worker")
    assert connection.execute("SELECT FROM day_numbers").fetchall() == []


def test_the_half_of_a_membership_that_has_run_out_goes(pharmacy: Pharmacy, connection: Database) -> None:
    path = f"/counter/api/browser-halves/{'7' * 32}"
    pharmacy.reader.browser.send("PUT", path, content=bytes(32), Content_Type="application/octet-stream")
    connection.execute("UPDATE membership SET ended_at = now() WHERE id = %s", (bytes.fromhex(pharmacy.reader.id),))
    forget(connection, datetime.now(UTC), keep_days=90, by="worker")
    assert connection.execute("SELECT FROM browser_half").fetchall() == []


def test_what_was_forgotten_is_in_the_journal(pharmacy: Pharmacy, connection: Database) -> None:
    fill(pharmacy, connection, 3)
    forget(connection, datetime.now(UTC), keep_days=90, by="worker")
    written = "SELECT count FROM journal WHERE action = 'counter-forgotten' ORDER BY number DESC LIMIT 1"
    assert connection.execute(written).fetchone() == (3,)
