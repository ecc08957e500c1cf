"""A ledger's files: what an auditor reads there is what the service serves, at any moment of an export."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from tests.unit.ledger.memory_ledger import made_up_entries

from sceau.ledger.keys import Signer
from sceau.verifier.policy import read_policy
from sceau.verifier.reading import reader
from sceau.verifier.tiles import whole_ledger
from sceau.web import ledger_store
from sceau.web.database import Pool, open_pool
from sceau.web.embedded import EmbeddedPostgres
from sceau.web.ledger_export import ShorterLedgerError, export_ledger
from sceau.web.migration_files import SHARED

SIGNER = Signer("ledger.example/ledger", bytes(31) + b"\x03")
NOW = datetime(2026, 1, 2, tzinfo=UTC)
POLICY = read_policy(f"log {SIGNER.verifier}\nquorum none\n")


@pytest.fixture
def pool(relay_cluster: EmbeddedPostgres) -> Iterator[Pool]:
    with open_pool(relay_cluster.create_database(f"export_{uuid4().hex}"), size=2) as opened:
        with opened.connection() as connection:
            for file in ("ledger.sql", "witnessed.sql", "ledger_key.sql"):
                connection.execute((SHARED / file).read_bytes())
            ledger_store.open_ledger(connection, SIGNER, NOW)
        yield opened


def append(pool: Pool, count: int, *, start: int) -> None:
    with pool.connection() as connection:
        ledger_store.append(connection, made_up_entries(count, start=start), SIGNER, NOW)


def read(folder: Path) -> list[bytes]:
    """As an auditor does: every entry and every tile, up to the checkpoint that is there."""
    return whole_ledger(reader(str(folder)), POLICY).entries


@pytest.mark.parametrize("steps", [[1, 1, 1], [200, 56, 1], [300, 700, 5]])
def test_what_is_exported_is_the_whole_ledger_however_it_grew(pool: Pool, tmp_path: Path, steps: list[int]) -> None:
    size = 0
    for step in steps:
        append(pool, step, start=size)
        export_ledger(pool, tmp_path)
        size += step
        assert read(tmp_path) == made_up_entries(size)


def test_only_what_was_added_is_written(pool: Pool, tmp_path: Path) -> None:
    append(pool, 600, start=0)
    assert export_ledger(pool, tmp_path) == 7  # three tiles of leaves, three bundles, one tile above
    append(pool, 5, start=600)
    assert export_ledger(pool, tmp_path) == 2
    assert export_ledger(pool, tmp_path) == 0


def test_an_export_that_was_killed_leaves_the_checkpoint_before_readable(pool: Pool, tmp_path: Path) -> None:
    append(pool, 300, start=0)
    export_ledger(pool, tmp_path)
    before = (tmp_path / "checkpoint").read_bytes()
    append(pool, 300, start=300)
    export_ledger(pool, tmp_path)
    (tmp_path / "checkpoint").write_bytes(before)  # the last thing that an export writes
    assert read(tmp_path) == made_up_entries(300)


def test_old_partial_tiles_do_not_pile_up(pool: Pool, tmp_path: Path) -> None:
    for at in range(20):
        append(pool, 1, start=at)
        export_ledger(pool, tmp_path)
    assert sorted(path.name for path in (tmp_path / "tile/0/000.p").iterdir()) == ["19", "20"]


def test_a_shorter_ledger_is_not_written_over_a_longer_one(pool: Pool, tmp_path: Path) -> None:
    append(pool, 10, start=0)
    export_ledger(pool, tmp_path)
    kept = read(tmp_path)
    with pool.connection() as connection:
        connection.execute("DELETE FROM tile")
        connection.execute("DELETE FROM ledger_state")
        ledger_store.open_ledger(connection, SIGNER, NOW)
    append(pool, 4, start=0)
    with pytest.raises(ShorterLedgerError):
        export_ledger(pool, tmp_path)
    assert read(tmp_path) == kept
