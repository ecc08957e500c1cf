"""Connections whose statements and commits are steps, and a pool of one of them.

Each statement has a step before and after it, each commit too: a process that dies before the commit leaves nothing,
one that dies after it has left everything and told nobody.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, cast

import psycopg
from psycopg import OperationalError
from tests.faults.simulation.process import Process

from sceau.web.database import Pool

Row = tuple[Any, ...]


class SteppingCursor(psycopg.Cursor[Row]):
    def execute(self, *given: Any, **named: Any) -> "SteppingCursor":  # noqa: ANN401 (whatever psycopg takes)
        with _steps(self.connection, "a statement"):
            super().execute(*given, **named)
        return self

    def executemany(self, *given: Any, **named: Any) -> None:  # noqa: ANN401 (the same)
        with _steps(self.connection, "statements"):
            super().executemany(*given, **named)

    @contextmanager
    def copy(self, *given: Any, **named: Any) -> Iterator[psycopg.Copy]:  # noqa: ANN401 (the same)
        with _steps(self.connection, "a copy"), super().copy(*given, **named) as copy:
            yield copy


class SteppingConnection(psycopg.Connection[Row]):
    """`process` is whoever uses it now: a new life of a process takes over its connection, rolled back."""

    process: Process
    is_lost: bool

    def commit(self) -> None:
        with _steps(self, "a commit"):
            super().commit()

    @contextmanager
    def transaction(self, *given: Any, **named: Any) -> Iterator[psycopg.Transaction]:  # noqa: ANN401 (the same)
        with super().transaction(*given, **named) as transaction:
            yield transaction
            _step(self, "before a commit")
        _step(self, "after a commit")


def connect(url: str, name: str) -> SteppingConnection:
    """A connection that the server knows by `name`; nobody uses it yet."""
    connection = SteppingConnection.connect(url, prepare_threshold=1, application_name=name)
    connection.cursor_factory = SteppingCursor
    connection.is_lost = False
    return connection


class SteppingPool:
    """What the product is given for a pool: one connection, never taken twice at once."""

    def __init__(self, connection: SteppingConnection, process: Process) -> None:
        self._connection = connection
        self._process = process

    @contextmanager
    def connection(self) -> Iterator[SteppingConnection]:
        """Commits at the end, rolls back when an exception leaves it, as the product's pool does."""
        self._process.waits_for_a_connection()
        self._process.step("a connection taken")
        connection = self._connection
        connection.process = self._process
        try:
            yield connection
            connection.commit()
        finally:
            with suppress(psycopg.Error):
                connection.rollback()
            connection.is_lost = False


def as_pool(pool: SteppingPool) -> Pool:
    return cast("Pool", pool)


@contextmanager
def _steps(connection: psycopg.Connection[Any], what: str) -> Iterator[None]:
    _step(connection, f"before {what}")
    yield
    _step(connection, f"after {what}")


def _step(connection: psycopg.Connection[Any], where: str) -> None:
    ours = cast("SteppingConnection", connection)
    if ours.is_lost:
        raise OperationalError("the connection was lost")
    try:
        ours.process.step(where, in_database=True)
    except OperationalError:
        ours.is_lost = True
        raise
