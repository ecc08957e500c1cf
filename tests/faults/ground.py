"""Two services begun as their operators begin them, with one pharmacy enrolled: made once, copied for every run."""

import json
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol, Self

import httpx2
import psycopg
from tests.faults.fault import Plan
from tests.faults.pharmacy import Enrolled, Pen
from tests.faults.pool import Pool
from tests.faults.service import Service, eventually
from tests.integration.register.pharmacies import FINESS, SOFTWARE, first_entries
from tests.integration.running import free_port

from sceau.assertion import Credentials, new_key
from sceau.envelope import cbor
from sceau.envelope.access import Kit
from sceau.envelope.pharmacy_log import PharmacyLog
from sceau.envelope.signature import public_key
from sceau.envelope.signed import SignedObject
from sceau.envelope.statements import KeyRole, SoftwareState
from sceau.register import commands as register_commands
from sceau.register.configuration import RegisterSettings
from sceau.register.keys.published import ROOT_HASH, replay
from sceau.relay.commands import issue_software_statement, new_operator_key
from sceau.web.key_folder import KeyFolder

TEMPLATE: Final = "begun"
WORK: Final = ("relay", "work", "--threads", "1")
"""One delivering thread, so that a fault's first call is the first of the process."""
LOSES_WHAT_WAS_NOT_FLUSHED: Final = {"wal_writer_delay": "10s", "wal_writer_flush_after": "1GB"}
"""A commit that did not wait for the disk stays in the server's memory for seconds: killing it then shows."""
_RELAY_SOFTWARE: Final = "made-up-relay"
_OPERATOR: Final = new_operator_key()


class Cluster(Protocol):
    """Where databases are made: one PostgreSQL, or several hosts that replace each other."""

    def url(self, database: str = "postgres") -> str: ...

    def create_database(self, name: str, *, template: str = "template1") -> str: ...

    def kill(self) -> None:
        """Lose what takes writes, all its processes at once."""

    def start(self) -> object:
        """Bring back what was lost."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Clusters that run, and all that a world copies: databases called `TEMPLATE`, settings, keys, a pharmacy.

    The register listens behind a proxy: `register_url` is the proxy's address, `register_port` the register's own.
    """

    relay_cluster: Cluster
    register_cluster: Cluster
    relay_settings: dict[str, str]
    register_settings: dict[str, str]
    register_url: str
    register_port: int
    root_hash: bytes
    pool: Pool

    @property
    def enrolled(self) -> Enrolled:
        return self.pool.enrolled

    @property
    def relay_url(self) -> str:
        return self.relay_settings["SCEAU_RELAY_PUBLIC_URL"]


@dataclass(frozen=True, slots=True)
class _Begun:
    """A register that an operator has begun."""

    settings: dict[str, str]
    port: int
    values: RegisterSettings
    root_hash: bytes
    relay: Credentials

    def register_key(self) -> bytes:
        """Public key of the register's epoch of now."""
        with psycopg.connect(self.values.database_url.get_secret_value()) as database:
            statements = replay(database, KeyFolder(self.values.keys_folder).read(ROOT_HASH))
            return statements.newest(KeyRole.REGISTER, int(time.time())).pk


def begin(relay_cluster: Cluster, register_cluster: Cluster, folder: Path) -> Ground:
    register = _begin_register(register_cluster.create_database(TEMPLATE), folder)
    relay = _begin_relay(relay_cluster.create_database(TEMPLATE), register, folder)
    with _Running(register, relay, folder) as running:
        enrolled = running.enrol()
    return Ground(
        relay_cluster=relay_cluster,
        register_cluster=register_cluster,
        relay_settings=relay,
        register_settings=register.settings,
        register_url=register.values.public_url,
        register_port=register.port,
        root_hash=register.root_hash,
        pool=Pool(enrolled),
    )


def _begin_register(database: str, folder: Path) -> _Begun:
    port, public_port, key = free_port(), free_port(), new_key()
    settings = {
        "SCEAU_REGISTER_PUBLIC_URL": f"http://127.0.0.1:{public_port}",
        "SCEAU_REGISTER_DATABASE_URL": database,
        "SCEAU_REGISTER_TOKEN_SECRET": secrets.token_hex(32),
        "SCEAU_REGISTER_KEYS_FOLDER": str(folder / "keys"),
        "SCEAU_REGISTER_BIND": f"127.0.0.1:{port}",
    }
    Service.start(("register", "migrate"), Plan(), settings, folder / "register.log").finish()
    named = {name.removeprefix("SCEAU_REGISTER_").lower(): value for name, value in settings.items()}
    values = RegisterSettings.model_validate(named)
    root_hash = register_commands.keys_init(values, folder / "roots")
    register_commands.keys_signer(values, folder / "roots")
    register_commands.desk_new_officer(values, label="made-up officer")
    register_commands.keys_epoch(values)
    for software in (_RELAY_SOFTWARE, SOFTWARE):
        register_commands.software_set(values, software_id=software, name=software, state=SoftwareState.ACTIVE)
    client = register_commands.client_add(values, software_id=_RELAY_SOFTWARE, jwk=key.as_dict(private=False))
    return _Begun(settings, port, values, bytes.fromhex(root_hash), Credentials(client, key))


def _begin_relay(database: str, register: _Begun, folder: Path) -> dict[str, str]:
    port = free_port()
    settings = {
        "SCEAU_RELAY_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "SCEAU_RELAY_BIND": f"127.0.0.1:{port}",
        "SCEAU_RELAY_DATABASE_URL": database,
        "SCEAU_RELAY_TOKEN_SECRET": secrets.token_hex(32),
        "SCEAU_RELAY_SOFTWARE_KEY": json.dumps(_OPERATOR.as_dict(private=False)),
        "SCEAU_RELAY_REGISTER_URL": register.values.public_url,
        "SCEAU_RELAY_REGISTER_ROOT": register.root_hash.hex(),
        "SCEAU_RELAY_REGISTER_CLIENT_ID": register.relay.client_id,
        "SCEAU_RELAY_REGISTER_CLIENT_KEY": json.dumps(register.relay.key.as_dict(private=True)),
        "SCEAU_RELAY_LEDGER_SEED": secrets.token_hex(32),
    }
    Service.start(("relay", "migrate"), Plan(), settings, folder / "relay.log").finish()
    return settings


class _Running:
    """Both services and the worker, for as long as enrolling takes."""

    def __init__(self, register: _Begun, relay: dict[str, str], folder: Path) -> None:
        self._register = register
        self._relay = relay
        self._code = register_commands.enrolment_new(register.values, finess=FINESS)
        # No proxy yet: the register listens at its public address itself.
        public = {**register.settings, "SCEAU_REGISTER_BIND": register.values.public_url.removeprefix("http://")}
        self._services = [
            Service.start(("register", "serve"), Plan(), public, folder / "register.log"),
            Service.start(("relay", "serve"), Plan(), relay, folder / "relay.log"),
        ]

    def __enter__(self) -> Self:
        register, relay = self._services
        register.wait_until_ready(self._register.values.public_url)
        relay.wait_until_ready(self._relay["SCEAU_RELAY_PUBLIC_URL"])
        self._services.append(Service.start(WORK, Plan(), self._relay, relay.log.with_name("worker.log")))
        return self

    def __exit__(self, *_: object) -> None:
        for service in self._services:
            service.kill()

    def enrol(self) -> Enrolled:
        kit, device_seed, key = Kit.new(), secrets.token_bytes(32), new_key()
        entries, log = first_entries(self._code, kit, public_key(device_seed), SOFTWARE)
        self._wait(lambda: self._relay_has("SELECT FROM enrolment"), "the enrolment at the relay")
        body = {"log": [entry.encode() for entry in entries], "jwk": json.dumps(key.as_dict(private=False))}
        client_id = self._register_pharmacy(body)
        self._wait(lambda: self._is_forwarded(entries, log), "the pharmacy's log at the register")
        pen = Pen(log.pharmacy, log.epoch.public_key, self._register.register_key(), device_seed)
        return Enrolled(log, pen, Credentials(client_id, key))

    def _register_pharmacy(self, body: Mapping[str, object]) -> str:
        url = self._relay["SCEAU_RELAY_PUBLIC_URL"]
        statement = issue_software_statement(
            _OPERATOR, domain=url.removeprefix("http://"), software=SOFTWARE, name="Logiciel inventé"
        )
        headers = {"Content-Type": "application/cbor", "Sceau-Software-Statement": statement}
        answer = httpx2.post(f"{url}/pharmacies", content=cbor.encode(body), headers=headers)
        assert answer.is_success, answer.text
        client_id: str = answer.json()["client_id"]
        return client_id

    def _is_forwarded(self, entries: list[SignedObject], log: PharmacyLog) -> bool:
        return (
            self._relay_has("SELECT FROM pharmacy_log WHERE forwarded_at IS NOT NULL") and log.seq == len(entries) - 1
        )

    def _relay_has(self, query: str) -> bool:
        with psycopg.connect(self._relay["SCEAU_RELAY_DATABASE_URL"]) as database:
            return database.execute(query.encode()).fetchone() is not None

    def _wait(self, look: Callable[[], bool], what: str) -> None:
        eventually(look, what + "\n" + "\n".join(service.log.read_text() for service in self._services))
