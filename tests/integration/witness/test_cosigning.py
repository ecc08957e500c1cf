"""Two witnesses, each a process of its own, and a ledger in a real PostgreSQL that asks them over HTTP."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest
from tests.integration.running import free_port
from tests.unit.ledger.memory_ledger import made_up_entries

from sceau.demo.processes import sceau
from sceau.ledger.keys import Signer
from sceau.ledger.note import open_note
from sceau.verifier.policy import read_policy
from sceau.verifier.refusal import Refused
from sceau.web import cosigning, ledger_store
from sceau.web.database import Pool, open_pool
from sceau.web.embedded import EmbeddedPostgres
from sceau.web.migration_files import SHARED
from sceau.web.witnesses import Witness, parse_witnesses

SIGNER = Signer("ledger.example/ledger", bytes(31) + b"\x02")
NOW = datetime(2026, 1, 2, tzinfo=UTC)


@dataclass(slots=True)
class RunningWitness:
    """`sceau witness serve`, and its keys as it prints them."""

    url: str
    environment: dict[str, str]
    process: "subprocess.Popen[bytes] | None" = None

    @classmethod
    def of(cls, folder: Path, number: int) -> "RunningWitness":
        port, name = free_port(), f"witness-{number}.example"
        settings = {
            "NAME": name,
            "ED25519_SEED": f"{number:064x}",
            "ML_DSA_44_SEED": f"{number + 10:064x}",
            "LOGS": str(SIGNER.verifier),
            "MEMORY_FILE": str(folder / f"{name}.memory"),
            "BIND": f"127.0.0.1:{port}",
        }
        environment = {**os.environ, **{f"SCEAU_WITNESS_{key}": value for key, value in settings.items()}}
        return cls(f"http://127.0.0.1:{port}", environment)

    @property
    def named(self) -> Witness:
        printed = self._sceau("keys").stdout.split()
        (witness,) = parse_witnesses(" ".join([self.url, *printed]))
        return witness

    def start(self) -> None:
        words = sceau("witness", "serve")
        self.process = subprocess.Popen(words, env=self.environment, stderr=subprocess.DEVNULL, start_new_session=True)
        for _ in range(200):
            try:
                httpx2.get(f"{self.url}/health").raise_for_status()
            except httpx2.HTTPError:
                time.sleep(0.1)
            else:
                return
        raise RuntimeError("the witness did not start")

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait()
            self.process = None

    def kill(self) -> None:
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None

    def evidence(self, folder: Path) -> tuple[int, list[bytes]]:
        """Its exit code, and the notes that it wrote out."""
        ran = self._sceau("evidence", str(folder))
        return ran.returncode, [path.read_bytes() for path in sorted(folder.glob("*.note"))]

    def _sceau(self, *words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            sceau("witness", *words), env=self.environment, capture_output=True, encoding="utf-8", check=False
        )


@pytest.fixture
def witnesses(tmp_path: Path) -> Iterator[list[RunningWitness]]:
    running = [RunningWitness.of(tmp_path, number) for number in (1, 2)]
    try:
        for witness in running:
            witness.start()
        yield running
    finally:
        for witness in running:
            witness.stop()


@pytest.fixture
def pool(relay_cluster: EmbeddedPostgres, request: pytest.FixtureRequest) -> Iterator[Pool]:
    with _ledger(relay_cluster, f"witnessed_{abs(hash(request.node.nodeid))}") as opened:
        yield opened


@contextmanager
def _ledger(cluster: EmbeddedPostgres, name: str) -> Iterator[Pool]:
    with open_pool(cluster.create_database(name), size=4) as opened:
        with opened.connection() as connection:
            for file in ("ledger.sql", "witnessed.sql", "ledger_key.sql"):
                connection.execute((SHARED / file).read_bytes())
            ledger_store.open_ledger(connection, SIGNER, NOW)
        yield opened


def append(pool: Pool, count: int, *, start: int = 0) -> None:
    with pool.connection() as connection:
        ledger_store.append(connection, made_up_entries(count, start=start), SIGNER, NOW)


def witnessed(pool: Pool) -> bytes:
    with pool.connection() as connection:
        note = cosigning.read_witnessed(connection)
    assert note is not None
    return note


def test_both_cosign_whatever_extends_what_they_saw(pool: Pool, witnesses: list[RunningWitness]) -> None:
    named = [one.named for one in witnesses]
    keys = [key for one in named for key in one.keys]
    for start, count in ((0, 3), (3, 500), (503, 1)):
        append(pool, count, start=start)
        assert cosigning.cosign_newest(pool, named, NOW) == 2
        signers = open_note(witnessed(pool), keys).signers
        assert set(signers) == set(keys)


def test_an_auditors_policy_of_two_witnesses_is_met(pool: Pool, witnesses: list[RunningWitness]) -> None:
    append(pool, 5)
    named = [one.named for one in witnesses]
    cosigning.cosign_newest(pool, named, NOW)
    lines = [f"log {SIGNER.verifier}"]
    lines += [f"witness w{number} {one.keys[1]}" for number, one in enumerate(named)]
    policy = read_policy("\n".join([*lines, "group both all w0 w1", "quorum both"]))
    assert policy.open(witnessed(pool), "").size == 5


def test_a_silent_witness_delays_nobody_and_is_brought_up_to_date(pool: Pool, witnesses: list[RunningWitness]) -> None:
    named = [one.named for one in witnesses]
    append(pool, 3)
    cosigning.cosign_newest(pool, named, NOW)
    witnesses[0].kill()
    append(pool, 4, start=3)
    assert cosigning.cosign_newest(pool, named, NOW) == 1
    witnesses[0].start()
    append(pool, 5, start=7)
    assert cosigning.cosign_newest(pool, named, NOW) == 2


def test_a_ledger_that_forgot_what_a_witness_saw_asks_and_goes_on(pool: Pool, witnesses: list[RunningWitness]) -> None:
    named = [one.named for one in witnesses]
    append(pool, 3)
    cosigning.cosign_newest(pool, named, NOW)
    with pool.connection() as connection:
        connection.execute("DELETE FROM witness")
    append(pool, 4, start=3)
    assert cosigning.cosign_newest(pool, named, NOW) == 2


def test_two_histories_find_no_witness_and_leave_a_proof(
    pool: Pool, relay_cluster: EmbeddedPostgres, witnesses: list[RunningWitness], tmp_path: Path
) -> None:
    named = [one.named for one in witnesses]
    append(pool, 6)
    cosigning.cosign_newest(pool, named, NOW)
    with _ledger(relay_cluster, f"fork_{tmp_path.name}") as other:
        append(other, 9, start=9_000)
        assert cosigning.cosign_newest(other, named, NOW) == 0
        with other.connection() as connection:
            forged = ledger_store.read_checkpoint(connection)
    code, notes = witnesses[0].evidence(tmp_path / "proofs")
    assert (code, notes) == (1, [forged])


def test_a_restored_older_ledger_finds_no_witness(
    pool: Pool, relay_cluster: EmbeddedPostgres, witnesses: list[RunningWitness], tmp_path: Path
) -> None:
    named = [one.named for one in witnesses]
    append(pool, 6)
    cosigning.cosign_newest(pool, named, NOW)
    with _ledger(relay_cluster, f"older_{tmp_path.name}") as older:
        append(older, 4)
        assert cosigning.cosign_newest(older, named, NOW) == 0


def test_what_no_witness_signed_is_no_quorum(pool: Pool, witnesses: list[RunningWitness]) -> None:
    append(pool, 2)
    with pool.connection() as connection:
        alone = ledger_store.read_checkpoint(connection)
    key = witnesses[0].named.keys[0]
    with pytest.raises(Refused, match="no-quorum"):
        read_policy(f"log {SIGNER.verifier}\nwitness w {key}\nquorum w\n").open(alone, "")
