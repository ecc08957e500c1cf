"""Connections to PostgreSQL: one pool a process, statements bound by the server.

Durability is the server's default (`synchronous_commit` on, `fsync` on) and nothing here weakens it.
"""

from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

Database = Connection[tuple[Any, ...]]
Pool = ConnectionPool[Database]


def open_pool(url: str, *, size: int, timeout_seconds: float = 10) -> Pool:
    """A pool of at most `size` connections to `url`, opened in this process: never share one across a fork.

    Waiting longer than `timeout_seconds` for a connection raises `psycopg_pool.PoolTimeout`.
    """
    return ConnectionPool(
        url,
        min_size=1,
        max_size=size,
        timeout=timeout_seconds,
        connection_class=Connection[tuple[Any, ...]],
        kwargs={"prepare_threshold": 1},  # the hot path has few statements, sent for ever: plan them at once
        open=True,
    )
