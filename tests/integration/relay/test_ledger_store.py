"""The ledger's storage on a real PostgreSQL: one history, whoever appends, and an altered one is never signed."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from sceau.ledger.append import Batch
from sceau.ledger.checkpoint import open_checkpoint
from sceau.ledger.errors import BadTileError
from sceau.ledger.keys import Signer
from sceau.ledger.merkle import leaf_hash, tree_root
from sceau.ledger.proof import verify_proof
from sceau.ledger.tiles import parse_entries
from sceau.web import ledger_store
from sceau.web.database import Pool, open_pool
from sceau.web.embedded import EmbeddedPostgres
from sceau.web.migration_files import SHARED
from sceau.web.problems import Refusal

SIGNER = Signer("ledger.example/ledger", bytes(31) + b"\x01")
NOW = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture
def pool(relay_cluster: EmbeddedPostgres, request: pytest.FixtureRequest) -> Iterator[Pool]:
    url = relay_cluster.create_database(f"ledger_{abs(hash(request.node.nodeid))}")
    with open_pool(url, size=8) as opened:
        with opened.connection() as connection:
            for file in ("ledger.sql", "journal.sql", "ledger_key.sql"):
                connection.execute((SHARED / file).read_bytes())
            ledger_store.open_ledger(connection, SIGNER, NOW)
        yield opened


def entries(count: int, first: int = 0) -> list[bytes]:
    return [b"entry %d" % number for number in range(first, first + count)]


def append(pool: Pool, leaves: list[bytes]) -> Batch:
    with pool.connection() as connection:
        return ledger_store.append(connection, leaves, SIGNER, NOW)


def test_what_is_appended_is_proven(pool: Pool) -> None:
    leaves = entries(300)
    proof = append(pool, leaves).proofs()[299]
    assert verify_proof(proof, leaves[299], [SIGNER.verifier]).size == 300


def test_batches_by_many_at_once_are_one_history(pool: Pool) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: append(pool, entries(37, number * 37)), range(20)))
    with pool.connection() as connection:
        checkpoint = open_checkpoint(ledger_store.read_checkpoint(connection), [SIGNER.verifier])
        paths = ["tile/entries/000", "tile/entries/001", "tile/entries/002.p/228"]
        bundles = [parse_entries(ledger_store.read_tile_at(connection, path)) for path in paths]
    stored = [entry for bundle in bundles for entry in bundle]
    assert sorted(stored) == sorted(entries(740))
    assert checkpoint.root == tree_root([leaf_hash(entry) for entry in stored])


def test_queued_entries_take_their_place_in_order(pool: Pool) -> None:
    with pool.connection() as connection:
        ledger_store.queue(connection, entries(5))
        assert [ledger_store.sequence(connection, SIGNER, NOW, limit=3) for _ in range(3)] == [3, 2, 0]
        assert parse_entries(ledger_store.read_tile_at(connection, "tile/entries/000.p/5")) == entries(5)


def test_an_altered_edge_is_not_signed(pool: Pool) -> None:
    append(pool, entries(5))
    with pool.connection() as connection:
        connection.execute("UPDATE tile SET data = set_byte(data, 3, 255) WHERE level = 0")
    with pytest.raises(BadTileError):
        append(pool, entries(1, 5))


def test_opening_again_changes_nothing(pool: Pool) -> None:
    append(pool, entries(5))
    with pool.connection() as connection:
        before = ledger_store.read_checkpoint(connection)
        ledger_store.open_ledger(connection, SIGNER, NOW)
        assert ledger_store.read_checkpoint(connection) == before


def test_a_tile_narrower_than_asked_is_not_there(pool: Pool) -> None:
    append(pool, entries(5))
    with pool.connection() as connection, pytest.raises(Refusal, match="not-found"):
        ledger_store.read_tile_at(connection, "tile/0/000.p/6")
