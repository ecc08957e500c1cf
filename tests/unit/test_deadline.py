"""A request ends when its time is over, though bytes go on coming."""

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
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


def test_an_answer_in_time_is_whole(url: str, pauses: threading.Event) -> None:
    pauses.set()
    with httpx2.Client(timeout=30) as client, Deadline(timedelta(seconds=30)) as deadline:
        answer = client.get(url, extensions=deadline.extensions)
    assert answer.content == b"ok"
