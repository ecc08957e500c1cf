"""The embedded PostgreSQL is real: what was committed survives its being killed, and it leaves nothing running."""

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest

from sceau.web.database import open_pool
from sceau.web.embedded import EmbeddedPostgres


@pytest.fixture
def cluster() -> Iterator[EmbeddedPostgres]:
    with TemporaryDirectory(prefix="sceau-cluster-") as folder, EmbeddedPostgres(Path(folder) / "data") as started:
        yield started


def test_it_is_durable_and_checks_its_pages_and_a_pool_weakens_none_of_that(cluster: EmbeddedPostgres) -> None:
    with open_pool(cluster.url(), size=1) as pool, pool.connection() as connection:
        names = ["fsync", "synchronous_commit", "full_page_writes", "data_checksums"]
        assert [connection.execute(f"SHOW {name}").fetchone() for name in names] == [("on",)] * 4


def test_what_was_committed_survives_a_kill(cluster: EmbeddedPostgres) -> None:
    with psycopg.connect(cluster.create_database("kept")) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
    cluster.kill()
    cluster.start()
    with psycopg.connect(cluster.url("kept")) as connection:
        assert connection.execute("SELECT one FROM kept").fetchall() == [(1,)]


def test_it_is_not_on_the_network(cluster: EmbeddedPostgres) -> None:
    with psycopg.connect(cluster.url()) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


def test_nothing_runs_after_it_was_stopped(cluster: EmbeddedPostgres) -> None:
    pid = cluster.pid
    cluster.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_it_starts_where_the_locale_s_name_is_not_installed(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setenv("LC_ALL", "fr_XX.UTF-8")
    cluster: EmbeddedPostgres = request.getfixturevalue("cluster")
    with psycopg.connect(cluster.url()) as connection:
        assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)
