"""A server that never falls silent and never ends, as a socket's timeout alone would wait for."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Dripping:
    """Where it listens, and whether it has given its answer to the end."""

    url: str
    whole: threading.Event = field(default_factory=threading.Event)


@contextmanager
def dripping() -> Iterator[Dripping]:
    """It gives one caller a byte in a tenth of a second, of an answer without a length, for ten."""
    stopped = threading.Event()

    def serve(listening: socket.socket) -> None:
        connection, _ = listening.accept()
        with connection, suppress(OSError):
            connection.recv(65_536)
            connection.send(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
            for _ in range(100):
                connection.send(b"x")
                stopped.wait(0.1)
            drips.whole.set()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        drips = Dripping(f"http://127.0.0.1:{listening.getsockname()[1]}")
        server = threading.Thread(target=serve, args=(listening,))
        server.start()
        yield drips
        stopped.set()
        server.join()
