"""Relay and register begun on a day that never changes, with their pharmacies: made once, copied for every seed.

Identifiers are drawn from a fixed stream, and pharmacies sorted, so that every run finds its rows in the same order.
"""

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from unittest.mock import patch

import psycopg
from joserfc.jwk import ECKey
from tests.faults.simulation.chance import Chance
from tests.faults.simulation.clocks import BEGUN, OPENS, SkewedClock, Time
from tests.faults.simulation.letters import Letter, PharmacyKeys, seal_letters
from tests.integration.register.pharmacies import SOFTWARE

from sceau.assertion import new_key
from sceau.envelope import cbor, enrol
from sceau.envelope.access import Kit, enrolment_seed
from sceau.envelope.pharmacy_log import PharmacyLog
from sceau.envelope.signature import public_key
from sceau.envelope.signed import SignedObject
from sceau.envelope.statements import KeyRole, SoftwareState
from sceau.register import commands as register_commands
from sceau.register.configuration import RegisterSettings
from sceau.register.enrolments import read_enrolments
from sceau.register.keys.published import read_statements
from sceau.register.ledger import sequence_waiting
from sceau.register.months import month_of
from sceau.register.pharmacies.intake import take_entries
from sceau.register.register import Register
from sceau.relay.clients import registration
from sceau.relay.commands import import_statements, issue_software_statement, new_operator_key
from sceau.relay.configuration import RelaySettings
from sceau.relay.ledger import ledger_signer
from sceau.relay.maintenance import make_room
from sceau.relay.relay import Relay
from sceau.web import ledger_store
from sceau.web.embedded import EmbeddedPostgres

NO_POWER_CUTS: Final = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",  # rows stay where they are, at every run
    "jit": "off",
    "enable_hashjoin": "off",  # their order would follow random bytes
    "enable_hashagg": "off",
    "max_wal_size": "4GB",
}
_RELAY_SOFTWARE: Final = "made-up-relay"
_FINESS: Final = ("990000001", "990000002")
_SECRET: Final = "0" * 64
_AUDIT: Final = Path(__file__).with_name("audit.sql").read_bytes()


@dataclass(frozen=True, slots=True)
class Computer:
    """One of a pharmacy's: its client at the relay, and the letters it will send."""

    name: str
    client_id: str
    letters: tuple[Letter, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """The databases of these settings are templates: nobody is connected to them."""

    cluster: EmbeddedPostgres
    relay: RelaySettings
    register: RegisterSettings
    root_hash: bytes
    computers: tuple[Computer, ...]
    key: ECKey
    """Every computer's, and the relay's at the register: nobody here pretends to be another."""


@contextmanager
def begun(folder: Path) -> Iterator[Ground]:
    """The services' databases in a cluster that runs until the end."""
    with EmbeddedPostgres(folder / "cluster", NO_POWER_CUTS) as cluster, fixed_secrets(Chance(0)):
        yield _Beginning(cluster, folder).ground()


@contextmanager
def fixed_secrets(chance: Chance) -> Iterator[None]:
    """Identifiers from the stream, in this process, until the end. What HPKE draws for itself stays random."""
    with patch("secrets.token_bytes", chance.token_bytes):
        yield


class _Beginning:
    """What an operator of each does, in order."""

    def __init__(self, cluster: EmbeddedPostgres, folder: Path) -> None:
        self._cluster = cluster
        self._folder = folder
        self._time = Time(BEGUN)
        self._clock = SkewedClock(self._time)
        self._operator = new_operator_key()
        self._key = new_key()

    def ground(self) -> Ground:
        register, root_hash, client_id = self._begin_register()
        relay = self._begin_relay(root_hash, client_id)
        enrolled = [self._enrol(relay, register, finess) for finess in _FINESS]
        self._time.moment = OPENS
        register_key = self._finish_register(register)
        return Ground(
            cluster=self._cluster,
            relay=relay,
            register=register,
            root_hash=root_hash,
            computers=_computers(sorted(enrolled, key=lambda one: one.log.pharmacy), register_key),
            key=self._key,
        )

    def _begin_register(self) -> tuple[RegisterSettings, bytes, str]:
        """Its settings, the hash to pin, and the relay's client id there."""
        settings = {
            "public_url": "http://register.invalid",
            "database_url": self._cluster.create_database("register"),
            "token_secret": _SECRET,
            "keys_folder": str(self._folder / "keys"),
        }
        _migrate("register", settings)
        register = RegisterSettings.model_validate(settings)
        with patch.object(register_commands, "SystemClock", lambda: self._clock):
            root_hash = register_commands.keys_init(register, self._folder / "roots")
            register_commands.keys_signer(register, self._folder / "roots")
            register_commands.desk_new_officer(register, label="made-up officer")
            register_commands.keys_epoch(register)
            for software in (_RELAY_SOFTWARE, SOFTWARE):
                register_commands.software_set(
                    register, software_id=software, name=software, state=SoftwareState.ACTIVE
                )
            public = self._key.as_dict(private=False)
            client_id = register_commands.client_add(register, software_id=_RELAY_SOFTWARE, jwk=public)
        return register, bytes.fromhex(root_hash), client_id

    def _begin_relay(self, root_hash: bytes, client_id: str) -> RelaySettings:
        settings = {
            "public_url": "http://127.0.0.1",
            "database_url": self._cluster.create_database("relay"),
            "token_secret": _SECRET,
            "software_key": json.dumps(self._operator.as_dict(private=False)),
            "register_url": "http://register.invalid",
            "register_root": root_hash.hex(),
            "register_client_id": client_id,
            "register_client_key": json.dumps(self._key.as_dict(private=True)),
            "ledger_seed": secrets.token_bytes(32).hex(),
        }
        _migrate("relay", settings)
        relay = RelaySettings.model_validate(settings)
        with psycopg.connect(relay.database_url.get_secret_value()) as database:
            make_room(database, self._clock.now())
            ledger_store.open_ledger(database, ledger_signer(relay), self._clock.now())
            database.execute(_AUDIT)
        return relay

    def _enrol(self, relay: RelaySettings, register: RegisterSettings, finess: str) -> "_Enrolled":
        with patch.object(register_commands, "SystemClock", lambda: self._clock):
            code = register_commands.enrolment_new(register, finess=finess)
        with psycopg.connect(register.database_url.get_secret_value()) as database:
            import_statements(relay, read_statements(database), read_enrolments(database), self._clock)
        seeds = [secrets.token_bytes(32) for _ in range(2)]
        entries, log, kit = _first_entries(code, finess, public_key(seeds[0]), self._seconds())
        client_ids = [self._add_client(relay, entries)]
        second = public_key(seeds[1])
        entries.append(enrol.device_added(log, kit=kit, device=second, software=SOFTWARE, time=self._seconds()))
        client_ids.append(self._add_client(relay, entries))
        log.extend(entries[-1], enrolments={})
        self._take_log(register, entries)
        with psycopg.connect(relay.database_url.get_secret_value()) as database:
            database.execute("UPDATE pharmacy_log SET forwarded_at = %s", [self._clock.now()])
        return _Enrolled(log, tuple(seeds), tuple(client_ids))

    def _seconds(self) -> int:
        return int(self._clock.now().timestamp())

    def _add_client(self, settings: RelaySettings, entries: list[SignedObject]) -> str:
        relay = Relay.start(settings, self._clock, connections=1)
        statement = issue_software_statement(
            self._operator, domain=settings.domain, software=SOFTWARE, name="Logiciel inventé", clock=self._clock
        )
        key = json.dumps(new_key().as_dict(private=False))  # one each: a key is a client
        body = cbor.encode({"log": [entry.encode() for entry in entries], "jwk": key})
        with relay.pool:
            return registration.register(relay, statement=statement, body=body).client_id

    def _take_log(self, settings: RegisterSettings, entries: list[SignedObject]) -> None:
        register = Register.start(settings, self._clock)
        with register.pool, register.pool.connection() as database:
            statements = register.statements.current(database)
            encoded = [entry.encode() for entry in entries]
            taken = take_entries(database, encoded, logs=register.pharmacies, statements=statements)
            assert all("code" not in line for line in taken), taken

    def _finish_register(self, settings: RegisterSettings) -> bytes:
        """Everything has its place in the ledger, and there is room for this month; the epoch's public key."""
        register, now = Register.start(settings, self._clock), self._clock.now()
        with register.pool, register.pool.connection() as database:
            database.execute("SELECT open_month(%s)", [month_of(now)])
            statements = register.statements.current(database)
            sequence_waiting(database, register.seeds.ledger(statements, now), now)
            return statements.newest(KeyRole.REGISTER, int(now.timestamp())).pk


@dataclass(frozen=True, slots=True)
class _Enrolled:
    """A pharmacy with two computers: a device and a client each."""

    log: PharmacyLog
    device_seeds: tuple[bytes, ...]
    client_ids: tuple[str, ...]

    def keys(self, computer: int, register_key: bytes) -> PharmacyKeys:
        return PharmacyKeys(self.log, self.device_seeds[computer], register_key)


def _computers(enrolled: list[_Enrolled], register_key: bytes) -> tuple[Computer, ...]:
    """Two of the first pharmacy, which give some of their letters the same ids, and one of the second."""
    first, second = enrolled
    a = seal_letters(first.keys(0, register_key), "a")
    b = seal_letters(first.keys(1, register_key), "b", twins_of=a)
    c = seal_letters(second.keys(0, register_key), "c")
    return (
        Computer("a", first.client_ids[0], a),
        Computer("b", first.client_ids[1], b),
        Computer("c", second.client_ids[0], c),
    )


def _first_entries(code: str, finess: str, device: bytes, now: int) -> tuple[list[SignedObject], PharmacyLog, Kit]:
    kit, log, entries = Kit.new(), PharmacyLog(), list[SignedObject]()

    def add(entry: SignedObject) -> None:
        log.extend(entry, enrolments={public_key(enrolment_seed(code)): finess})
        entries.append(entry)

    add(enrol.genesis(code=code, kit=kit, finess=finess, name="Pharmacie d’essai", phone="0100000000", time=now))
    add(enrol.device_added(log, kit=kit, device=device, software=SOFTWARE, time=now))
    add(enrol.new_epoch(log, kit=kit, time=now))
    return entries, log, kit


def _migrate(service: str, settings: Mapping[str, str]) -> None:
    """In a process of its own: Django has one service's settings for life."""
    named = {f"SCEAU_{service}_{name}".upper(): value for name, value in settings.items()}
    environment = {**os.environ, **named, "DJANGO_SETTINGS_MODULE": f"sceau.{service}.settings"}
    subprocess.run([sys.executable, "-m", "django", "migrate", "-v0"], env=environment, check=True)
