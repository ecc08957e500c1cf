"""A request ends when its time is over, though bytes go on coming."""

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from datetime import timedelta

import httpx2
import pytest

from sceau.deadline import Deadline

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@pytest.fixture
def pauses() -> Iterator[threading.Event]:
    """Set, the server answers at once; else it gives a byte in a tenth of a second, and so takes four."""
    event = threading.Event()
    yield event
    event.set()


@pytest.fixture
def url(pauses: threading.Event) -> Iterator[str]:
    def serve(listening: socket.socket) -> None:
        connection, _ = listening.accept()
        with connection, suppress(OSError):
            connection.recv(65_536)
            for byte in ANSWER:
                pauses.wait(0.1)
                connection.send(bytes([byte]))

    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = threading.Thread(target=serve, args=(listening,))
        server.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
        server.join()


def test_an_answer_that_drips_is_cut_off(url: str) -> None:
    with (
        httpx2.Client(timeout=30) as client,
        pytest.raises(httpx2.HTTPError),
        Deadline(timedelta(seconds=0.5)) as deadline,
    ):
        client.get(url, extensions=deadline.extensions)
    assert deadline.is_over


def test_an_answer_in_time_is_whole(url: str, pauses: threading.Event) -> None:
    pauses.set()
    with httpx2.Client(timeout=30) as client, Deadline(timedelta(seconds=30)) as deadline:
        answer = client.get(url, extensions=deadline.extensions)
    assert answer.content == b"ok"
    assert not deadline.is_over


class Connection:
    """One that httpx2 has just made; `far` is the register's end of it."""

    def __init__(self, near: socket.socket, far: socket.socket) -> None:
        self.near, self.far = near, far
        far.settimeout(10)

    def get_extra_info(self, name: str) -> socket.socket:
        return {"socket": self.near}[name]

    def tell(self, deadline: Deadline) -> None:
        deadline.extensions["trace"]("connection.connect_tcp.complete", {"return_value": self})

    def is_cut(self) -> bool:
        return self.far.recv(1) == b""


def test_a_connection_made_when_the_time_is_over_is_cut_at_once() -> None:
    with ExitStack() as stack:
        ends = [stack.enter_context(end) for end in socket.socketpair() + socket.socketpair()]
        early, late = Connection(*ends[:2]), Connection(*ends[2:])
        with Deadline(timedelta(seconds=0.01)) as deadline:
            early.tell(deadline)
            assert early.is_cut()
            late.tell(deadline)
            assert late.is_cut()


def test_a_connection_that_is_gone_keeps_no_other_from_being_cut() -> None:
    near, far = socket.socketpair()
    with near, far, socket.socket() as unconnected:
        gone, other = Connection(unconnected, far), Connection(near, far)
        with Deadline(timedelta(seconds=0.01)) as deadline:
            gone.tell(deadline)
            other.tell(deadline)
            assert other.is_cut()


def test_a_process_that_ends_waits_for_no_deadline() -> None:
    before = set(threading.enumerate())
    with Deadline(timedelta(seconds=30)):
        assert all(thread.daemon for thread in set(threading.enumerate()) - before)
