"""Whole requests that end: whoever is asked can send a byte now and then, and would else keep a watch busy for ever."""

import socket
import ssl
from contextlib import suppress
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from threading import Lock, Timer
from types import TracebackType
from typing import Any, Self
from urllib.request import HTTPHandler, HTTPRedirectHandler, HTTPSHandler, OpenerDirector, Request, build_opener


class Deadline:
    """Connections made by `opener` are shut once `seconds` have passed since `with` began; `over` says so."""

    __slots__ = ("_held", "_lock", "_timer", "over")

    def __init__(self, seconds: float) -> None:
        self.over = False
        self._held: list[socket.socket] = []
        self._lock = Lock()
        self._timer = Timer(seconds, self._end)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: object, _trace: TracebackType | None) -> None:
        self._timer.cancel()
        with self._lock:
            for one in self._held:
                one.close()
            self._held.clear()

    def opener(self) -> OpenerDirector:
        return build_opener(_Http(self), _Https(self), _Stay)

    def hold(self, connection: HTTPConnection) -> None:
        """A descriptor of our own: what TLS is doing with the other does not matter."""
        with self._lock:
            self._held.append(socket.socket(fileno=socket.dup(connection.sock.fileno())))
            if self.over:
                _shut(self._held[-1])

    def _end(self) -> None:
        with self._lock:
            self.over = True
            for one in self._held:
                _shut(one)


class _Stay(HTTPRedirectHandler):
    """Whoever was asked is who must answer: a page from elsewhere would have another origin, its own scripts too."""

    def redirect_request(self, *_: object) -> None:
        return None


class _Http(HTTPHandler):
    def __init__(self, deadline: Deadline) -> None:
        super().__init__()
        self._deadline = deadline

    def http_open(self, req: Request) -> HTTPResponse:
        deadline = self._deadline

        class Held(HTTPConnection):
            def connect(self) -> None:
                super().connect()
                deadline.hold(self)

        return self.do_open(Held, req)


class _Https(HTTPSHandler):
    def __init__(self, deadline: Deadline) -> None:
        super().__init__()
        self._deadline = deadline

    def https_open(self, req: Request) -> HTTPResponse:
        deadline = self._deadline

        class Held(HTTPSConnection):
            def connect(self) -> None:
                super().connect()  # TLS is agreed upon within the time of one silence
                deadline.hold(self)

        given: dict[str, Any] = {"context": ssl.create_default_context()}
        return self.do_open(Held, req, **given)


def _shut(one: socket.socket) -> None:
    with suppress(OSError):  # the other side was quicker
        one.shutdown(socket.SHUT_RDWR)
