"""A caller that says nothing does not keep a thread for ever."""

import socket
from collections.abc import Iterator

import pytest

from sceau.web.serving import limit_waits


@pytest.fixture
def connection() -> Iterator[socket.socket]:
    """The server's end of a connection whose other end is silent."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        limit_waits(listener, seconds=0.05)
        with socket.create_connection(listener.getsockname()), listener.accept()[0] as accepted:
            accepted.setblocking(True)  # noqa: FBT003 (its one parameter)
            yield accepted


def test_a_silent_caller_is_given_up(connection: socket.socket) -> None:
    with pytest.raises(BlockingIOError):
        connection.recv(1)


def test_a_caller_that_does_not_read_is_given_up(connection: socket.socket) -> None:
    with pytest.raises(BlockingIOError):
        connection.sendall(bytes(64 * 1024 * 1024))
