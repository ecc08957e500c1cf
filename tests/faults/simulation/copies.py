"""A seed's own databases, copied from the ground's, and one connection to them for each process."""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from typing import Any, Final

import psycopg
from psycopg import sql
from tests.faults.simulation.databases import SteppingConnection, connect
from tests.faults.simulation.ground import Ground

from sceau.web.database import Database

DATABASE_OF: Final = {"relay": "relay", "worker 1": "relay", "worker 2": "relay", "register": "register"}
"""Process → the database that it works on."""
_NAMES: Final = {"relay": "seed_relay", "register": "seed_register"}


@dataclass(frozen=True, slots=True)
class Copies:
    """`connections` by process; `readers`, which nothing befalls, by service."""

    connections: dict[str, SteppingConnection]
    readers: dict[str, Database]

    def rows(self, service: str, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What a database holds."""
        return self.readers[service].execute(query.encode(), values or None, binary=True).fetchall()


@contextmanager
def copied(ground: Ground) -> Iterator[Copies]:
    """The copies, until the end."""
    with ExitStack() as stack:
        urls = {}
        for service, name in _NAMES.items():
            urls[service] = ground.cluster.create_database(name, template=service)
            stack.callback(_drop, ground, name)
        connections = {name: stack.enter_context(closing(connect(urls[of], name))) for name, of in DATABASE_OF.items()}
        readers = {of: stack.enter_context(psycopg.connect(url, autocommit=True)) for of, url in urls.items()}
        yield Copies(connections, readers)


def _drop(ground: Ground, name: str) -> None:
    with psycopg.connect(ground.cluster.url(), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
