"""Who sends: a process of its own with a few connections that stay open, over plain sockets.

The generator shares the cores with what it measures, so it does as little as it can: requests are whole bytes before
the clock starts, and of an answer it reads the status, the length and the body.
"""

import itertools
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BufferedReader
from typing import Any, Final

from bench.ground import Ground, Running
from bench.sealing import sealed
from bench.timing import Timed, together

ONE, SEQUENCE = "application/cbor", "application/cbor-seq"
CONNECTIONS: Final = 16
_BATCH: Final = 500
_ENDS: Final = (b"\r\n", b"")
_TAKEN: Final = b'"status": 201'


@dataclass(frozen=True, slots=True)
class Paced:
    """One request of a steady stream: when it was due (seconds since 1970), and the status that it got."""

    due: float
    status: int


def request(path: str, body: bytes, *, kind: str, token: str) -> bytes:
    """A whole HTTP request."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {kind}\r\n"
        f"Authorization: Bearer {token}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def streams(ground: Ground, relay: Running, count: int, *, first: int = 0) -> list[list[bytes]]:
    """`count` envelopes from number `first` on as requests, a list for each pharmacy, five hundred a request."""
    return [
        [
            request("/envelopes", b"".join(batch), kind=SEQUENCE, token=token)
            for batch in (mine[at : at + _BATCH] for at in range(0, len(mine), _BATCH))
        ]
        for mine, token in _shares(ground, relay, first, count)
    ]


def singles(ground: Ground, relay: Running, count: int) -> list[bytes]:
    """`count` envelopes as requests of one each, the pharmacies taking turns."""
    shares = [
        [request("/envelopes", data, kind=ONE, token=token) for data in mine]
        for mine, token in _shares(ground, relay, 0, count)
    ]
    return [one for row in zip(*shares, strict=True) for one in row]


def send_streams(port: int, requests: Sequence[Sequence[bytes]], count: int) -> Timed:
    """Until every stream was answered, `count` envelopes newly taken; one connection a pharmacy."""
    timed = together(_prepare_streams, [(port, requests)])
    _expect(sum(timed.results), count)
    return timed


def send_singles(port: int, requests: Sequence[bytes]) -> float:
    """Seconds until every request was answered 201, over `CONNECTIONS` connections."""
    timed = together(_prepare_singles, [(port, requests)])
    _expect(timed.results[0].count(201), len(requests))
    return timed.seconds


def send_paced(port: int, requests: Sequence[bytes], *, per_second: int) -> list[Paced]:
    """Send each when it is due, whether or not earlier ones were answered."""
    paced: list[Paced] = together(_prepare_paced, [(port, requests, per_second)]).results[0]
    _expect(sum(one.status == 201 for one in paced), len(requests))
    return paced


def exchange(connection: socket.socket, answers: BufferedReader, data: bytes) -> tuple[int, bytes]:
    """Send one request; the status and body of its answer, whether its length is given or it comes in chunks."""
    connection.sendall(data)
    status, length = int(answers.readline().split()[1]), -1
    while (line := answers.readline()) not in _ENDS:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    return status, answers.read(length) if length >= 0 else b"".join(_chunks(answers))


def _chunks(answers: BufferedReader) -> Iterator[bytes]:
    """RFC 9112 §7.1, without trailers."""
    while length := int(answers.readline(), 16):
        yield answers.read(length)
        answers.readline()
    answers.readline()


def opened(port: int) -> tuple[socket.socket, BufferedReader]:
    """A connection, and where its answers are read."""
    connection = socket.create_connection(("127.0.0.1", port))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection, connection.makefile("rb")


def _shares(ground: Ground, relay: Running, first: int, count: int) -> list[tuple[list[bytes], str]]:
    """Each pharmacy's part of the envelopes, and its token."""
    parts, scope = len(ground.pharmacies), "envelope.write"
    return [
        (sealed(pharmacy)[first // parts : (first + count) // parts], relay.token(credentials, scope))
        for pharmacy, credentials in zip(ground.pharmacies, ground.credentials, strict=True)
    ]


def _prepare_streams(port: int, requests: Sequence[Sequence[bytes]]) -> Callable[[], int]:
    def one_pharmacy(mine: Sequence[bytes]) -> int:
        connection = opened(port)
        return sum(exchange(*connection, data)[1].count(_TAKEN) for data in mine)

    def act() -> int:
        with ThreadPoolExecutor(len(requests)) as threads:
            return sum(threads.map(one_pharmacy, requests))

    return act


def _prepare_singles(port: int, requests: Sequence[bytes]) -> Callable[[], list[int]]:
    connections = [opened(port) for _ in range(CONNECTIONS)]

    def share(number: int) -> list[int]:
        return [exchange(*connections[number], data)[0] for data in requests[number::CONNECTIONS]]

    def act() -> list[int]:
        with ThreadPoolExecutor(CONNECTIONS) as threads:
            return list(itertools.chain.from_iterable(threads.map(share, range(CONNECTIONS))))

    return act


def _prepare_paced(port: int, requests: Sequence[bytes], per_second: int) -> Callable[[], list[Paced]]:
    connections = [opened(port) for _ in range(CONNECTIONS)]

    def act() -> list[Paced]:
        begin = time.time()

        def share(number: int) -> list[Paced]:
            return [
                _send_when_due(connections[number], requests[at], begin + at / per_second)
                for at in range(number, len(requests), CONNECTIONS)
            ]

        with ThreadPoolExecutor(CONNECTIONS) as threads:
            by_connection = list(threads.map(share, range(CONNECTIONS)))
        return [by_connection[at % CONNECTIONS][at // CONNECTIONS] for at in range(len(requests))]

    return act


def _send_when_due(connection: tuple[socket.socket, BufferedReader], data: bytes, due: float) -> Paced:
    time.sleep(max(0.0, due - time.time()))
    return Paced(due, exchange(*connection, data)[0])


def _expect(found: Any, wanted: int) -> None:  # noqa: ANN401 (a count)
    if found != wanted:
        raise RuntimeError(f"{found} taken of {wanted} sent: the measure would be of something else")
