"""A relay as one visitor sees it: somebody stands between, or the relay itself answers him alone otherwise."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import httpx2
from tests.integration.running import RunningRelay

HEADERS = ("Content-Type", "Content-Security-Policy")


@dataclass(frozen=True, slots=True)
class Given:
    """One answer on its way to the visitor."""

    content: bytes
    headers: dict[str, str]


@contextmanager
def between(relay: RunningRelay, changes: Callable[[str, Given], Given]) -> Iterator[str]:
    """The relay as one visitor sees it: answers are changed on their way to him alone."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer = httpx2.get(relay.url + self.path)
            kept = {name: answer.headers[name] for name in HEADERS if name in answer.headers}
            given = changes(self.path, Given(answer.content, kept))
            self.send_response(answer.status_code)
            for name, value in given.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(given.content)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def at(path: str, change: Callable[[Given], Given]) -> Callable[[str, Given], Given]:
    return lambda asked, given: change(given) if asked == path else given
