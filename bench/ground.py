"""Relay and register, each on a PostgreSQL of its own, and what a measure may start of them.

The databases are begun once (`beginning.py`) and copied: a measure fills its copy as it likes. Services run while a
measure needs them and no longer, so that what is not measured takes no part of the cores.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx2
import psycopg
from psycopg import sql

from bench.sealing import Pharmacy
from bench.service import Service
from sceau.assertion import Credentials, token_request
from sceau.demo.processes import port_for, sceau
from sceau.web.embedded import EmbeddedPostgres

TEMPLATE: Final = "begun"
_PATIENCE_SECONDS: Final = 120.0
_DURABLE: Final = "SELECT id, extract(epoch FROM pg_xact_commit_timestamp(xmin))::float8 FROM acknowledgement"


@dataclass(frozen=True, slots=True)
class Running:
    """A service that listens on `port` of 127.0.0.1 and calls itself `url`; the connection string of its database."""

    url: str
    port: int
    database: str

    def token(self, credentials: Credentials, scope: str) -> str:
        """An access token, good for five minutes."""
        form = token_request(credentials, endpoint=f"{self.url}/token", scope=scope, now=time.time())
        answer = httpx2.post(f"http://127.0.0.1:{self.port}/token", data=form).raise_for_status()
        return str(answer.json()["access_token"])

    def execute(self, *statements: str) -> None:
        """Each statement in a transaction of its own."""
        with psycopg.connect(self.database, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.database) as connection:
            return connection.execute(query.encode(), binary=True).fetchall()


@dataclass(frozen=True, slots=True)
class Ground:
    """Two clusters with a database `TEMPLATE` each, the services' settings; who seals (`pharmacies`) and who sends."""

    folder: Path
    relay_cluster: EmbeddedPostgres
    register_cluster: EmbeddedPostgres
    relay_settings: Mapping[str, str]
    register_settings: Mapping[str, str]
    relay_credentials: Credentials
    pharmacies: tuple[Pharmacy, ...] = ()
    credentials: tuple[Credentials, ...] = ()

    @contextmanager
    def register(self, name: str) -> Iterator[Running]:
        """The register's web server on the database `name`: the template, or a copy of it, dropped afterwards."""
        with self._serving("register", self.register_settings, self.register_cluster, name) as running:
            yield running

    @contextmanager
    def relay(self, name: str) -> Iterator[Running]:
        """The relay's web server, in the same way."""
        with self._serving("relay", self.relay_settings, self.relay_cluster, name) as running:
            yield running

    @contextmanager
    def worker(self, relay: Running) -> Iterator[Service]:
        """The relay's worker on the database of `relay`."""
        with self._process(("relay", "work"), {**self.relay_settings, "database_url": relay.database}) as service:
            yield service

    @contextmanager
    def counter(self, register: Running) -> Iterator[Service]:
        """The register's counter."""
        with self._process(("register", "count"), {**self.register_settings, "database_url": register.database}) as one:
            yield one

    @contextmanager
    def _serving(
        self, service: str, settings: Mapping[str, str], cluster: EmbeddedPostgres, name: str
    ) -> Iterator[Running]:
        """Where its address says; a second one beside it on another port, with the same name for itself."""
        port = port_for(int(settings["public_url"].rpartition(":")[2]))
        with _copied(cluster, name) as database:
            own = {**settings, "bind": f"127.0.0.1:{port}", "database_url": database}
            with self._process((service, "serve"), own, ready=f"http://127.0.0.1:{port}/ready"):
                yield Running(settings["public_url"], port, database)

    @contextmanager
    def _process(self, words: tuple[str, str], settings: Mapping[str, str], *, ready: str = "") -> Iterator[Service]:
        log = self.folder / f"{'-'.join(words)}.log"
        with Service.start(sceau(*words), environment(words[0], settings), log, ready=ready) as service:
            yield service


@contextmanager
def _copied(cluster: EmbeddedPostgres, name: str) -> Iterator[str]:
    """The disk holds what one measure stored, not what all of them did."""
    if name == TEMPLATE:
        yield cluster.url(name)
        return
    yield cluster.create_database(name, template=TEMPLATE)
    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def acknowledged_at(relay: Running) -> dict[bytes, float]:
    """By envelope id, when its acknowledgement was durable at the relay, in seconds since 1970."""
    return dict(relay.rows(_DURABLE))


def environment(service: str, settings: Mapping[str, str]) -> dict[str, str]:
    """Settings as a service's environment."""
    return {f"SCEAU_{service}_{name}".upper(): value for name, value in settings.items()}


def emptied(running: Running, tables: Sequence[str]) -> None:
    """Empty tables between rounds, and leave PostgreSQL nothing of the last round to write."""
    running.execute(f"TRUNCATE {', '.join(tables)}", "CHECKPOINT")


def wait_until(holds: Callable[[], bool], what: str, *, seconds: float = _PATIENCE_SECONDS) -> None:
    ends = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > ends:
            raise RuntimeError(f"waited in vain for {what}")
        time.sleep(0.05)
