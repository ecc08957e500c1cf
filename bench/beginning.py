"""How the ground is made: what operators, an officer and pharmacies do once, by the product's own commands."""

import json
import secrets
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import psycopg
from joserfc.jwk import ECKey

from bench.ground import TEMPLATE, Ground, environment, wait_until
from bench.scale import PHARMACIES
from bench.sealing import Pharmacy
from bench.service import run
from sceau.assertion import Credentials, new_key
from sceau.client.enrolment import Request, enrol
from sceau.client.http import Connection
from sceau.client.installation import KEY, Installation
from sceau.client.relay import published_statements
from sceau.client.sealing import Sealing
from sceau.demo.processes import port_for, sceau
from sceau.envelope.access import Kit
from sceau.envelope.hpke import kem_public_key
from sceau.envelope.statements import DAY, DESTROY_AFTER, KeyRole, Kind, SoftwareState
from sceau.register import commands as register_commands
from sceau.register.configuration import RegisterSettings
from sceau.register.keys.root import publish_signed
from sceau.relay import commands as relay_commands
from sceau.web.embedded import EmbeddedPostgres
from sceau.web.key_folder import KeyFolder

POSTGRES: Final = {
    "shared_buffers": "1GB",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "15min",
    "track_commit_timestamp": "on",  # says when an acknowledgement was durable
}
"""Sizes as an operator sets them; whatever concerns durability is the server's default."""
_SOFTWARE, _RELAY_SOFTWARE = "made-up-software", "made-up-relay"


@dataclass(frozen=True, slots=True)
class _Register:
    settings: RegisterSettings
    root: str
    relay: Credentials


@contextmanager
def begun(folder: Path) -> Iterator[Ground]:
    """Everything set up, nothing running but the databases."""
    folder.chmod(0o711)  # PostgreSQL, which is not root, passes through to its data
    with ExitStack() as stack:
        names = ("relay-data", "register-data")
        relay, register = (stack.enter_context(EmbeddedPostgres(folder / name, POSTGRES)) for name in names)
        operator = relay_commands.new_operator_key()
        known = _begin_register(register, folder)
        settings = _begin_relay(relay, known, operator)
        own = known.settings
        register_settings = {
            "public_url": own.public_url,
            "database_url": own.database_url.get_secret_value(),
            "token_secret": own.token_secret.get_secret_value(),
            "keys_folder": str(own.keys_folder),
        }
        ground = Ground(folder, relay, register, settings, register_settings, known.relay)
        yield _enrolled(ground, known, operator)


def _begin_register(cluster: EmbeddedPostgres, folder: Path) -> _Register:
    values = {
        "public_url": f"http://127.0.0.1:{port_for(0)}",
        "database_url": cluster.create_database(TEMPLATE),
        "token_secret": secrets.token_hex(32),
        "keys_folder": str(folder / "keys"),
    }
    run(sceau("register", "migrate"), environment("register", values))
    settings = RegisterSettings.model_validate(values)
    root = register_commands.keys_init(settings, folder / "roots")
    register_commands.keys_signer(settings, folder / "roots")
    register_commands.desk_new_officer(settings, label="made-up officer")
    register_commands.keys_epoch(settings)
    for software in (_SOFTWARE, _RELAY_SOFTWARE):
        register_commands.software_set(settings, software_id=software, name=software, state=SoftwareState.ACTIVE)
    key = new_key()
    client = register_commands.client_add(settings, software_id=_RELAY_SOFTWARE, jwk=key.as_dict(private=False))
    return _Register(settings, root, Credentials(client, key))


def _begin_relay(cluster: EmbeddedPostgres, register: _Register, operator: ECKey) -> dict[str, str]:
    settings = {
        "public_url": f"http://127.0.0.1:{port_for(0)}",
        "database_url": cluster.create_database(TEMPLATE),
        "token_secret": secrets.token_hex(32),
        "software_key": json.dumps(operator.as_dict(private=False)),
        "register_url": register.settings.public_url,
        "register_root": register.root,
        "register_client_id": register.relay.client_id,
        "register_client_key": json.dumps(register.relay.key.as_dict(private=True)),
        "ledger_seed": secrets.token_hex(32),
    }
    run(sceau("relay", "migrate"), environment("relay", settings))
    return settings


def _enrolled(ground: Ground, register: _Register, operator: ECKey) -> Ground:
    """Enrol the pharmacies through services on the templates themselves, and let their logs reach the register."""
    notifier = _publish_notifier_key(register.settings)
    finesses = [f"99{number:07}" for number in range(PHARMACIES)]
    domain = ground.relay_settings["public_url"].partition("://")[2]
    statement = relay_commands.issue_software_statement(
        operator, domain=domain, software=_SOFTWARE, name="Logiciel inventé"
    )
    codes = {finess: register_commands.enrolment_new(register.settings, finess=finess) for finess in finesses}
    with ground.register(TEMPLATE), ground.relay(TEMPLATE) as relay, ground.worker(relay):
        with Connection(relay.url) as connection:
            wait_until(lambda: bool(published_statements(connection)), "the register's keys at the relay")
            requests = [_request(finess, code, register.root, statement) for finess, code in codes.items()]
            homes = [
                enrol(ground.folder / one.finess, one, connection=connection, kit=Kit.new()).home for one in requests
            ]
        waiting = "SELECT FROM pharmacy_log WHERE forwarded_at IS NULL LIMIT 1"
        wait_until(lambda: not relay.rows(waiting), "the pharmacies' logs at the register")
    return replace(
        ground,
        pharmacies=tuple(_pharmacy(home, notifier) for home in homes),
        credentials=tuple(_credentials(home) for home in homes),
    )


def _publish_notifier_key(settings: RegisterSettings) -> bytes:
    """Of a notifier that does not run here: its copies are sealed and carried all the same."""
    now, public = int(time.time()), kem_public_key(secrets.token_bytes(32))
    end = now + 30 * DAY
    life = {"not_before": now - DAY, "not_after": end, "destroy_after": end + DESTROY_AFTER}
    with psycopg.connect(settings.database_url.get_secret_value()) as database:
        fields = {"role": KeyRole.NOTIFIER.value, "pk": public, **life}
        publish_signed(database, KeyFolder(settings.keys_folder), Kind.KEY, fields, now=datetime.now(UTC))
    return public


def _request(finess: str, code: str, root: str, statement: str) -> Request:
    return Request(
        code=code, root=root, finess=finess, name="Pharmacie inventée", phone="0100000000", statement=statement
    )


def _pharmacy(home: Path, notifier: bytes) -> Pharmacy:
    sealing = Sealing.of(Installation(home), now=time.time())
    return Pharmacy(sealing.sender, replace(sealing.readers, notifier=notifier), home / "sealed")


def _credentials(home: Path) -> Credentials:
    key = ECKey.import_key(json.loads((home / KEY).read_text(encoding="utf-8")))
    return Credentials(Installation(home).profile.client_id, key)
