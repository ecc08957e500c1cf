"""Connections to PostgreSQL: one pool a process, statements bound by the server.

Durability is the server's default (`synchronous_commit` on, `fsync` on) and nothing here weakens it. The URL may name
several hosts (libpq's `target_session_attrs=read-write`): a pool finds whichever of them takes writes. A host that
vanished without a word is given up within half a minute: the system alone would wait for it for two hours.
"""

from datetime import timedelta
from typing import Any, Final

from psycopg import Connection
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg_pool import ConnectionPool

Database = Connection[tuple[Any, ...]]
Pool = ConnectionPool[Database]
IDLE_IN_TRANSACTION = timedelta(minutes=1)
"""After which the server ends a transaction that asks nothing of it: a process stopped in one keeps no row locked."""
_GIVE_UP_SECONDS = 5.0
"""After which a lost connection is no longer tried again in ever longer pauses; the next request tries at once."""
_VANISHED: Final = {
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "25000",
}
"""Seconds until what was asked counts as lost, milliseconds for what was sent. What the URL says of it holds."""


def giving_up_the_vanished(url: str) -> str:
    """A connection string for `url`; over a socket of this machine it changes nothing."""
    return make_conninfo("", **(_VANISHED | conninfo_to_dict(url)))


def open_pool(url: str, *, size: int, timeout_seconds: float = 10) -> Pool:
    """A pool of at most `size` connections to `url`, opened in this process: never share one across a fork.

    Waiting longer than `timeout_seconds` for a connection raises `psycopg_pool.PoolTimeout`.
    """
    return ConnectionPool(
        giving_up_the_vanished(url),
        min_size=1,
        max_size=size,
        timeout=timeout_seconds,
        reconnect_timeout=_GIVE_UP_SECONDS,
        connection_class=Connection[tuple[Any, ...]],
        kwargs={"prepare_threshold": 1},  # the hot path has few statements, sent for ever: plan them at once
        configure=_configure,
        open=True,
    )


def await_earlier_commits(database: Database) -> None:
    """Call before answering by what was only read: this transaction's commit then waits until all that is durable too.

    A row may be visible before a synchronous standby has it, when the connection that wrote it was ended while it
    waited. A transaction that writes nothing to the log waits for nobody; this writes one empty message, after all it
    has seen (PostgreSQL's `RecordTransactionCommit`: a number alone, without a record, would not wait).
    """
    database.execute("SELECT pg_logical_emit_message(true, 'sceau', '')")


def _configure(connection: Database) -> None:
    milliseconds = IDLE_IN_TRANSACTION // timedelta(milliseconds=1)
    connection.execute("SELECT set_config('idle_in_transaction_session_timeout', %s, false)", (str(milliseconds),))
    connection.commit()
