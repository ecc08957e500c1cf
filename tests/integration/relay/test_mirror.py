"""The register's ledger mirrored in a real PostgreSQL: every leaf proven, and no other history believed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import cast
from uuid import uuid4

import pytest
from tests.unit.ledger.memory_ledger import SIGNER, MemoryLedger, made_up_entries
from tests.unit.verifier.exhibits import witnessed

from sceau.ledger.checkpoint import parse_checkpoint
from sceau.ledger.errors import UnknownSignerError
from sceau.ledger.keys import Signer
from sceau.ledger.note import parse_note
from sceau.ledger.proof import verify_proof
from sceau.ledger.tiles import cut_tile, parse_tile_path
from sceau.relay.alarms import standing
from sceau.relay.delivery.register import Register, Unavailable
from sceau.relay.mirror import acknowledged, contradictions
from sceau.relay.mirror.follow import follow_ledger
from sceau.relay.mirror.prove import Mirror, mirrored
from sceau.web.database import Pool, open_pool
from sceau.web.embedded import EmbeddedPostgres

NOW = datetime(2026, 1, 10, 12, 0, tzinfo=UTC)


@dataclass(slots=True)
class Published:
    """A register's ledger, as its public addresses give it; `spoilt` flips a bit of every tile."""

    ledger: MemoryLedger = field(default_factory=MemoryLedger)
    note: bytes = b""
    spoilt: bool = False
    spoilt_path: str = ""
    asked: list[str] = field(default_factory=list)

    def append(self, count: int, *, start: int = -1) -> None:
        first = self.ledger.last.size if start < 0 else start
        self.note = witnessed(self.ledger.append(made_up_entries(count, start=first)).note)

    def read(self, path: str) -> bytes:
        self.asked.append(path)
        if path == "/ledger/witnessed":
            if not self.note:
                raise Unavailable("not-found")
            return self.note
        tile = parse_tile_path(path.removeprefix("/ledger/"))
        data = bytearray(cut_tile(tile, self.ledger.rows[tile.level, tile.index]))
        data[-1] ^= self.spoilt or path == self.spoilt_path
        return bytes(data)


@pytest.fixture
def pool(relay_cluster: EmbeddedPostgres, relay_template: str) -> Iterator[Pool]:
    url = relay_cluster.create_database(f"mirror_{uuid4().hex}", template=relay_template)
    with open_pool(url, size=2) as opened:
        yield opened


@pytest.fixture
def register() -> Published:
    return Published()


def follow(pool: Pool, register: Published) -> Mirror | None:
    """The mirror after one look."""
    follow_ledger(pool, cast("Register", register), [SIGNER.verifier], NOW)
    with pool.connection() as connection:
        found = mirrored(connection)
        if found is not None:
            _read_all(found)
        return found


def _read_all(mirror: Mirror) -> None:
    """While the connection is there: the reader remembers."""
    for index in range(mirror.checkpoint.size):
        mirror.proof(index, made_up_entries(1, start=index)[0])


def proven(mirror: Mirror | None) -> int:
    """How many leaves of the made-up ledger it proves."""
    assert mirror is not None
    proofs = [(mirror.proof(at, entry), entry) for at, entry in enumerate(made_up_entries(mirror.checkpoint.size))]
    return sum(proof is not None and verify_proof(proof, entry, [SIGNER.verifier]).size > 0 for proof, entry in proofs)


def findings(pool: Pool) -> list[tuple[str, str]]:
    with pool.connection() as connection:
        return connection.execute("SELECT name, subject FROM finding ORDER BY name").fetchall()


def test_a_ledger_that_nobody_watches_is_not_mirrored(pool: Pool, register: Published) -> None:
    assert follow(pool, register) is None


@pytest.mark.parametrize("counts", [[1], [3, 4], [255, 1, 1], [600, 300]])
def test_every_leaf_is_proven_however_the_ledger_grew(pool: Pool, register: Published, counts: list[int]) -> None:
    found = None
    for count in counts:
        register.append(count)
        found = follow(pool, register)
    assert proven(found) == sum(counts)


def test_only_what_was_added_is_fetched(pool: Pool, register: Published) -> None:
    register.append(600)
    follow(pool, register)
    register.asked.clear()
    register.append(5)
    follow(pool, register)
    assert register.asked == ["/ledger/witnessed", "/ledger/tile/0/002.p/93"]


def test_another_history_is_not_believed(pool: Pool, register: Published) -> None:
    register.append(10)
    follow(pool, register)
    other = Published()
    other.append(20, start=9_000)
    found = follow(pool, other)
    assert found is not None
    assert found.note == register.note


def test_another_history_is_an_alarm_until_the_operator_settles_it(pool: Pool, register: Published) -> None:
    register.append(10)
    follow(pool, register)
    other = Published()
    other.append(20, start=9_000)
    follow(pool, other)
    follow(pool, register)
    with pool.connection() as connection:
        assert connection.execute("SELECT name, subject FROM finding").fetchall() == [("ledger-fork", SIGNER.name)]


def test_another_history_leaves_the_mirror_as_it_was(pool: Pool, register: Published) -> None:
    register.append(300)
    follow(pool, register)
    other = Published()
    other.append(600, start=9_000)
    follow(pool, other)
    with pool.connection() as connection:
        kept = mirrored(connection)
        assert kept is not None
        _read_all(kept)
    assert proven(kept) == 300


@pytest.mark.parametrize("before", [10, 256, 300])
def test_spoilt_tiles_are_no_fork_and_their_alarm_ends_with_them(pool: Pool, register: Published, before: int) -> None:
    register.append(before)
    follow(pool, register)
    register.append(300)
    register.spoilt = True
    assert proven(follow(pool, register)) == before
    assert findings(pool) == [("ledger-tiles", SIGNER.name)]
    register.spoilt = False
    assert proven(follow(pool, register)) == before + 300
    assert findings(pool) == []


def test_a_spoilt_tile_that_no_proof_of_growth_reads_is_not_kept(pool: Pool, register: Published) -> None:
    register.append(10)
    follow(pool, register)
    register.append(900)
    register.spoilt_path = "/ledger/tile/0/002"
    follow(pool, register)
    assert findings(pool) == [("ledger-tiles", SIGNER.name)]
    register.spoilt_path = ""
    assert proven(follow(pool, register)) == 910


def test_what_an_interrupted_growth_left_vouches_for_nothing_that_is_served(pool: Pool, register: Published) -> None:
    """The tile that was left is right, the one that is served now is not."""
    register.append(5)
    follow(pool, register)
    register.append(1)
    with pool.connection() as connection:
        connection.execute("UPDATE mirror_tile SET data = %s WHERE level = 0", (register.ledger.rows[0, 0],))
    register.spoilt = True
    mirror = follow(pool, register)
    assert (proven(mirror), findings(pool)) == (5, [("ledger-tiles", SIGNER.name)])


def test_a_fork_is_one_after_spoilt_tiles_too(pool: Pool, register: Published) -> None:
    register.append(10)
    follow(pool, register)
    other = Published(spoilt=True)
    other.append(20, start=9_000)
    follow(pool, other)
    other.spoilt = False
    follow(pool, other)
    register.append(10)
    register.spoilt = True
    follow(pool, register)
    assert findings(pool) == [("ledger-fork", SIGNER.name), ("ledger-tiles", SIGNER.name)]
    with pool.connection() as connection:
        assert contradictions.read_newest(connection) == other.note


@pytest.mark.parametrize("count", [0, 5])
def test_tiles_damaged_here_are_brought_again(pool: Pool, register: Published, count: int) -> None:
    register.append(300)
    follow(pool, register)
    with pool.connection() as connection:
        connection.execute("UPDATE mirror_tile SET data = set_byte(data, 0, get_byte(data, 0) # 1) WHERE level = 1")
    register.append(count)
    assert proven(follow(pool, register)) == 300 + count
    assert findings(pool) == []


def test_two_checkpoints_of_one_size_are_kept_and_the_operator_is_called_once(pool: Pool) -> None:
    one, other = Published(), Published()
    one.append(4)
    other.append(4, start=9_000)
    with pool.connection() as connection:
        for note in (one.note, one.note, other.note, other.note):
            contradictions.store_checkpoint(connection, 4, note, NOW)
        assert contradictions.read_newest(connection) == other.note
        assert connection.execute("SELECT note FROM checkpoint").fetchall() == [(one.note,)]
        assert connection.execute("SELECT name, subject FROM finding").fetchall() == [("ledger-fork", SIGNER.name)]
        acts = connection.execute("SELECT detail FROM journal WHERE action = 'ledger-contradicted'").fetchall()
        assert acts == [(SIGNER.name,)]


def acknowledged_at(pool: Pool, note: bytes) -> None:
    with pool.connection() as connection:
        contradictions.store_checkpoint(connection, parse_checkpoint(parse_note(note).text).size, note, NOW)


def grown_by_ones(count: int) -> list[bytes]:
    """The checkpoint at each size of the made-up ledger."""
    ledger = MemoryLedger()
    return [ledger.append(made_up_entries(1, start=at)).note for at in range(count)]


def test_what_was_acknowledged_in_the_ledger_that_all_are_shown_is_no_contradiction(
    pool: Pool, register: Published
) -> None:
    for note in grown_by_ones(300):
        acknowledged_at(pool, note)
    register.append(300)
    follow(pool, register)
    acknowledged.compare(pool, NOW)
    with pool.connection() as connection:
        left = connection.execute("SELECT count(*) FROM checkpoint WHERE NOT compared").fetchall()
    assert (findings(pool), left) == ([], [(0,)])


@pytest.mark.parametrize("size", [1, 5, 256, 300])
def test_what_was_acknowledged_in_another_history_is_found(pool: Pool, register: Published, size: int) -> None:
    other = MemoryLedger().append(made_up_entries(size, start=9_000)).note
    acknowledged_at(pool, other)
    register.append(300)
    follow(pool, register)
    acknowledged.compare(pool, NOW)
    with pool.connection() as connection:
        kept = contradictions.read_newest(connection)
    assert (findings(pool), kept) == ([("ledger-fork", SIGNER.name)], other)


def test_what_the_mirror_has_not_reached_waits(pool: Pool, register: Published) -> None:
    acknowledged_at(pool, MemoryLedger().append(made_up_entries(6, start=9_000)).note)
    register.append(5)
    follow(pool, register)
    acknowledged.compare(pool, NOW)
    assert findings(pool) == []
    register.append(1)
    follow(pool, register)
    acknowledged.compare(pool, NOW)
    assert findings(pool) == [("ledger-fork", SIGNER.name)]


def test_a_mirror_damaged_here_accuses_nobody_and_is_brought_again(pool: Pool, register: Published) -> None:
    acknowledged_at(pool, grown_by_ones(5)[-1])
    register.append(300)
    follow(pool, register)
    with pool.connection() as connection:
        connection.execute("UPDATE mirror_tile SET data = set_byte(data, 0, get_byte(data, 0) # 1) WHERE level = 0")
    assert not acknowledged.compare(pool, NOW)
    register.append(3)
    assert proven(follow(pool, register)) == 303
    acknowledged.compare(pool, NOW)
    with pool.connection() as connection:
        assert connection.execute("SELECT compared FROM checkpoint").fetchall() == [(True,)]
    assert findings(pool) == []


def test_no_flood_of_contradictions_fills_the_database_or_quiets_the_alarm(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contradictions, "PROOFS", 2)
    notes = [MemoryLedger().append(made_up_entries(4, start=start)).note for start in range(4)]
    with pool.connection() as connection:
        for note in notes[:3]:
            contradictions.keep(connection, note, NOW)
        standing.settle_finding(connection, "ledger-fork", now=NOW, actor="operator")
        contradictions.keep(connection, notes[3], NOW)
        kept = [bytes(note) for (note,) in connection.execute("SELECT note FROM contradiction")]
    assert (sorted(kept), findings(pool)) == (sorted(notes[:2]), [("ledger-fork", SIGNER.name)])


def test_the_same_checkpoint_cosigned_since_is_no_contradiction(pool: Pool) -> None:
    bare = MemoryLedger().append(made_up_entries(4)).note
    with pool.connection() as connection:
        contradictions.store_checkpoint(connection, 4, bare, NOW)
        contradictions.store_checkpoint(connection, 4, witnessed(bare), NOW)
        assert contradictions.read_newest(connection) is None


def test_another_history_is_kept_as_evidence(pool: Pool, register: Published) -> None:
    register.append(10)
    follow(pool, register)
    other = Published()
    other.append(20, start=9_000)
    follow(pool, other)
    with pool.connection() as connection:
        assert contradictions.read_newest(connection) == other.note


def test_an_older_checkpoint_changes_nothing(pool: Pool, register: Published) -> None:
    register.append(10)
    older = register.note
    register.append(10)
    follow(pool, register)
    register.note = older
    assert proven(follow(pool, register)) == 20


def test_spoilt_tiles_are_not_believed_and_right_ones_take_their_place(pool: Pool, register: Published) -> None:
    register.append(300)
    register.spoilt = True
    assert follow(pool, register) is None
    register.spoilt = False
    assert proven(follow(pool, register)) == 300


def test_what_another_ledger_signed_is_refused(pool: Pool, register: Published) -> None:
    register.append(3)
    stranger = Signer(SIGNER.name, bytes(32)).verifier
    with pytest.raises(UnknownSignerError):
        follow_ledger(pool, cast("Register", register), [stranger], NOW)


def test_a_leaf_that_is_not_there_yet_has_no_proof(pool: Pool, register: Published) -> None:
    register.append(3)
    found = follow(pool, register)
    assert found is not None
    assert found.proof(3, made_up_entries(1, start=3)[0]) is None
    assert found.proof(1, made_up_entries(1, start=2)[0]) is None
