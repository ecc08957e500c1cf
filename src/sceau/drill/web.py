"""What a service gives to anybody who asks over HTTP: its files, its metrics, its ledger, and its mistakes.

The one idea: ask as somebody who scans the internet asks, with paths that a browser would tidy up first; then look in
every answer, whatever its status, for people and for the service's own secrets. A secret that is served counts as
everybody: whoever has it goes on from there.
"""

import http.client
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from typing import Final
from urllib.parse import urlsplit

from sceau.drill.streams import Piece
from sceau.ledger.tiles import changed_tiles

MACHINE: Final = frozenset({b"root:x:0:0:", b"DJANGO_SETTINGS_MODULE=", b"SCEAU_RELAY_", b"SCEAU_REGISTER_"})
"""Marks of the machine's own files: its accounts, a process' environment, a settings file."""
_TIMEOUT_SECONDS: Final = 20.0
_ROOTS: Final = ("/", "/static/", "/media/", "/t/", "/ledger/tile/", "/.well-known/", "/ledger/tile/entries/", "//")
_UPWARDS: Final = (
    "../",
    "..%2f",
    "%2e%2e/",
    "%2e%2e%2f",
    "..%252f",
    "....//",
    "..\\",
    "..%5c",
    "%c0%ae%c0%ae/",
    ";/../",
)
_TARGETS: Final = ("etc/passwd", "proc/self/environ", "proc/self/cmdline", "proc/self/maps")


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes
    headers: bytes


def ask(
    url: str, path: str, *, method: str = "GET", body: bytes = b"", kind: str = "application/octet-stream"
) -> Answer:
    """One request, its path sent exactly as given."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=_TIMEOUT_SECONDS)
    try:
        connection.putrequest(method, path, skip_accept_encoding=True)
        if method != "GET":
            connection.putheader("Content-Type", kind)
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body or None)
        answer = connection.getresponse()
        return Answer(answer.status, answer.read(), str(answer.headers).encode())
    except (http.client.HTTPException, ConnectionError):
        return Answer(0, b"", b"")  # refused without a word: nothing was learned
    finally:
        connection.close()


def scanned_paths() -> Iterator[str]:
    """Common secrets, and ways out of every folder that is served."""
    common = resources.files("sceau.drill").joinpath("common_paths.txt").read_text(encoding="ascii")
    yield from (f"/{name}" for name in common.split())
    for root in _ROOTS:
        for upwards in _UPWARDS:
            yield from (f"{root}{upwards * 8}{target}" for target in _TARGETS)
        yield f"{root}/etc/passwd"
    yield from (
        f"/static/../{name}" for name in ("configuration.py", "../relay/settings.py", "../register/settings.py")
    )


def file_pieces(url: str, service: str) -> Iterator[Piece]:
    for path in scanned_paths():
        answer = ask(url, path)
        yield Piece(f"{service} {path}", answer.body, whole=True)
        yield Piece(f"{service} {path} (headers)", answer.headers)


def ledger_pieces(url: str) -> Iterator[Piece]:
    """The whole public ledger: checkpoint, every tile of hashes, every bundle of entries."""
    checkpoint = ask(url, "/ledger/checkpoint").body
    yield Piece("checkpoint", checkpoint)
    size = int(checkpoint.split(b"\n")[1]) if checkpoint.count(b"\n") > 2 else 0
    for tile in changed_tiles(0, size):
        yield Piece(tile.path, ask(url, f"/ledger/{tile.path}").body, whole=True)
