"""The live board over HTTP: server-sent events, as raw ASGI, so that an open board costs a few kilobytes and no thread.

The one idea: everything that may end a board, a lost session, a member's last day, a stop of the process, wakes the one
place that writes to it.
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import AsyncExitStack, suppress
from typing import Any, Final
from urllib.parse import urlsplit

import structlog
from django.http.cookie import parse_cookie

from sceau.relay.counter.changes import Change
from sceau.relay.live.answers import EVENTS, answer_problem, events_headers
from sceau.relay.live.boards import Board, Boards
from sceau.relay.live.listening import listen
from sceau.relay.live.metrics import LiveMetrics
from sceau.relay.live.sessions import change_of, holding, open_board
from sceau.relay.people.members import COOKIE
from sceau.relay.relay import Relay
from sceau.web.problems import Refusal, code_of

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
RECHECK_SECONDS: Final = 30.0
_PATIENCE_SECONDS: Final = 5.0
"""How long a start waits until changes are heard; without a database boards open all the same."""
_BREATH_SECONDS: Final = 0.1
"""Between two checks of all sessions, however often somebody signs in somewhere."""
_PEOPLE: Final = "people"
_log = structlog.get_logger()


class LiveBoard:
    """The application. `relay` is of this process."""

    def __init__(self, relay: Relay, metrics: LiveMetrics) -> None:
        self._relay = relay
        self._metrics = metrics
        self._boards = Boards()
        self._people = asyncio.Event()
        self._hearing = asyncio.Event()
        self._address = urlsplit(relay.settings.live_address)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    def close(self) -> None:
        """End every board, so that the process can stop; browsers come back to the next one."""
        self._boards.end()

    async def _live(self, receive: Receive, send: Send) -> None:
        """Hear and recheck from the server's start to its end."""
        url = self._relay.settings.database_url.get_secret_value()
        hearing = asyncio.create_task(listen(url, begun=self._begun, heard=self._heard))
        checking = asyncio.create_task(self._recheck())
        async with AsyncExitStack() as stack:
            stack.callback(self._relay.pool.close)
            stack.callback(checking.cancel)
            stack.callback(hearing.cancel)
            await receive()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._hearing.wait(), _PATIENCE_SECONDS)
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})

    def _begun(self) -> None:
        """Nobody knows what was missed until now, of boards and of people."""
        self._hearing.set()
        self._people.set()
        self._boards.tell_all()

    def _heard(self, payload: str) -> None:
        if payload == _PEOPLE:
            self._people.set()
            return
        try:
            self._boards.tell(Change.parse(payload))
        except ValueError:
            _log.error("live_heard_nonsense")

    async def _recheck(self) -> None:
        """End the boards of sessions that no longer hold: when people change, and in any case twice a minute."""
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._people.wait(), RECHECK_SECONDS)
            self._people.clear()
            try:
                asked = self._boards.sessions()
                held = await asyncio.to_thread(holding, self._relay, asked)
                self._boards.end(but=held | (self._boards.sessions() - asked))
            except Exception as error:  # noqa: BLE001 (a lost database: the next check asks again)
                _log.error("live_check_failed", error=type(error).__name__)
                self._people.set()
            await asyncio.sleep(_BREATH_SECONDS)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        origin = headers.get("origin", "")
        try:
            self._check(scope, headers)
            cookie = parse_cookie(headers.get("cookie", "")).get(COOKIE, "")
            board = await asyncio.to_thread(open_board, self._relay, cookie)
        except Exception as error:  # noqa: BLE001 (each has its answer)
            code, path = code_of(error)
            if code == "internal-error":
                _log.error("request_failed", code=code, error=type(error).__name__)
            await answer_problem(send, code, path, origin=origin if origin == self._relay.settings.public_url else "")
            return
        await self._show(board, receive, send, origin=origin)

    def _check(self, scope: Scope, headers: dict[str, str]) -> None:
        """Our address, our host, and no other site's page."""
        if headers.get("host", "") not in {self._address.netloc, self._relay.settings.domain}:
            raise Refusal("bad-request")
        if scope["path"] != self._address.path:
            raise Refusal("not-found")
        if scope["method"] != "GET":
            raise Refusal("method-not-allowed")
        if headers.get("origin", self._relay.settings.public_url) != self._relay.settings.public_url:
            raise Refusal("not-allowed")

    async def _show(self, board: Board, receive: Receive, send: Send, *, origin: str) -> None:
        self._boards.add(board)
        self._metrics.boards.inc()
        leaving = asyncio.create_task(_until_left(board, receive))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": events_headers(origin)})
            board.tell(await asyncio.to_thread(change_of, self._relay, board.pharmacy), ())
            while (event := await board.next()) is not None:
                await send({"type": EVENTS, "body": event, "more_body": True})
                self._metrics.events.inc()
            await send({"type": EVENTS, "body": b""})
        finally:
            leaving.cancel()
            self._boards.remove(board)
            self._metrics.boards.dec()


async def _until_left(board: Board, receive: Receive) -> None:
    """The browser has gone, or the server is about to: end the board."""
    while (await receive())["type"] != "http.disconnect":
        pass
    board.end()
