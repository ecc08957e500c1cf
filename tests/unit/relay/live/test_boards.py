"""Open boards in memory: what is told, to whom, and how little is kept for a browser that reads slowly."""

import asyncio
import json
from collections.abc import Awaitable, Callable

from sceau.relay.counter.changes import Change, What
from sceau.relay.live.boards import Board, Boards

OURS, THEIRS = bytes(16), bytes([1]) * 16
Heard = bytes | None


def heard(story: Callable[[], Awaitable[Heard]]) -> Heard:
    """What comes of it, in an event loop of its own."""

    async def run() -> Heard:
        return await story()

    return asyncio.run(run())


def told(event: Heard) -> dict[str, object]:
    assert event is not None
    said: dict[str, object] = json.loads(event.partition(b"data: ")[2])
    return said


def test_changes_that_came_faster_than_they_were_read_are_told_once() -> None:
    async def story() -> Heard:
        board = Board(b"session", OURS)
        for number in range(1000):
            board.tell(number, [What.ITEMS if number % 2 else What.SHELF])
        return await board.next()

    assert told(heard(story)) == {"change": 999, "what": ["items", "shelf"]}


def test_a_board_hears_its_own_pharmacy_alone() -> None:
    async def story() -> Heard:
        boards, board = Boards(), Board(b"session", OURS)
        boards.add(board)
        boards.tell(Change(THEIRS, 7, What.ITEMS))
        boards.tell(Change(OURS, 5, What.KEYS))
        return await board.next()

    assert told(heard(story)) == {"change": 5, "what": ["keys"]}


def test_a_board_where_nothing_happens_is_pinged() -> None:
    async def story() -> Heard:
        return await Board(b"session", OURS).next(ping_after=0.001)

    assert heard(story) == b": ping\n\n"


def test_a_board_ends_before_it_tells_what_is_left() -> None:
    async def story() -> Heard:
        boards, board = Boards(), Board(b"session", OURS)
        boards.add(board)
        board.tell(3, [What.ITEMS])
        boards.end(but=[b"another session"])
        return await board.next()

    assert heard(story) is None


def test_boards_of_sessions_that_hold_stay() -> None:
    async def story() -> Heard:
        boards, board = Boards(), Board(b"session", OURS)
        boards.add(board)
        boards.end(but=[b"session"])
        board.tell(3, [What.ITEMS])
        return await board.next()

    assert told(heard(story))["change"] == 3


def test_a_board_that_was_closed_is_not_kept() -> None:
    async def story() -> Heard:
        boards, board = Boards(), Board(b"session", OURS)
        boards.add(board)
        boards.remove(board)
        return b"" if (len(boards), boards.sessions()) == (0, set()) else None

    assert heard(story) == b""
