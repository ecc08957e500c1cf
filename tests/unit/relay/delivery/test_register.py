"""How each failure of the register is told apart: the register's, or perhaps an envelope's."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from sceau.assertion import Credentials, new_key
from sceau.envelope import cbor
from sceau.relay.delivery.register import Broken, Register, Unavailable

NOW = datetime(2026, 1, 10, 12, 0, tzinfo=UTC)
TOKEN = b'{"access_token": "synthetic", "expires_in": 300}'


class StoppedClock:
    def now(self) -> datetime:
        return NOW


class Answer:
    """What the server says next to anything but a request for a token, which is answered `token_status` and `token`."""

    def __init__(self) -> None:
        self.token_status = 200
        self.token = TOKEN
        self.status = 200
        self.headers: dict[str, str] = {}
        self.body = b""
        self.announced_length: int | None = None
        self.tokens = 0


@pytest.fixture
def answer() -> Answer:
    return Answer()


@pytest.fixture
def register(answer: Answer) -> Iterator[Register]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            if self.path == "/token":
                answer.tokens += 1
                self._say(answer.token_status, {}, answer.token, len(answer.token))
            else:
                self._say(answer.status, answer.headers, answer.body, answer.announced_length)

        def _say(self, status: int, headers: dict[str, str], body: bytes, length: int | None) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body) if length is None else length))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Be quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    client = Register(f"http://127.0.0.1:{server.server_port}", Credentials("relay", new_key()), StoppedClock())
    yield client
    client.close()
    server.shutdown()
    thread.join()
    server.server_close()


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
    register = Register(f"http://127.0.0.1:{port}", Credentials("relay", new_key()), StoppedClock())
    with pytest.raises(Unavailable, match="register-unreachable"):
        register.intake([b"x"])
    register.close()
