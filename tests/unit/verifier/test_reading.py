"""What a service answers is read as a browser would read it, and no more of it than can be honest."""

import gzip
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import pytest
from tests.unit.verifier.refusals import refused

from sceau.verifier import reading
from sceau.verifier.reading import fetch

ANSWERS: dict[str, tuple[int, dict[str, str], bytes]] = {
    "/plain": (200, {"Content-Type": "text/plain"}, b"as it is"),
    "/packed": (
        200,
        {"Content-Encoding": "gzip", "Content-Security-Policy": "default-src 'none'"},
        gzip.compress(b"small"),
    ),
    "/bomb": (200, {"Content-Encoding": "gzip"}, gzip.compress(bytes(40 * 1024 * 1024))),
    "/torn": (200, {"Content-Encoding": "gzip"}, gzip.compress(b"a" * 1000)[:-20]),
    "/fails": (500, {}, b""),
    "/trickle": (200, {}, bytes(100)),
    "/nameless": (200, {}, b"<!doctype html>"),
    "/misnamed": (200, {"Content-Type": "text/html/x"}, b"<!doctype html>"),
    "/elsewhere": (302, {"Location": "http://localhost:1/plain"}, b""),
    "/ftp": (302, {"Location": "ftp://localhost/plain"}, b""),
    "/moved": (302, {"Location": "/plain"}, b""),
}


@pytest.fixture(scope="module")
def at() -> Iterator[Callable[[str], str]]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = ANSWERS.get(self.path, (404, {}, b""))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            for at in range(len(body) if self.path == "/trickle" else 0):
                self.wfile.write(body[at : at + 1])
                Event().wait(0.02)
            self.wfile.write(body if self.path != "/trickle" else b"")

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield lambda path: f"http://127.0.0.1:{server.server_port}{path}"
        server.shutdown()


def test_an_answer_is_read_as_it_is(at: Callable[[str], str]) -> None:
    assert (fetch(at("/plain")).data, fetch(at("/plain")).content_type) == (b"as it is", "text/plain")


def test_a_compressed_answer_is_unpacked_and_its_policy_kept(at: Callable[[str], str]) -> None:
    answer = fetch(at("/packed"))
    assert (answer.data, answer.policies) == (b"small", ("default-src 'none'",))


@pytest.mark.parametrize(
    ("path", "code"),
    [("/bomb", "too-large"), ("/torn", "unreachable"), ("/fails", "unreachable"), ("/nothing", "absent")],
)
def test_what_cannot_be_an_honest_answer_is_refused(at: Callable[[str], str], path: str, code: str) -> None:
    with refused(code):
        fetch(at(path))


@pytest.mark.parametrize("path", ["/nameless", "/misnamed"])
def test_a_kind_that_a_browser_would_guess_is_none(at: Callable[[str], str], path: str) -> None:
    assert fetch(at(path)).content_type == ""


@pytest.mark.parametrize("path", ["/elsewhere", "/ftp", "/moved"])
def test_whoever_sends_elsewhere_is_not_followed(at: Callable[[str], str], path: str) -> None:
    with refused("redirected"):
        fetch(at(path))


@pytest.mark.parametrize(
    "address", ["file:///etc/hostname", "ftp://one.example/x", "nowhere", "http://[", "http://127.0.0.1:1/"]
)
def test_what_is_no_service_is_not_asked(address: str) -> None:
    with refused("unreachable"):
        fetch(address)


def test_an_answer_that_trickles_is_not_waited_for_for_ever(
    at: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "_WHOLE", 0.2)
    with refused("unreachable"):
        fetch(at("/trickle"))
