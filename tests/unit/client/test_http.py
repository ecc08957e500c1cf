"""The conversation with a relay: what is an answer, what is a problem, what is nobody."""

from collections.abc import Callable
from datetime import timedelta

import httpx2
import pytest
from tests.unit.dripping import dripping

from sceau.client.errors import ClientError, RelayRefused, RelayUnreachable
from sceau.client.http import Connection, checked_url

NOW = 1_600_000_000.0
Handler = Callable[[httpx2.Request], httpx2.Response]


def connection(handler: Handler) -> Connection:
    return Connection("https://relay.example", transport=httpx2.MockTransport(handler), clock=lambda: NOW)


def answering(status: int, **given: object) -> Handler:
    return lambda _: httpx2.Response(status, **given)  # type: ignore[arg-type]


def test_an_answer_is_its_bytes() -> None:
    assert connection(answering(200, content=b"bytes")).get("/keys") == b"bytes"


def test_the_lines_of_an_answer_come_one_by_one() -> None:
    lines = connection(answering(200, content=b'{"a": 1}\n{"a": 2}\n')).lines("/", b"", kind="text/plain", headers={})
    assert list(lines) == [{"a": 1}, {"a": 2}]


def test_a_problem_keeps_its_code_and_says_when_to_come_back() -> None:
    headers = {"Content-Type": "application/problem+json", "Retry-After": "7"}
    with pytest.raises(RelayRefused, match="busy") as caught:
        connection(answering(503, json={"code": "busy"}, headers=headers)).get("/")
    assert (caught.value.status, caught.value.retry_after) == (503, 7.0)


def test_retry_after_may_be_a_date() -> None:
    headers = {"Date": "Sun, 13 Sep 2020 12:26:40 GMT", "Retry-After": "Sun, 13 Sep 2020 12:27:40 GMT"}
    with pytest.raises(RelayRefused) as caught:
        connection(answering(429, headers=headers)).get("/")
    assert caught.value.retry_after == 60.0


@pytest.mark.parametrize("status", [500, 502, 504])
def test_a_proxy_that_finds_no_relay_is_nobody(status: int) -> None:
    with pytest.raises(RelayUnreachable):
        connection(answering(status, content=b"<html>")).get("/")


def test_a_page_instead_of_lines_is_nobody() -> None:
    lines = connection(answering(200, content=b"<html>")).lines("/", b"", kind="text/plain", headers={})
    with pytest.raises(RelayUnreachable):
        list(lines)


def test_a_network_that_fails_is_nobody() -> None:
    def fail(_: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("made up")

    with pytest.raises(RelayUnreachable):
        connection(fail).get("/")


def test_an_answer_that_drips_is_cut_off_and_nobodys() -> None:
    with (
        dripping() as relay,
        Connection(relay.url, whole=timedelta(seconds=0.5)) as slow,
        pytest.raises(RelayUnreachable),
    ):
        slow.get("/")


def test_the_relays_clock_is_believed() -> None:
    asked = connection(answering(200, headers={"Date": "Mon, 14 Sep 2020 12:26:40 GMT"}))
    asked.get("/")
    assert asked.now() == NOW + 86_400


def test_a_second_or_two_is_the_network() -> None:
    asked = connection(answering(200, headers={"Date": "Sun, 13 Sep 2020 12:26:42 GMT"}))
    asked.get("/")
    assert asked.now() == NOW


@pytest.mark.parametrize("url", ["http://relay.example", "relay.example", "ftp://relay.example", "http://127.0.0.1.x"])
def test_nothing_goes_in_clear_over_a_network(url: str) -> None:
    with pytest.raises(ClientError, match="insecure-address"):
        checked_url(url)


def test_this_machine_may_be_spoken_to_in_clear() -> None:
    assert checked_url("http://localhost:8400/") == "http://localhost:8400"


def test_an_error_says_nothing_but_its_code() -> None:
    assert str(ClientError("damaged-file", "somebodys-name.csv")) == "damaged-file"
