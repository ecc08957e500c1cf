"""The notifier and what it writes to: before it sends, while it does, afterwards; and the mailboxes.

The one idea: in the evening the mail server is away and slips wait, so that there is something to steal before it is
sent. A server that greets nobody holds the batch at the moment when an address is open; that is shown as what it is.
"""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain
from typing import Final
from urllib.parse import urlsplit

import psycopg

from sceau.demo.notices import KEYS, MEMORY
from sceau.drill.files import file_pieces, folder_pieces
from sceau.drill.memory import process_pieces, process_tree, stopped, tree_pieces
from sceau.drill.streams import Piece
from sceau.drill.theft import NOTIFIER, Component, Scene

_ADDRESSES: Final = frozenset({"email", "phone"})
_SECONDS: Final = 120.0


class NoticesError(RuntimeError):
    """The notifier did not do what the drill waits for."""


def while_sending(scene: Scene) -> Component:
    """The process that has addresses open, for as long as a batch lasts."""
    return Component("notifier's batch while it sends", lambda: _batch(scene))


def components(scene: Scene) -> list[Component]:
    """In this order: after the first the mail server is open again, the second waits until all was sent."""
    return [
        Component("notifier before sending", lambda: chain(_notifier(scene), _opened(scene))),
        Component("notifier after sending", lambda: chain(_sent(scene), _notifier(scene))),
        Component("mailbox and SMS log", lambda: folder_pieces(scene.world.catcher.folder), allowed=_ADDRESSES),
    ]


def waiting_slips(scene: Scene) -> int:
    """How many people are still to be told."""
    with psycopg.connect(scene.cluster("relay").url) as database:
        ((count,),) = database.execute("SELECT count(*) FROM notice").fetchall()
    return int(count)


def _notifier(scene: Scene) -> Iterator[Piece]:
    """The process that stays, its settings, its seeds and marks. Its batches are shown apart."""
    pid = scene.process(NOTIFIER)
    with _resting(pid):
        yield from process_pieces(pid)
    yield from folder_pieces(scene.world.folder / KEYS)
    yield from file_pieces(scene.world.folder / MEMORY, MEMORY)


def _batch(scene: Scene) -> Iterator[Piece]:
    port = urlsplit(scene.settings(NOTIFIER)["SCEAU_NOTIFIER_SMTP_URL"]).port or 0
    with socket.create_server(("127.0.0.1", port)) as silent:
        silent.settimeout(_SECONDS)
        connection, _ = silent.accept()
        with connection:
            _, *batch = process_tree(scene.process(NOTIFIER))
            with stopped(batch):
                yield from tree_pieces(batch)


def _opened(scene: Scene) -> Iterator[Piece]:
    """Open the mail server: who waits is told while other things are stolen. Nothing to search in that."""
    scene.world.catcher.open_mail()
    yield Piece("the mail server is open", b"")


def _sent(scene: Scene) -> Iterator[Piece]:
    """Wait until nobody waits any more. Nothing to search in that."""
    _wait_until(lambda: not waiting_slips(scene))
    yield Piece("nobody waits to be told", b"")


@contextmanager
def _resting(pid: int) -> Iterator[None]:
    """Stop the notifier between two batches."""
    ends = time.monotonic() + _SECONDS
    while time.monotonic() < ends:
        with stopped([pid]):
            if process_tree(pid) == (pid,):
                yield
                return
        time.sleep(0.1)
    raise NoticesError("the notifier did not rest between two batches")


def _wait_until(happened: Callable[[], bool]) -> None:
    ends = time.monotonic() + _SECONDS
    while not happened():
        if time.monotonic() > ends:
            raise NoticesError("slips still wait, though the mail server is open")
        time.sleep(0.2)
