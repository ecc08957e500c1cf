"""The agent: for software that cannot link a library, JSON on this machine only.

    POST /records        a record as JSON (the form of `sceau template schema`) → 201 {id, ticket, problems}
                         with `corrects` (the id of the record it corrects) and `ticket` (that one's link) to correct
    GET  /records/{id}   where it is → {id, state, problems, corrects, newest}
    GET  /health         {waiting, unanswered, stopped}, the last what ended the last round of sending, or null

Every request bears the installation's token (a file only its owner can read). The agent listens on the loopback only,
answers only to its own names in `Host` (a web page that points a name of its own at 127.0.0.1 gets nothing), and
refuses any request from a web page (`Origin`) unless that origin was named when it was started.
An `Idempotency-Key` of at least 16 random characters makes a repeated POST of the same record that record, once.
"""

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from sceau import __version__
from sceau.client.durable import write_durably
from sceau.client.errors import ClientError, explanation
from sceau.envelope.errors import EnvelopeError

PORT = 8410
TOKEN_FILE = "agent.token"  # noqa: S105 - a name
BODY_LIMIT = 65_536  # bytes; a record is under 8 kB sealed
_KEY_LENGTHS = range(16, 129)
_SECONDS = 30  # for a local program to finish its request

Answer = tuple[HTTPStatus, dict[str, object]]


@dataclass(frozen=True, slots=True)
class Actions:
    """What the agent does with what it is asked; each returns a status and a JSON object."""

    submit: Callable[[Mapping[str, object], str | None], Answer]
    status: Callable[[bytes], Answer]
    health: Callable[[], Answer]


@dataclass(frozen=True, slots=True)
class Guard:
    """Who may speak: bearers of `token`, calling the agent by one of `hosts`, from no web page but `origins`."""

    token: str
    hosts: frozenset[str]
    origins: frozenset[str] = field(default_factory=frozenset)

    def refusal(self, headers: Mapping[str, str]) -> str:
        """The code of a refusal; empty when the request may pass."""
        if headers.get("Host", "") not in self.hosts:
            return "agent-host"
        if "Origin" in headers and headers["Origin"] not in self.origins:
            return "agent-origin"
        scheme, _, shown = headers.get("Authorization", "").partition(" ")
        if scheme != "Bearer" or not secrets.compare_digest(shown.encode(), self.token.encode()):
            return "agent-token"
        return ""


def agent_token(path: Path) -> str:
    """The token in the file, made when there is none."""
    if not path.exists():
        write_durably(path, secrets.token_urlsafe(32).encode())
    return path.read_text(encoding="ascii")


def make_server(actions: Actions, *, token: str, port: int = PORT, origins: frozenset[str] = frozenset()) -> "Server":
    """A server on the loopback; `port` 0 takes a free one (`server.server_port`)."""
    return Server(actions, token, port, origins)


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, actions: Actions, token: str, port: int, origins: frozenset[str]) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.actions = actions
        names = ("127.0.0.1", "localhost")
        self.guard = Guard(token, frozenset(f"{name}:{self.server_port}" for name in names), origins)

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing: a caller that goes away in mid-answer is its own affair."""


class _Handler(BaseHTTPRequestHandler):
    server: Server
    timeout = _SECONDS
    protocol_version = "HTTP/1.1"
    server_version = f"sceau/{__version__}"
    sys_version = ""

    def do_GET(self) -> None:
        self._answer(self._get)

    def do_POST(self) -> None:
        self._answer(self._post)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it
        """Nothing: a request line holds an id."""

    def _answer(self, act: Callable[[], Answer]) -> None:
        refused = self.server.guard.refusal(self.headers)  # type: ignore[arg-type]  # Message has Mapping's methods
        try:
            status, answer = (HTTPStatus.FORBIDDEN, problem_of(refused)) if refused else act()
        except (ClientError, EnvelopeError) as error:
            status, answer = HTTPStatus.CONFLICT, problem_of(error.code)
        except Exception:  # noqa: BLE001 (a full disk, or our fault: what it says may hold a name, so nobody is shown it)
            status, answer = HTTPStatus.INTERNAL_SERVER_ERROR, problem_of("internal-error")
        body = json.dumps(answer, ensure_ascii=False).encode()
        self.close_connection = True  # an unread body must not be taken for the next request
        self.send_response(status)
        for name, value in (("Content-Type", "application/json"), ("Content-Length", str(len(body)))):
            self.send_header(name, value)
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def _get(self) -> Answer:
        if self.path == "/health":
            return self.server.actions.health()
        name = self.path.removeprefix("/records/")
        if name == self.path or len(name) != 32 or not set(name) <= set("0123456789abcdef"):
            return HTTPStatus.NOT_FOUND, problem_of("agent-path")
        return self.server.actions.status(bytes.fromhex(name))

    def _post(self) -> Answer:
        if self.path != "/records":
            return HTTPStatus.NOT_FOUND, problem_of("agent-path")
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()) or int(length) > BODY_LIMIT:
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE, problem_of("agent-size")
        key = self.headers.get("Idempotency-Key")
        if key is not None and len(key) not in _KEY_LENGTHS:
            return HTTPStatus.BAD_REQUEST, problem_of("agent-idempotency-key")
        try:
            record = json.loads(self.rfile.read(int(length)))
        except (ValueError, RecursionError):
            return HTTPStatus.BAD_REQUEST, problem_of("agent-json")
        if not isinstance(record, dict):
            return HTTPStatus.BAD_REQUEST, problem_of("agent-json")
        return self.server.actions.submit(record, key)


def problem_of(code: str) -> dict[str, object]:
    """A code of spec/errors.json as the agent answers it."""
    english, french = explanation(code, "en"), explanation(code, "fr")
    return {
        "code": code,
        "detail": english.what,
        "what_to_do": english.remedy,
        "detail_fr": french.what,
        "what_to_do_fr": french.remedy,
    }
