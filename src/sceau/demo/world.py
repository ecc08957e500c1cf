"""Everything at once: databases, register, relay, worker, counter, and an enrolled pharmacy.

What an operator does over days with separate people and machines is done here in a row, by the same functions.
"""

import json
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from joserfc.jwk import ECKey

from sceau.assertion import new_key
from sceau.client.enrolment import Request, enrol
from sceau.client.http import Connection
from sceau.client.installation import Installation
from sceau.client.relay import published_statements
from sceau.demo import openid
from sceau.demo.notices import Catcher, publish_notifier_key, start_catcher, start_notifier
from sceau.demo.processes import DemoError, Processes, end_of, inherited, port_for, sceau
from sceau.demo.shops import RPPS, Opening, open_shop
from sceau.demo.witnesses import Watcher, asked, watchers
from sceau.envelope.access import Kit
from sceau.envelope.statements import SoftwareState
from sceau.register import commands as register_commands
from sceau.register.configuration import RegisterSettings
from sceau.relay import commands as relay_commands
from sceau.relay.configuration import RelaySettings
from sceau.relay.ledger import ledger_signer
from sceau.relay.operators import commands as operator_commands
from sceau.web.embedded import EmbeddedPostgres

RELAY_PORT, REGISTER_PORT, LIVE_PORT, MAIL_PORT = 8400, 8401, 8402, 8403
SOFTWARE, RELAY_SOFTWARE, COUNTER_SOFTWARE = "sceau-demo", "sceau-demo-relay", "sceau-counter"
_SOFTWARE = ((SOFTWARE, "Sceau demo"), (RELAY_SOFTWARE, "Sceau demo relay"), (COUNTER_SOFTWARE, "Sceau counter"))
OPERATOR = "exploitant@relais.example"
_KEYS_SECONDS = 30.0
FINESS = "750000000"  # a number that no pharmacy has
NewCluster = Callable[[Path], EmbeddedPostgres]


@dataclass(frozen=True, slots=True)
class World:
    """What is running. `kit` is the demo pharmacy's member's, `officer` the register's officer's, both texts.

    `catcher` has the mail and SMS that would have gone out.
    """

    folder: Path
    relay: str
    register: str
    installation: Installation
    kit: str
    officer: str
    processes: Processes
    catcher: Catcher
    relay_settings: RelaySettings
    register_settings: RegisterSettings
    witnesses: tuple[Watcher, ...]

    def open_shop(self, finess: str, *, name: str, titular: str) -> Opening:
        """A pharmacy signs up and is approved: the link for its titular pharmacist, and the register's code."""
        return open_shop(self.relay_settings, self.register_settings, finess=finess, name=name, titular=titular)

    def invite_operator(self) -> str:
        """A link to the operator's page."""
        return operator_commands.invite(self.relay_settings, OPERATOR).link


@dataclass(frozen=True, slots=True)
class _Ground:
    """Where things are put, what stops them."""

    folder: Path
    stack: ExitStack
    processes: Processes
    cluster: NewCluster


@dataclass(frozen=True, slots=True)
class _Register:
    settings: RegisterSettings
    url: str
    root: str
    officer: str
    client_id: str
    client_key: ECKey
    enrolment_code: str


@contextmanager
def running(*, usual_ports: bool, witnesses: int = 0, cluster: NewCluster = EmbeddedPostgres) -> Iterator[World]:
    """Start it all, and stop it all. `usual_ports` takes 8400 and 8401 where they are free.

    `cluster` makes each database in a folder of its own.
    """
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="sceau-demo-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        folder.chmod(0o711)  # PostgreSQL, which is not root, passes through to its data
        processes = stack.enter_context(Processes(folder))
        ground = _Ground(folder, stack, processes, cluster)
        watching = watchers(witnesses)
        register = _start_register(ground, port_for(REGISTER_PORT if usual_ports else 0), watching)
        publish_notifier_key(processes, register.settings)
        operator = relay_commands.new_operator_key()
        relay_port = port_for(RELAY_PORT if usual_ports else 0)
        catcher = start_catcher(processes, port=port_for(MAIL_PORT if usual_ports else 0))
        ports = relay_port, port_for(LIVE_PORT if usual_ports else 0)
        relay = _start_relay(ground, register, operator, ports, catcher=catcher, watching=watching)
        ledgers = [*register_commands.keys_ledger(register.settings), str(ledger_signer(relay).verifier)]
        for witness in watching:
            witness.start(processes, folder, ledgers)
        start_notifier(processes, catcher, relay=relay)
        kit = Kit.new()
        installation = _enrol(folder, relay.public_url, register, operator, kit)
        _wait_for_log(relay.database_url.get_secret_value())
        yield World(
            folder=folder,
            relay=relay.public_url,
            register=register.url,
            installation=installation,
            kit=kit.text,
            officer=register.officer,
            processes=processes,
            catcher=catcher,
            relay_settings=relay,
            register_settings=register.settings,
            witnesses=watching,
        )


def _start_register(ground: _Ground, port: int, watching: Sequence[Watcher]) -> _Register:
    url = f"http://localhost:{port}"
    values = {
        "public_url": url,
        "bind": f"127.0.0.1:{port}",
        "database_url": _database(ground, "register-data"),
        "token_secret": secrets.token_hex(32),
        "keys_folder": str(ground.folder / "register-keys"),
        "metrics_port": str(port_for(0)),
        **asked(watching),
    }
    environment = {f"SCEAU_REGISTER_{name}".upper(): value for name, value in values.items()}
    _run("register", "migrate", environment=environment)
    settings = RegisterSettings(**values)  # type: ignore[arg-type]  # pydantic turns texts into what it needs
    register = _prepare_register(settings, ground.folder, url)
    ground.processes.start("register", "serve", environment=environment, health=f"{url}/ready")
    ground.processes.start("register", "count", environment=environment)
    if watching:
        ground.processes.start("register", "cosign", environment=environment)
    return register


def _prepare_register(settings: RegisterSettings, folder: Path, url: str) -> _Register:
    """Keys, an officer, what may send, a code for the pharmacy: the order is that of `sceau.register.commands`."""
    roots = folder / "register-roots"
    root = register_commands.keys_init(settings, roots)
    register_commands.keys_signer(settings, roots)
    officer = register_commands.desk_new_officer(settings, label="Demo officer")
    register_commands.keys_epoch(settings)
    for software, name in _SOFTWARE:
        register_commands.software_set(settings, software_id=software, name=name, state=SoftwareState.ACTIVE)
    key = new_key()
    client_id = register_commands.client_add(settings, software_id=RELAY_SOFTWARE, jwk=key.as_dict(private=False))
    code = register_commands.enrolment_new(settings, finess=FINESS)
    return _Register(settings, url, root, officer, client_id, key, code)


def _start_relay(
    ground: _Ground,
    register: _Register,
    operator: ECKey,
    ports: tuple[int, int],
    *,
    catcher: Catcher,
    watching: Sequence[Watcher],
) -> RelaySettings:
    port, live_port = ports
    url = f"http://localhost:{port}"
    web = {
        "public_url": url,
        "bind": f"127.0.0.1:{port}",
        "live_url": f"http://localhost:{live_port}/counter/live",
        "live_bind": f"127.0.0.1:{live_port}",
        "demo": "true",
        "smtp_url": catcher.smtp_url,
        "database_url": _database(ground, "relay-data"),
        **_sign_in(ground, url),
        "token_secret": secrets.token_hex(32),
        "software_key": json.dumps(operator.as_dict(private=False)),
        "register_url": register.url,
        "register_root": register.root,
    }
    only_worker = {
        "register_client_id": register.client_id,
        "register_client_key": json.dumps(register.client_key.as_dict(private=True)),
        "ledger_seed": secrets.token_hex(32),
        **asked(watching),
    }
    web_environment = {f"SCEAU_RELAY_{name}".upper(): value for name, value in web.items()}
    web_environment["SCEAU_RELAY_METRICS_PORT"] = str(port_for(0))
    worker_environment = {f"SCEAU_RELAY_{name}".upper(): value for name, value in {**web, **only_worker}.items()}
    _run("relay", "migrate", environment=worker_environment)
    ground.processes.start("relay", "work", environment=worker_environment, health=f"{register.url}/health")
    ground.processes.start("relay", "serve", environment=web_environment, health=f"{url}/ready")
    ground.processes.start("relay", "live", environment=web_environment, health=web["live_url"])
    ground.processes.start("relay", "watch", environment={**web_environment, **_watching(ground)})
    with Connection(url) as connection:
        _wait_for_keys(connection, ground.folder / "relay-work.log")
    return RelaySettings.model_validate({**web, **only_worker})


def _sign_in(ground: _Ground, url: str) -> Mapping[str, str]:
    """Settings of Pro Santé Connect's stand-in, where Node is there to run it; else passkeys alone."""
    if not openid.can_start():
        return {}
    people = [openid.Professional("Paule Didot", RPPS), openid.Professional("Inconnu Duregistre", "07655473259")]
    return ground.stack.enter_context(openid.openid_provider(url, people)).settings


def _watching(ground: _Ground) -> Mapping[str, str]:
    """Settings of the watching process: its mail goes where all mail of the demo goes, its page into the folder."""
    settings = {"operator_email": OPERATOR, "status_folder": str(ground.folder / "status"), "metrics_port": "0"}
    return {f"SCEAU_RELAY_{name}".upper(): value for name, value in settings.items()}


def _wait_for_keys(connection: Connection, log: Path) -> None:
    """The worker brings the register's keys to the relay soon after it starts."""
    ends = time.monotonic() + _KEYS_SECONDS
    while not published_statements(connection):
        if time.monotonic() > ends:
            raise DemoError(f"the relay's worker did not bring the register's keys: {end_of(log)}")
        time.sleep(0.05)


def _wait_for_log(database: str) -> None:
    """The worker passes the pharmacy's log on; until then the register defers what its device sends."""
    ends = time.monotonic() + _KEYS_SECONDS
    with psycopg.connect(database, autocommit=True) as connection:
        while connection.execute("SELECT FROM pharmacy_log WHERE forwarded_at IS NULL").fetchone() is not None:
            if time.monotonic() > ends:
                raise DemoError("the relay's worker did not pass the pharmacy's log on")
            time.sleep(0.05)


def _enrol(folder: Path, relay: str, register: _Register, operator: ECKey, kit: Kit) -> Installation:
    domain = relay.partition("://")[2]
    statement = relay_commands.issue_software_statement(operator, domain=domain, software=SOFTWARE, name="Sceau demo")
    request = Request(
        code=register.enrolment_code,
        root=register.root,
        finess=FINESS,
        name="Pharmacie de démonstration",
        phone="0100000000",
        statement=statement,
    )
    with Connection(relay) as connection:
        return enrol(folder / "pharmacy", request, connection=connection, kit=kit)


def _database(ground: _Ground, name: str) -> str:
    cluster = ground.stack.enter_context(ground.cluster(ground.folder / name))
    ground.processes.guard(cluster.pid)
    return cluster.create_database("sceau")


def _run(*words: str, environment: dict[str, str]) -> None:
    """A command that ends, as an operator runs it."""
    done = subprocess.run(  # noqa: S603 - our own
        sceau(*words), env=inherited(environment), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise DemoError(f"sceau {' '.join(words)} failed: {done.stderr[-2000:]}")
