"""Only a program of this machine that bears the token is answered."""

import threading
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path

import httpx2
import pytest

from sceau.client.agent import Actions, Answer, Server, agent_token, make_server

TOKEN = "a-token-made-for-this-test"
ID = "0123456789abcdef" * 2


def submit(record: Mapping[str, object], key: str | None) -> Answer:
    return HTTPStatus.CREATED, {"given": dict(record), "key": key}


def status(one: bytes) -> Answer:
    return HTTPStatus.OK, {"id": one.hex()}


def health() -> Answer:
    return HTTPStatus.OK, {"waiting": 0}


@pytest.fixture
def server() -> Iterator[Server]:
    origins = frozenset({"https://software.example"})
    running = make_server(Actions(submit, status, health), token=TOKEN, port=0, origins=origins)
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield running
    running.shutdown()
    running.server_close()
    thread.join()


def ask(server: Server, method: str = "GET", path: str = "/health", **given: object) -> httpx2.Response:
    headers = {"Authorization": f"Bearer {TOKEN}", **given.pop("headers", {})}  # type: ignore[dict-item]
    address = f"http://127.0.0.1:{server.server_port}{path}"
    return httpx2.request(method, address, headers=headers, **given)  # type: ignore[arg-type]


def test_a_record_is_given_to_whom_it_concerns(server: Server) -> None:
    answer = ask(server, "POST", "/records", json={"made": "up"}, headers={"Idempotency-Key": "k" * 16})
    assert answer.json() == {"given": {"made": "up"}, "key": "k" * 16}


def test_a_record_is_found_by_its_id(server: Server) -> None:
    assert ask(server, path=f"/records/{ID}").json() == {"id": ID}


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"Authorization": "Bearer wrong"}, "agent-token"),
        ({"Authorization": ""}, "agent-token"),
        ({"Host": "rebound.example"}, "agent-host"),
        ({"Host": "127.0.0.1"}, "agent-host"),
        ({"Origin": "https://elsewhere.example"}, "agent-origin"),
        ({"Origin": "null"}, "agent-origin"),
    ],
)
def test_everybody_else_is_refused(server: Server, headers: dict[str, str], code: str) -> None:
    answer = ask(server, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (HTTPStatus.FORBIDDEN, code)


def test_an_origin_named_at_the_start_may_call(server: Server) -> None:
    assert ask(server, headers={"Origin": "https://software.example"}).status_code == HTTPStatus.OK


@pytest.mark.parametrize("body", [b"not json", b"[1]", b"[" * 60_000, b"\xff"])
def test_what_is_no_object_is_refused(server: Server, body: bytes) -> None:
    assert ask(server, "POST", "/records", content=body).json()["code"] == "agent-json"


def test_a_body_too_long_is_refused_unread(server: Server) -> None:
    answer = ask(server, "POST", "/records", content=b"x" * 70_000)
    assert answer.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE


def test_a_length_that_is_no_number_is_refused(server: Server) -> None:
    connection = HTTPConnection("127.0.0.1", server.server_port)
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Length": "²"}
    connection.request("POST", "/records", headers=headers)
    assert connection.getresponse().status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    connection.close()


def test_a_fault_of_ours_is_answered_and_shows_nothing(server: Server, capfd: pytest.CaptureFixture[str]) -> None:
    def fail(_: bytes) -> Answer:
        raise RuntimeError("EXEMPLE-NOM")

    server.actions = Actions(submit, fail, health)
    answer = ask(server, path=f"/records/{ID}")
    assert (answer.status_code, answer.json()["code"]) == (HTTPStatus.INTERNAL_SERVER_ERROR, "internal-error")
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("path", ["/", "/records", "/records/short", f"/records/{'z' * 32}", f"/records/{ID}/more"])
def test_there_is_nothing_elsewhere(server: Server, path: str) -> None:
    assert ask(server, path=path).status_code == HTTPStatus.NOT_FOUND


def test_a_key_that_could_be_guessed_is_refused(server: Server) -> None:
    answer = ask(server, "POST", "/records", json={}, headers={"Idempotency-Key": "row-1"})
    assert answer.json()["code"] == "agent-idempotency-key"


def test_it_listens_on_this_machine_only(server: Server) -> None:
    assert server.server_address[0] == "127.0.0.1"


def test_the_token_stays_the_same_and_private(tmp_path: Path) -> None:
    path = tmp_path / "agent.token"
    assert (agent_token(path), path.stat().st_mode & 0o077) == (agent_token(path), 0)
