"""One run: databases of its own, a proxy before the register, and the processes that a test starts and breaks."""

import json
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Self, TypeVar

import httpx2
import psycopg
from joserfc.jwk import ECKey
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from tests.faults.fault import Constant, Fault, Plan
from tests.faults.ground import TEMPLATE, WORK, Cluster, Ground
from tests.faults.pharmacy import Client, Letter, Notebook
from tests.faults.proxy import Proxy
from tests.faults.service import DEADLINE_SECONDS, Service, eventually

from sceau.assertion import Credentials
from sceau.envelope import cbor
from sceau.envelope.acknowledgement import parse_acknowledgement
from sceau.envelope.wire import Delivery, parse_envelope
from sceau.relay.delivery.answers import ANSWER_LIMIT
from sceau.relay.delivery.register import Register
from sceau.web.clock import SystemClock
from sceau.web.embedded import EmbeddedPostgres

QUICK: Final = (
    Constant("sceau.relay.delivery.schedule:STEPS", (0.1, 0.1, 0.1, 0.1, 0.1)),
    Constant("sceau.relay.delivery.worker:OUTAGE", 0.1),
    Constant("sceau.relay.delivery.breaker:FIRST", 0.1),
    Constant("sceau.relay.delivery.breaker:LONGEST", 0.2),
)
"""A schedule that a test can wait for."""
Front = TypeVar("Front")
SHORT_LEASE: Final = Constant("sceau.relay.delivery.lease:LEASE", 1.0)
_MOST_AT_ONCE: Final = 500
"""A body of so many letters is well below what the relay takes."""
NO_CHORES: Final = Constant("sceau.relay.delivery.worker:CHORES", ())
"""For a worker that will be stopped: it must hold nothing then but its lease."""


@dataclass(slots=True)
class World:
    """`source` is the folder of a copy's packages, when a copy is run instead of the product."""

    ground: Ground
    folder: Path
    source: Path | None = None
    notebook: Notebook = field(default_factory=Notebook)
    relay_database: str = ""
    register_database: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)
    """Environment of the processes started from now on, besides their settings."""
    _stack: ExitStack = field(default_factory=ExitStack)
    _front: ExitStack = field(default_factory=ExitStack)
    _count: int = 0
    _sealed: int = 0

    def __enter__(self) -> Self:
        self.relay_database = self._copy(self.ground.relay_cluster)
        self.register_database = self._copy(self.ground.register_cluster)
        self._stack.enter_context(self._front)
        self.proxy = self.stand_before_the_register(Proxy)
        self.client = Client(self.ground.relay_url, self.ground.enrolled.credentials, self.notebook)
        self._stack.callback(self.client.close)
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    proxy: Proxy = field(init=False)
    client: Client = field(init=False)

    def start_all(self) -> None:
        """Register, relay and worker, unbroken."""
        self.start_register()
        self.start_relay()
        self.start_worker()

    def stand_before_the_register(self, front: Callable[[int, int], AbstractContextManager[Front]]) -> Front:
        """Put `front`, made of its port and the register's, where the relay finds the register; the one before ends."""
        self._front.close()
        port = int(self.ground.register_url.rpartition(":")[2])
        return self._front.enter_context(front(port, self.ground.register_port))

    @contextmanager
    def register_away(self) -> Iterator[None]:
        """Meanwhile nobody listens where the relay finds the register."""
        self._front.close()
        yield
        self.proxy = self.stand_before_the_register(Proxy)

    def start_relay(self, *faults: Fault, port: int | None = None) -> Service:
        """The relay's web server, one process, ready. The one before must be dead.

        With `port`, it listens there: what pharmacies reach is then up to the test.
        """
        settings = {**self.ground.relay_settings, "SCEAU_RELAY_PROCESSES": "1", "SCEAU_RELAY_THREADS": "8"}
        if port is not None:
            settings["SCEAU_RELAY_BIND"] = f"127.0.0.1:{port}"
        relay = self._start(("relay", "serve"), Plan(faults), settings)
        relay.wait_until_ready(f"http://{settings['SCEAU_RELAY_BIND']}")
        return relay

    def start_register(self, *faults: Fault, public_url: str = "") -> Service:
        """The register's web server, one process, ready; with `public_url`, that is where it believes to be reached."""
        settings = {**self.ground.register_settings, "SCEAU_REGISTER_PROCESSES": "1"}
        settings |= {"SCEAU_REGISTER_PUBLIC_URL": public_url} if public_url else {}
        register = self._start(("register", "serve"), Plan(faults), settings)
        register.wait_until_ready(f"http://127.0.0.1:{self.ground.register_port}")
        return register

    def start_worker(
        self,
        *faults: Fault,
        constants: Sequence[Constant] = (),
        register_url: str | None = None,
        register_ca: Path | None = None,
    ) -> Service:
        """A worker, that finds the register at `register_url` when it is given another, and trusts `register_ca`."""
        settings = self.ground.relay_settings | ({"SCEAU_RELAY_REGISTER_URL": register_url} if register_url else {})
        settings |= {"SCEAU_RELAY_REGISTER_CA": str(register_ca)} if register_ca else {}
        return self._start(WORK, Plan(faults, (*QUICK, *constants)), settings)

    def seal(self, count: int) -> list[Letter]:
        """Letters that this world has not seen."""
        self._sealed += count
        return self.ground.pool.take(count, after=self._sealed - count)

    def send_until_taken(self, letters: Sequence[Letter]) -> None:
        """As a pharmacy does: what was not answered goes again, the same bytes, until it is."""
        for start in range(0, len(letters), _MOST_AT_ONCE):
            part = letters[start : start + _MOST_AT_ONCE]
            eventually(lambda part=part: self._send_missing(part), "a 2xx for every letter")  # type: ignore[misc]

    def relay_returns_from(self, backup: EmbeddedPostgres) -> None:
        """What the relay has from now on is what a backup of its cluster has; its processes must be dead."""
        self._stack.enter_context(backup)
        self.relay_database = backup.url(str(conninfo_to_dict(self.relay_database)["dbname"]))

    def deliver_past_the_relay(self, *letters: Letter) -> list[str]:
        """Bring letters to the register with the relay's credentials; the statuses that the register signs."""
        settings, url = self.ground.relay_settings, self.ground.register_url
        key = ECKey.import_key(json.loads(settings["SCEAU_RELAY_REGISTER_CLIENT_KEY"]))
        credentials = Credentials(settings["SCEAU_RELAY_REGISTER_CLIENT_ID"], key)
        register = Register(url, credentials, SystemClock())
        envelopes = [parse_envelope(letter.envelope) for letter in letters]
        deliveries = [Delivery(one.header_bytes, one.signature, one.copies[0]) for one in envelopes]
        _, *answers = register.intake([one.encode() for one in deliveries])
        register.close()
        said: list[Any] = [cbor.decode(answer, limit=ANSWER_LIMIT) for answer in answers]
        return [parse_acknowledgement(fields["ack"]).status for fields in said]

    def settle(self, *, seconds: float = DEADLINE_SECONDS) -> None:
        """Wait until nothing waits for delivery, nor for its place in the relay's ledger."""
        waiting = "SELECT (SELECT count(*) FROM outbox WHERE state = 'pending') + (SELECT count(*) FROM leaf_queue)"
        eventually(lambda: self.relay_rows(waiting) == [(0,)], "an empty outbox", seconds=seconds)

    def relay_rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        return _rows(self.relay_database, query, values)

    def register_rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        return _rows(self.register_database, query, values)

    def _send_missing(self, letters: Sequence[Letter]) -> bool:
        missing = self.notebook.missing(letters)
        if missing:
            try:
                self.client.send(missing)
            except httpx2.HTTPError:  # cut, or no token to be had
                return False
        return not self.notebook.missing(letters)

    def _start(self, command: tuple[str, ...], plan: Plan, settings: dict[str, str]) -> Service:
        self._count += 1
        databases = {
            "SCEAU_RELAY_DATABASE_URL": self.relay_database,
            "SCEAU_REGISTER_DATABASE_URL": self.register_database,
        }
        own = {name: databases.get(name, value) for name, value in settings.items()}
        log = self.folder / f"{self._count}-{command[0]}-{command[1]}.log"
        service = Service.start(command, plan, {**own, **self.variables}, log, source=self.source)
        self._stack.callback(service.kill)
        return service

    def _copy(self, cluster: Cluster) -> str:
        url = cluster.create_database(f"world_{secrets.token_hex(8)}", template=TEMPLATE)
        self._stack.callback(_drop, cluster, url)
        return url


def _rows(database: str, query: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
    with psycopg.connect(database) as connection:
        return connection.execute(query.encode(), values or None, binary=True).fetchall()


def _drop(cluster: Cluster, url: str) -> None:
    name = str(conninfo_to_dict(url)["dbname"])
    with suppress(psycopg.OperationalError), psycopg.connect(cluster.url(), autocommit=True) as connection:
        # A cluster that a fault has left away takes its databases with it.
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
