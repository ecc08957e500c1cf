"""The boards that are open at this process, by pharmacy; each remembers only what it has not told its browser yet."""

import asyncio
import json
from collections.abc import Collection, Iterable
from typing import Final

from sceau.relay.counter.changes import Change, What

PING_SECONDS: Final = 15.0
_PING: Final = b": ping\n\n"


class Board:
    """One browser's stream. What changes faster than the browser reads is told once, with the last number."""

    def __init__(self, session: bytes, pharmacy: bytes) -> None:
        self.session = session
        """Hash of the session's cookie."""
        self.pharmacy = pharmacy
        self._change = 0
        self._what: set[What] = set()
        self._ended = False
        self._woken = asyncio.Event()

    def tell(self, number: int, what: Iterable[What]) -> None:
        self._change = max(self._change, number)
        self._what.update(what)
        self._woken.set()

    def end(self) -> None:
        self._ended = True
        self._woken.set()

    async def next(self, *, ping_after: float = PING_SECONDS) -> bytes | None:
        """The next event as its bytes, or a ping when there was none for so many seconds; None when the board ended."""
        try:
            async with asyncio.timeout(ping_after):
                await self._woken.wait()
        except TimeoutError:
            return _PING
        if self._ended:
            return None
        self._woken.clear()
        event = {"change": self._change, "what": sorted(self._what)}
        self._what.clear()
        return b"event: change\ndata: " + json.dumps(event).encode() + b"\n\n"


class Boards:
    """All of them. Used by one event loop alone."""

    def __init__(self) -> None:
        self._open: dict[bytes, set[Board]] = {}

    def add(self, board: Board) -> None:
        self._open.setdefault(board.pharmacy, set()).add(board)

    def remove(self, board: Board) -> None:
        boards = self._open[board.pharmacy]
        boards.discard(board)
        if not boards:
            del self._open[board.pharmacy]

    def tell(self, change: Change) -> None:
        for board in self._open.get(change.pharmacy, ()):
            board.tell(change.number, [change.what])

    def tell_all(self) -> None:
        """Something may have changed anywhere: nobody knows what was missed."""
        for board in self._all():
            board.tell(0, What)

    def sessions(self) -> set[bytes]:
        return {board.session for board in self._all()}

    def end(self, *, but: Collection[bytes] = ()) -> None:
        """End the boards of every session but these."""
        for board in self._all():
            if board.session not in but:
                board.end()

    def __len__(self) -> int:
        return sum(len(boards) for boards in self._open.values())

    def _all(self) -> list[Board]:
        return [board for boards in self._open.values() for board in boards]
