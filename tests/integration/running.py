"""Starting the relay for tests: a register's published keys, an environment, a process that listens."""

import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import httpx2
import psycopg

from sceau.envelope import cbor
from sceau.envelope.access import enrolment_seed, new_enrolment_code
from sceau.envelope.hpke import kem_public_key
from sceau.envelope.signature import public_key
from sceau.envelope.signed import OBJECT_LIMIT, SignedObject, parse_object, sign_object
from sceau.envelope.statements import (
    DESTROY_AFTER,
    ENROLMENT,
    KeyRole,
    Kind,
    Statements,
    enrolment_body,
    first_root,
)
from sceau.relay.commands import new_operator_key
from sceau.web.embedded import EmbeddedPostgres

DOMAIN = "register.example"
WEEK = 7 * 86_400
TEMPLATE = "relay_template"
OPERATOR_KEY = new_operator_key()
NO_POWER_CUTS = {"fsync": "off"}
"""For PostgreSQL: what outlives a power cut is the affair of `tests/faults`; elsewhere nobody waits for the disk."""


@dataclass
class PublishedRegister:
    """A register's chain: root, signer, one epoch, acknowledgement, ledger and notifier keys, the software that sends.

    Tests share it: who publishes another list of software makes one of their own.
    """

    now: int = field(default_factory=lambda: int(time.time()))
    epoch_seed: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    ack_seed: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    ledger_seed: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    notifier_seed: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    statements: Statements = field(default_factory=Statements)
    objects: list[bytes] = field(default_factory=list)
    enrolments: list[bytes] = field(default_factory=list)
    _signer: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    _root: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    def __post_init__(self) -> None:
        self._publish(first_root(DOMAIN, self.now, 1, [public_key(self._root)], self._root))
        self.publish(Kind.SIGNER, {"pk": public_key(self._signer), **self._life(300)}, seed=self._root)
        self.publish_key(KeyRole.REGISTER, kem_public_key(self.epoch_seed))
        self.publish_key(KeyRole.ACK, public_key(self.ack_seed))
        self.publish_key(KeyRole.LEDGER, public_key(self.ledger_seed))
        self.publish_key(KeyRole.NOTIFIER, kem_public_key(self.notifier_seed), days=31)
        self.publish_software({"made-up-lgo": "active", "sceau-counter": "active"})

    @property
    def root_hash(self) -> bytes:
        return self.statements.root_hash

    @cached_property
    def epoch(self) -> bytes:
        """Public key of the register's epoch."""
        return kem_public_key(self.epoch_seed)

    def publish(self, kind: Kind, fields: Mapping[str, object], *, seed: bytes | None = None) -> None:
        body = {**self.statements.next_body(self.now), **fields}
        self._publish(sign_object(kind, body, seed or self._signer))

    def publish_key(self, role: KeyRole, key: bytes, *, days: int = 7, started: int = 1) -> None:
        begin = self.now - started * 86_400
        end = begin + days * 86_400
        life = {"not_before": begin, "not_after": end, "destroy_after": end + DESTROY_AFTER}
        self.publish(Kind.KEY, {"role": role.value, "pk": key, **life})

    def publish_software(self, states: Mapping[str, str]) -> None:
        listed = [{"id": name, "name": "Logiciel inventé", "state": state} for name, state in states.items()]
        self.publish(Kind.SOFTWARE, {"software": listed})

    def enrol(self, finess: str) -> str:
        """A new enrolment code for a FINESS; its key is published."""
        code = new_enrolment_code()
        body = enrolment_body(DOMAIN, finess=finess, public_key=public_key(enrolment_seed(code)), time=self.now)
        self.enrolments.append(sign_object(ENROLMENT, body, self._signer).encode())
        return code

    def replace_signer(self) -> None:
        """On a bad day: the root withdraws the online signer and authorises another."""
        (withdrawn,) = (one for one in map(parse_object, self.objects) if public_key(self._signer) in one.body)
        self.publish(Kind.REVOCATION, {"hash": withdrawn.hash}, seed=self._root)
        self._signer = secrets.token_bytes(32)
        self.publish(Kind.SIGNER, {"pk": public_key(self._signer), **self._life(300)}, seed=self._root)

    def sign_enrolments_again(self) -> None:
        bodies = [cbor.decode(parse_object(one).body, limit=OBJECT_LIMIT) for one in self.enrolments]
        self.enrolments = [sign_object(ENROLMENT, {**body, "time": self.now}, self._signer).encode() for body in bodies]  # type: ignore[dict-item]

    def _life(self, days: int) -> dict[str, object]:
        return {"not_before": self.now - 86_400, "not_after": self.now + days * 86_400}

    def _publish(self, statement: SignedObject) -> None:
        self.statements.extend(statement)
        self.objects.append(statement.encode())


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def relay_environment(database_url: str, register: PublishedRegister) -> dict[str, str]:
    """The settings of a relay on a free port."""
    port = free_port()
    settings = {
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "BIND": f"127.0.0.1:{port}",
        "DATABASE_URL": database_url,
        "TOKEN_SECRET": secrets.token_hex(32),
        "SOFTWARE_KEY": json.dumps(OPERATOR_KEY.as_dict(private=False)),
        "REGISTER_URL": f"http://127.0.0.1:{free_port()}",
        "REGISTER_ROOT": register.root_hash.hex(),
        "LEDGER_SEED": secrets.token_hex(32),
    }
    return {f"SCEAU_RELAY_{name}": value for name, value in settings.items()}


def migrated_relay_database(cluster: EmbeddedPostgres, register: PublishedRegister) -> str:
    """Make the database that others are copied from; returns its name."""
    run_python(_MIGRATE, relay_environment(cluster.create_database(TEMPLATE), register))
    return TEMPLATE


def run_python(code: str, environment: Mapping[str, str]) -> str:
    """What `code` prints in a process of its own: a process's settings are its own."""
    done = subprocess.run(
        [sys.executable, "-c", code], env={**_inherited(), **environment}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@dataclass
class RunningRelay:
    """A relay that listens at `url`; `log` has everything that its processes write."""

    url: str
    environment: dict[str, str]
    log: Path
    process: "subprocess.Popen[bytes]"

    @classmethod
    def start(cls, environment: dict[str, str], log: Path) -> "RunningRelay":
        with log.open("ab") as output:
            process = subprocess.Popen(
                [sys.executable, "-c", _SERVE], env={**_inherited(), **environment}, stdout=output, stderr=output
            )
        running = cls(environment["SCEAU_RELAY_PUBLIC_URL"], environment, log, process)
        running.wait()
        return running

    @property
    def database_url(self) -> str:
        return self.environment["SCEAU_RELAY_DATABASE_URL"]

    def wait(self) -> None:
        deadline = time.monotonic() + 30
        while True:
            try:
                httpx2.get(f"{self.url}/health").raise_for_status()
            except httpx2.TransportError:
                assert self.process.poll() is None, self.log.read_text()
                assert time.monotonic() < deadline, self.log.read_text()
                time.sleep(0.05)
            else:
                return

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=30)

    def rows(self, query: str, *values: object) -> list[tuple[object, ...]]:
        """What a query finds in the relay's database."""
        with psycopg.connect(self.database_url) as connection:
            return connection.execute(query.encode(), values).fetchall()

    def execute(self, statement: str, *values: object) -> None:
        with psycopg.connect(self.database_url) as connection:
            connection.execute(statement.encode(), values)


def _inherited() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("SCEAU_")}


_CONFIGURED = "from sceau.relay.configuration import RelaySettings; settings = RelaySettings()\n"
_MIGRATE = f"{_CONFIGURED}from sceau.relay.commands import migrate; migrate(settings)"
_SERVE = f"{_CONFIGURED}from sceau.relay.commands import serve; serve(settings)"
