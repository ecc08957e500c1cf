"""Case 39: ledger deletion, truncation, rewrite, fork, in the real database of a relay that serves it.

Whoever holds database and signing key can serve any history. They cannot make it agree with what others were shown:
a witness cosigns none of these, and the watch finds each, with a proof wherever one exists.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.integration.running import RunningRelay
from tests.integration.witness.test_cosigning import SIGNER, RunningWitness
from tests.unit.ledger.memory_ledger import made_up_entries

from sceau.verifier.__main__ import main
from sceau.web import cosigning, ledger_store
from sceau.web.database import Pool, open_pool

SIZE = 300
"""One full tile and a part of a second."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """The ledger of a running relay, whose operator may do anything."""

    relay: RunningRelay
    pool: Pool
    witness: RunningWitness

    def append(self, count: int, *, start: int = 0) -> None:
        with self.pool.connection() as connection:
            ledger_store.append(connection, made_up_entries(count, start=start), SIGNER, datetime.now(UTC))

    def begin_again(self) -> None:
        for table in ("tile", "ledger_state", "witnessed", "witness"):
            self.relay.execute(f"DELETE FROM {table}")  # noqa: S608 (four constants)
        with self.pool.connection() as connection:
            ledger_store.open_ledger(connection, SIGNER, datetime.now(UTC))

    def checkpoint(self) -> bytes:
        with self.pool.connection() as connection:
            return ledger_store.read_checkpoint(connection)

    def cosigned(self) -> int:
        return cosigning.cosign_newest(self.pool, [self.witness.named], datetime.now(UTC))


@dataclass(slots=True)
class Watcher:
    """Somebody who compares now and then, and keeps what was seen."""

    folder: Path
    witness: RunningWitness
    capture: pytest.CaptureFixture[str]
    found: list[dict[str, object]] = field(default_factory=list)

    def policy(self, url: str) -> str:
        lines = [f"log {SIGNER.verifier} {url}/ledger", f"witness w {self.witness.named.keys[0]} {self.witness.url}"]
        path = self.folder / "policy"
        path.write_text("\n".join([*lines, "quorum w", ""]))
        return str(path)

    def hears(self, url: str) -> set[str]:
        """The codes of what is wrong with the ledger at this address."""
        self.capture.readouterr()
        main(["watch", "--policy", self.policy(url), "--state", str(self.folder / "state"), "--json"])
        self.found = json.loads(self.capture.readouterr().out)
        return {str(one["code"]) for one in self.found if not one["valid"]}

    def can_prove(self, url: str) -> bool:
        """Whether anybody who has the ledger's key finds the same in what was kept."""
        kept = [one["evidence"] for one in self.found if "evidence" in one]
        verdicts = [self._proven(url, paths) for paths in kept if isinstance(paths, list)]
        return bool(verdicts) and all(verdicts)

    def verifies(self, url: str) -> str:
        """What a whole reading of the ledger gives: "valid", or the code."""
        self.capture.readouterr()
        main(["ledger", f"{url}/ledger", "--policy", self._alone(), "--json"])
        (found,) = json.loads(self.capture.readouterr().out)
        return "valid" if found["valid"] else str(found["code"])

    def _proven(self, url: str, paths: list[str]) -> bool:
        one, other, *proof = paths
        words = ["fork", one, other, "--policy", self.policy(url), *(["--proof", *proof] if proof else []), "--json"]
        code = main(words)
        self.capture.readouterr()
        return code == 0

    def _alone(self) -> str:
        path = self.folder / "alone"
        path.write_text(f"log {SIGNER.verifier}\nquorum none\n")
        return str(path)


@pytest.fixture(scope="module")
def relays(new_relay: Callable[[str], RunningRelay]) -> list[RunningRelay]:
    """The relay, and a second on a copy of its database."""
    return [new_relay("history_one"), new_relay("history_two")]


@pytest.fixture
def witness(tmp_path: Path) -> Iterator[RunningWitness]:
    running = RunningWitness.of(tmp_path, 1)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def ledgers(relays: list[RunningRelay], witness: RunningWitness) -> Iterator[list[Ledger]]:
    """Both with the same `SIZE` entries, signed with one key."""
    with ExitStack() as stack:
        opened = [Ledger(one, stack.enter_context(open_pool(one.database_url, size=2)), witness) for one in relays]
        for ledger in opened:
            ledger.begin_again()
            ledger.append(SIZE)
        yield opened


@pytest.fixture
def ledger(ledgers: list[Ledger]) -> Ledger:
    """Cosigned, and begun to be watched."""
    assert ledgers[0].cosigned() == 1
    return ledgers[0]


@pytest.fixture
def watcher(ledger: Ledger, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Watcher:
    watcher = Watcher(tmp_path, ledger.witness, capsys)
    assert watcher.hears(ledger.relay.url) == set()
    return watcher


def test_a_ledger_that_grows_is_in_order(ledger: Ledger, watcher: Watcher) -> None:
    ledger.append(7, start=SIZE)
    assert ledger.cosigned() == 1
    assert watcher.hears(ledger.relay.url) == set()


@pytest.mark.parametrize("level", [0, -1])
def test_deleted_rows_are_missed_by_whoever_reads_the_whole(ledger: Ledger, watcher: Watcher, level: int) -> None:
    ledger.relay.execute("DELETE FROM tile WHERE level = %s AND index = 0", level)
    assert watcher.verifies(ledger.relay.url) == "absent"


def test_a_deleted_edge_is_missed_by_the_watch_too(ledger: Ledger, watcher: Watcher) -> None:
    ledger.relay.execute("DELETE FROM tile WHERE level = 0 AND index = 1")
    assert watcher.hears(ledger.relay.url) == {"absent"}


def test_one_entry_changed_in_place_is_found(ledger: Ledger, watcher: Watcher) -> None:
    ledger.relay.execute(
        "UPDATE tile SET data = set_byte(data, 9000, get_byte(data, 9000) # 1) WHERE level = -1 AND index = 0"
    )
    assert watcher.verifies(ledger.relay.url) == "bad-tile"


def test_a_truncated_ledger_is_rolled_back(ledger: Ledger, watcher: Watcher) -> None:
    ledger.begin_again()
    ledger.append(SIZE - 10)
    assert watcher.verifies(ledger.relay.url) == "valid"
    assert ledger.cosigned() == 0
    assert "rolled-back" in watcher.hears(ledger.relay.url)


def test_a_rewritten_ledger_is_convicted_by_its_own_signatures(ledger: Ledger, watcher: Watcher) -> None:
    ledger.begin_again()
    ledger.append(1, start=9_000)
    ledger.append(SIZE + 20, start=1)
    assert watcher.verifies(ledger.relay.url) == "valid"
    assert ledger.cosigned() == 0
    assert "rewritten" in watcher.hears(ledger.relay.url)
    assert watcher.can_prove(ledger.relay.url)


def test_two_databases_of_one_backup_that_both_sign_are_a_fork(ledgers: list[Ledger], watcher: Watcher) -> None:
    one, other = ledgers
    one.append(5, start=SIZE)
    other.append(5, start=9_000)
    assert (one.cosigned(), other.cosigned()) == (1, 0)
    assert watcher.hears(one.relay.url) >= {"fork"}  # the witness was shown the other, and kept it
    assert watcher.can_prove(one.relay.url)
    assert "fork" in watcher.hears(other.relay.url)
    assert watcher.can_prove(other.relay.url)


def test_a_witness_that_stops_is_missed(ledger: Ledger, watcher: Watcher) -> None:
    ledger.witness.stop()
    assert watcher.hears(ledger.relay.url) == {"unreachable"}
