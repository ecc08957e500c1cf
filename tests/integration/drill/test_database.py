"""A name planted in a real PostgreSQL is found in its rows, on its disk, in its log and in its backups."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from sceau.drill.canaries import canaries
from sceau.drill.database import Cluster
from sceau.drill.search import Search, Traces
from sceau.drill.streams import Piece, hidden_in
from sceau.web.embedded import EmbeddedPostgres

SOMEBODY = canaries()[4]
ENVELOPE = bytes(range(1, 17))
SEARCH = Search([SOMEBODY], Traces({SOMEBODY.number: [ENVELOPE]}))


@contextmanager
def planted(server: EmbeddedPostgres, column: str, value: object, name: str) -> Iterator[Cluster]:
    """A database of this name, where one row holds the value."""
    url = server.create_database(name)
    with psycopg.connect(url) as connection:
        connection.execute(f"CREATE TABLE planted (id bytea, value {column})".encode())
        connection.execute("INSERT INTO planted VALUES (%s, %s)", (ENVELOPE, value))
    yield Cluster(url, server.data, Path(f"/proc/{server.pid}/exe").readlink().parent)


def readable(pieces: Iterator[Piece]) -> bool:
    return any(True for piece in pieces for one in (piece, *hidden_in(piece)) for _ in SEARCH.findings(one))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("text", SOMEBODY.birth_name),
        ("text", (SOMEBODY.used_name + " ") * 1000),  # compressed, out of line
        ("bytea", SOMEBODY.used_name.encode("utf-16-le")),
        ("bytea[]", [b"first", SOMEBODY.nir.encode()]),
        ("date", SOMEBODY.born),
        ("text", "result: negative"),  # beside the envelope's id, in one row
    ],
)
def test_a_row_is_read_whatever_its_type(
    relay_cluster: EmbeddedPostgres, request: pytest.FixtureRequest, column: str, value: object
) -> None:
    name = f"planted_{abs(hash(request.node.name))}"
    with planted(relay_cluster, column, value, name) as cluster:
        assert readable(cluster.row_pieces())


def test_a_deleted_row_is_still_on_the_disk(relay_cluster: EmbeddedPostgres) -> None:
    with planted(relay_cluster, "text", SOMEBODY.used_name, "planted_deleted") as cluster:
        with psycopg.connect(cluster.url) as connection:
            connection.execute("DELETE FROM planted")
        assert not readable(cluster.row_pieces())
        assert readable(cluster.disk_pieces())


def test_the_write_ahead_log_tells(relay_cluster: EmbeddedPostgres) -> None:
    with planted(relay_cluster, "text", SOMEBODY.used_name, "planted_log") as cluster:
        assert readable(cluster.wal_pieces())


def test_a_compressed_dump_is_opened(relay_cluster: EmbeddedPostgres, tmp_path: Path) -> None:
    with planted(relay_cluster, "bytea", SOMEBODY.used_name.encode(), "planted_dump") as cluster:
        assert readable(cluster.dump_pieces(tmp_path / "dump.sql.gz"))


def test_a_compressed_base_backup_is_opened(relay_cluster: EmbeddedPostgres, tmp_path: Path) -> None:
    with planted(relay_cluster, "text", SOMEBODY.used_name, "planted_backup") as cluster:
        assert readable(cluster.base_backup_pieces(tmp_path / "backup"))


def test_a_database_that_knows_nobody_gives_nobody(relay_cluster: EmbeddedPostgres) -> None:
    with planted(relay_cluster, "text", "somebody else", "planted_nothing") as cluster:
        assert not readable(cluster.row_pieces())
