"""Hearing from PostgreSQL what changes: one connection a process, for ever, whatever becomes of it."""

import asyncio
from collections.abc import Callable
from typing import Final

import structlog
from psycopg import AsyncConnection, Error

from sceau.relay.counter.changes import CHANNEL
from sceau.web.database import giving_up_the_vanished

AGAIN_SECONDS: Final = 1.0
_ALIVE_SECONDS: Final = 15.0
_log = structlog.get_logger()


async def listen(url: str, *, begun: Callable[[], None], heard: Callable[[str], None]) -> None:
    """Call `heard` with each payload until cancelled, and `begun` whenever it begins to hear: all before is lost."""
    while True:
        try:
            await _hear(url, begun=begun, heard=heard)
        except (Error, OSError) as failure:
            _log.warning("live_hears_nothing", error=type(failure).__name__)
        await asyncio.sleep(AGAIN_SECONDS)


async def _hear(url: str, *, begun: Callable[[], None], heard: Callable[[str], None]) -> None:
    connection = await AsyncConnection.connect(giving_up_the_vanished(url), autocommit=True)
    async with connection:
        await connection.execute(f"LISTEN {CHANNEL}")
        begun()
        while True:
            async for notification in connection.notifies(timeout=_ALIVE_SECONDS):
                heard(notification.payload)
            await connection.execute("SELECT 1")  # a connection that died in silence says so only when asked
