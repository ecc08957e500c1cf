"""How each failure of the register is told apart: the register's, or perhaps an envelope's."""

import json
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

import httpx2
import pytest
from joserfc import jwt
from tests.faults.certificates import Certificates, Shown

from sceau.assertion import ALGORITHM, Credentials, new_key
from sceau.envelope import cbor
from sceau.relay.delivery.register import Broken, Register, Unavailable

CREDENTIALS = Credentials("relay", new_key())
NOW = datetime(2026, 1, 10, 12, 0, tzinfo=UTC)
TOKEN = b'{"access_token": "synthetic", "expires_in": 300}'


class StoppedClock:
    def __init__(self) -> None:
        self.time = NOW

    def now(self) -> datetime:
        return self.time


class Answer:
    """What the server says next to anything but a request for a token, which is answered `token_status` and `token`."""

    def __init__(self) -> None:
        self.token_status = 200
        self.token = TOKEN
        self.status = 200
        self.headers: dict[str, str] = {}
        self.body = b""
        self.announced_length: int | None = None
        self.whole = threading.Event()
        """Cleared, the body stops before its last byte, for ten seconds or until it is set."""
        self.whole.set()
        self.tokens = 0
        self.asked: list[Asked] = []
        """Everything but requests for a token."""
        self.form = b""
        """The last request for a token."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What came. `caller` is the other end of the connection."""

    what: str
    kind: str | None
    authorization: str | None
    body: bytes
    caller: tuple[str, int]


@pytest.fixture
def answer() -> Answer:
    return Answer()


@pytest.fixture
def server(answer: Answer) -> Iterator[ThreadingHTTPServer]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"  # keeps connections, were it asked to

        def do_GET(self) -> None:
            self._note(b"")
            self._say(answer.status, answer.headers, answer.body, answer.announced_length)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path == "/token":
                answer.tokens, answer.form = answer.tokens + 1, body
                self._say(answer.token_status, {}, answer.token, None)
            else:
                self._note(body)
                self._say(answer.status, answer.headers, answer.body, answer.announced_length)

        def _note(self, body: bytes) -> None:
            kind, authorization = self.headers["Content-Type"], self.headers["Authorization"]
            what = f"{self.command} {self.path}"
            answer.asked.append(Asked(what, kind, authorization, body, self.client_address))

        def _say(self, status: int, headers: dict[str, str], body: bytes, length: int | None) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body) if length is None else length))
            self.end_headers()
            self.close_connection = length is not None
            with suppress(OSError):  # gone, or has heard enough
                self.wfile.write(body[:-1])
                answer.whole.wait(10)
                self.wfile.write(body[-1:])

        def log_message(self, *_: object) -> None:
            """Be quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    answer.whole.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
def register(server: ThreadingHTTPServer, clock: StoppedClock) -> Iterator[Register]:
    client = Register(f"http://127.0.0.1:{server.server_port}", CREDENTIALS, clock)
    yield client
    client.close()


def test_deliveries_come_one_after_the_other_with_our_token(register: Register, answer: Answer) -> None:
    register.intake([b"one", b"two"])
    [asked] = answer.asked
    assert asked.what == "POST /intake"
    assert asked.kind == "application/cbor-seq"
    assert asked.authorization == "Bearer synthetic"
    assert asked.body == b"onetwo"


def test_each_log_entry_has_its_line_though_one_be_unreadable(register: Register, answer: Answer) -> None:
    answer.body = b'{"ok": true}\n\xff\n'
    assert register.forward([b"one", b"two"]) == ['{"ok": true}', "\ufffd"]
    [asked] = answer.asked
    assert (asked.what, asked.body) == ("POST /pharmacies/log", b"onetwo")


def test_what_is_public_is_read_without_a_token(register: Register, answer: Answer) -> None:
    answer.body = cbor.encode("a") + cbor.encode("b")
    assert register.fetch("/keys") == [cbor.encode("a"), cbor.encode("b")]
    [asked] = answer.asked
    assert (asked.what, asked.authorization, answer.tokens) == ("GET /keys", None, 0)


def test_what_is_for_us_alone_is_asked_with_our_token(register: Register, answer: Answer) -> None:
    answer.body = cbor.encode("a") + cbor.encode("b")
    assert register.ask("/readings/1") == [cbor.encode("a"), cbor.encode("b")]
    [asked] = answer.asked
    assert (asked.what, asked.authorization) == ("GET /readings/1", "Bearer synthetic")


def test_a_long_answer_comes_back_in_one_piece(register: Register, answer: Answer) -> None:
    answer.body = bytes(range(256)) * 2000
    assert register.read("/ledger/checkpoint") == answer.body


def test_no_connection_serves_twice(register: Register, answer: Answer) -> None:
    for _ in range(3):
        register.read("/keys")
    assert len({asked.caller for asked in answer.asked}) == 3


def test_the_items_of_an_answer_come_back_whole(register: Register, answer: Answer) -> None:
    answer.body = cbor.encode({"checkpoints": []}) + cbor.encode({"deferred": "unknown-device"})
    assert register.intake([b"x"]) == [cbor.encode({"checkpoints": []}), cbor.encode({"deferred": "unknown-device"})]


def test_an_answer_longer_than_any_is_not_read_to_its_end(
    register: Register, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sceau.relay.delivery.register.LONGEST_ANSWER", 100)
    answer.body = cbor.encode(bytes(98))
    assert register.intake([b"x"]) == [answer.body]
    answer.body = cbor.encode(bytes(99))
    with pytest.raises(Broken):
        register.intake([b"x"])


def test_one_token_serves_until_it_is_refused(register: Register, answer: Answer) -> None:
    register.intake([b"x"])
    register.intake([b"x"])
    assert answer.tokens == 1
    answer.status = 401
    with pytest.raises(Unavailable):
        register.intake([b"x"])
    answer.status = 200
    register.intake([b"x"])
    assert answer.tokens == 2


def test_a_token_is_renewed_half_a_minute_before_its_end(
    register: Register, answer: Answer, clock: StoppedClock
) -> None:
    register.intake([b"x"])
    clock.time += timedelta(seconds=269)
    register.intake([b"x"])
    assert answer.tokens == 1
    clock.time += timedelta(seconds=1)
    register.intake([b"x"])
    assert answer.tokens == 2


def test_a_token_is_asked_for_our_two_scopes_in_a_statement_to_this_register(
    register: Register, answer: Answer, server: ThreadingHTTPServer
) -> None:
    register.intake([b"x"])
    form = dict(parse_qsl(answer.form.decode()))
    claims = jwt.decode(form["client_assertion"], CREDENTIALS.key, algorithms=[ALGORITHM]).claims
    assert form["scope"] == "intake.write log.write"
    assert claims["aud"] == f"http://127.0.0.1:{server.server_port}/token"
    assert (claims["sub"], claims["iat"]) == ("relay", NOW.timestamp())


def test_why_no_token_is_given_is_passed_on(register: Register, answer: Answer) -> None:
    answer.token_status, answer.token = 403, b'{"code": "software-suspended"}'
    with pytest.raises(Unavailable, match="software-suspended"):
        register.intake([b"x"])


@pytest.mark.parametrize("status", [401, 403, 404, 429, 503, 507])
def test_no_envelope_is_to_blame_for_what_the_register_is(register: Register, answer: Answer, status: int) -> None:
    answer.status = status
    with pytest.raises(Unavailable) as failure:
        register.intake([b"x"])
    assert failure.value.code == "register-refuses"


@pytest.mark.parametrize(("status", "token"), [(500, b""), (200, b"<html>"), (200, b"{}"), (200, b"[]")])
def test_no_envelope_is_to_blame_for_a_token_that_did_not_come(
    register: Register, answer: Answer, status: int, token: bytes
) -> None:
    answer.token_status, answer.token = status, token
    with pytest.raises(Unavailable) as failure:
        register.intake([b"x"])
    assert failure.value.code == "register-refuses"


def test_the_register_s_own_code_is_passed_on(register: Register, answer: Answer) -> None:
    answer.status, answer.body = 403, b'{"code": "software-suspended"}'
    with pytest.raises(Unavailable, match="software-suspended"):
        register.intake([b"x"])


@pytest.mark.parametrize(("length", "code"), [(63, "a" * 63), (64, "register-refuses")])
def test_a_code_has_less_than_64_letters(register: Register, answer: Answer, length: int, code: str) -> None:
    answer.status, answer.body = 403, json.dumps({"code": "a" * length}).encode()
    with pytest.raises(Unavailable) as failure:
        register.intake([b"x"])
    assert failure.value.code == code


def test_a_code_that_is_none_of_ours_is_not(register: Register, answer: Answer) -> None:
    answer.status, answer.body = 403, b'{"code": "<b>no</b>"}'
    with pytest.raises(Unavailable, match="register-refuses"):
        register.intake([b"x"])


@pytest.mark.parametrize(
    ("said", "wait"),
    [
        ("120", timedelta(minutes=2)),
        ("Sat, 10 Jan 2026 12:05:00 GMT", timedelta(minutes=5)),
        ("Sat, 10 Jan 2026 11:00:00 GMT", timedelta()),
        ("Fri, 31 Dec 9999 23:59:59 GMT", timedelta(days=1)),
        ("99999999", timedelta(days=1)),
        ("soon", None),
    ],
)
def test_when_to_come_back_is_understood(register: Register, answer: Answer, said: str, wait: timedelta | None) -> None:
    answer.status, answer.headers = 503, {"Retry-After": said}
    with pytest.raises(Unavailable) as failure:
        register.intake([b"x"])
    assert failure.value.retry_after == wait


def test_what_is_public_may_be_asked_for_later_too(register: Register, answer: Answer) -> None:
    answer.status, answer.headers = 503, {"Retry-After": "Sat, 10 Jan 2026 12:05:00 GMT"}
    with pytest.raises(Unavailable) as failure:
        register.read("/keys")
    assert failure.value.retry_after == timedelta(minutes=5)


@pytest.mark.parametrize("status", [400, 413, 500, 502, 504])
def test_an_envelope_may_be_to_blame_for_an_error(register: Register, answer: Answer, status: int) -> None:
    answer.status = status
    with pytest.raises(Broken):
        register.intake([b"x"])


@pytest.mark.parametrize("body", [b"\xff", b"<html>", cbor.encode({"deferred": "x"})[:-1]], ids=["ff", "html", "cut"])
def test_garbage_in_a_200_is_broken(register: Register, answer: Answer, body: bytes) -> None:
    answer.body = body
    with pytest.raises(Broken):
        register.intake([b"x"])


def test_an_answer_lost_half_way_is_broken(register: Register, answer: Answer) -> None:
    answer.body, answer.announced_length = b"\xa0", 100
    with pytest.raises(Broken):
        register.intake([b"x"])


def test_nobody_listening_is_unavailable() -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        port = server.server_port
    register = Register(f"http://127.0.0.1:{port}", CREDENTIALS, StoppedClock())
    with pytest.raises(Unavailable, match=r"^register-unreachable$"):
        register.intake([b"x"])
    register.close()


def test_an_answer_that_does_not_end_is_broken(
    register: Register, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sceau.relay.delivery.register.WHOLE", timedelta(seconds=0.3))
    answer.body = b"\xa0"
    answer.whole.clear()
    with pytest.raises(Broken):
        register.read("/keys")


def test_half_a_minute_of_silence_and_five_seconds_to_connect_are_too_long() -> None:
    asked: list[httpx2.Request] = []

    def note(request: httpx2.Request) -> httpx2.Response:
        asked.append(request)
        return httpx2.Response(200)

    register = Register("http://register", CREDENTIALS, StoppedClock(), transport=httpx2.MockTransport(note))
    register.read("/keys")
    assert asked[0].extensions["timeout"] == {"connect": 5, "read": 30, "write": 30, "pool": 30}
    register.close()


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates.make(tmp_path_factory.mktemp("of") / "certificates")


@pytest.fixture
def secured(server: ThreadingHTTPServer, certificates: Certificates) -> str:
    """The address of the server, which shows a certificate of the made-up authority."""
    server.socket = certificates.contexts[Shown.RIGHT].wrap_socket(server.socket, server_side=True)
    return f"https://127.0.0.1:{server.server_port}"


def test_a_register_is_believed_whose_authority_we_were_told(
    secured: str, certificates: Certificates, answer: Answer
) -> None:
    answer.body = b"synthetic"
    register = Register(secured, CREDENTIALS, StoppedClock(), authorities=certificates.authorities)
    assert register.read("/keys") == b"synthetic"
    register.close()


def test_a_register_of_an_unknown_authority_is_not(secured: str) -> None:
    register = Register(secured, CREDENTIALS, StoppedClock())
    with pytest.raises(Unavailable, match=r"^register-untrusted$"):
        register.read("/keys")
    register.close()
