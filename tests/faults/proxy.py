"""What stands before the register, as whatever ends TLS does: it passes requests on, and may lose or alter answers."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import socket
from ssl import SSLContext
from typing import Final, Self

Alter = Callable[[str, bytes], bytes | None]
"""(path, body of the answer) → the body to give instead; None: the answer is lost, the connection cut."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is answered in the register's place, which never sees the request."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)


Interrupt = Callable[[str, bytes], Refusal | None]
"""(path, body of the request) → what to answer instead of passing it on; None: it is passed on."""
_SECONDS: Final = 60
_NOT_PASSED_ON: Final = frozenset({"connection", "transfer-encoding", "content-length", "keep-alive"})


def as_it_is(_path: str, body: bytes) -> bytes:
    return body


def let_pass(_path: str, _asked: bytes) -> None:
    return None


class Proxy(ThreadingHTTPServer):
    """Listens on `port` of this machine, passes on to `behind`. `alter`, `interrupt` may be changed at any time."""

    daemon_threads = True

    def __init__(self, port: int, behind: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.behind = behind
        self.alter: Alter = as_it_is
        self.interrupt: Interrupt = let_pass
        self._thread = threading.Thread(target=self.serve_forever, args=(0.01,))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self._thread.join()
        self.server_close()

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing: a caller that is killed in mid-request is what these tests are about."""


class TlsProxy(Proxy):
    """The same behind TLS. What `context` holds is shown to the next connection; it may be changed at any time."""

    def __init__(self, port: int, behind: int, context: SSLContext) -> None:
        super().__init__(port, behind)
        self.context = context

    def get_request(self) -> tuple[socket, object]:
        """A refused certificate ends the connection here: an OSError, which the server passes over."""
        connection, address = super().get_request()
        connection.settimeout(_SECONDS)
        return self.context.wrap_socket(connection, server_side=True), address


class _Handler(BaseHTTPRequestHandler):
    server: Proxy
    protocol_version = "HTTP/1.1"
    timeout = _SECONDS

    def do_GET(self) -> None:
        self._pass_on()

    def do_POST(self) -> None:
        self._pass_on()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class names it)
        """Nothing."""

    def _pass_on(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        asked = self.rfile.read(length)
        if refusal := self.server.interrupt(self.path, asked):
            self._refuse(refusal)
            return
        try:
            answer, body = self._ask(asked)
        except (OSError, HTTPException):  # the register is away, or died with this request
            self.send_error(HTTPStatus.BAD_GATEWAY)
            return
        altered = self.server.alter(self.path, body) if answer.status == 200 else body
        if altered is None:
            self.close_connection = True
            return
        self._give(answer, altered)

    def _refuse(self, refusal: Refusal) -> None:
        self.send_response_only(refusal.status)
        for name, value in refusal.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _ask(self, asked: bytes) -> tuple[HTTPResponse, bytes]:
        connection = HTTPConnection("127.0.0.1", self.server.behind, timeout=_SECONDS)
        try:
            headers = {name: value for name, value in self.headers.items() if name.lower() not in _NOT_PASSED_ON}
            connection.request(self.command, self.path, asked or None, headers)
            answer = connection.getresponse()
            return answer, answer.read()
        finally:
            connection.close()

    def _give(self, answer: HTTPResponse, body: bytes) -> None:
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in _NOT_PASSED_ON:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
