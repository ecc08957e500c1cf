"""Bytes from a service, or from a folder of the same paths; of a page also the policy that comes with it.

Files that somebody handed over are read here too: none is read further than an answer would be.
"""

import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from gzip import GzipFile
from http import HTTPStatus
from http.client import HTTPException
from pathlib import Path
from typing import Final
from urllib.error import HTTPError
from urllib.request import Request

from .deadline import Deadline
from .refusal import Refused

Read = Callable[[str], bytes]
"""The bytes at a path of a service or of a folder. Refused: `absent`, `too-large`, `unreachable`."""
_SILENCE: Final = 30
"""Seconds."""
_WHOLE: Final = 120
"""Seconds that an answer may take, however it trickles."""
_LIMIT: Final = 32 * 1024 * 1024
"""Twice what the largest answer of an honest service has: whoever is asked must not fill the asker's memory."""
_LINE: Final = 64 * 1024
"""Bytes of a line: more than the longest that a journal has."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a browser is given: bytes, their kind (empty where it would guess one), and what they may do."""

    data: bytes
    content_type: str
    policies: tuple[str, ...]


def reader(where: str) -> Read:
    """Reads below a URL or a folder."""
    if is_address(where):
        return lambda path: fetch(f"{where.rstrip('/')}/{path}").data
    return lambda path: stored(Path(where) / path)


def is_address(where: str) -> bool:
    return where.startswith(("http://", "https://"))


def fetch(url: str) -> Answer:
    """What is served there, compressed as browsers ask for it.

    Refused: `absent`, `redirected`, `too-large`, `unreachable`.
    """
    if not is_address(url):
        raise Refused("unreachable", url)
    try:
        request = Request(url, headers={"Accept-Encoding": "gzip"})  # noqa: S310 (http or https: see above)
        with Deadline(_WHOLE) as deadline, deadline.opener().open(request, timeout=_SILENCE) as answer:
            named = answer.headers
            packed = GzipFile(fileobj=answer) if named.get("Content-Encoding") == "gzip" else answer
            data: bytes = packed.read(_LIMIT + 1)
            policies = tuple(named.get_all("Content-Security-Policy", ()))
    except HTTPError as answer:
        answer.close()
        raise _refused(answer.code, url) from None
    except (OSError, EOFError, HTTPException, ValueError, zlib.error):  # ValueError: no address
        raise Refused("unreachable", url) from None
    if deadline.over:  # what came may be a part
        raise Refused("unreachable", url)
    if len(data) > _LIMIT:
        raise Refused("too-large", url)
    return Answer(data, _kind(named), policies)


def _refused(code: int, url: str) -> Refused:
    if code == HTTPStatus.NOT_FOUND:
        return Refused("absent", url)
    return Refused("redirected", url) if 300 <= code < 400 else Refused("unreachable", url)


def _kind(named: Message) -> str:
    kind, said = named.get_content_type(), named.get_all("Content-Type", [])
    return kind if [one.partition(";")[0].strip().lower() for one in said] == [kind] else ""


def stored(path: Path) -> bytes:
    """A file, whole. Refused: `absent`, `too-large`, `unreachable`."""
    with _readable(path), path.open("rb") as file:
        data = file.read(_LIMIT + 1)
    if len(data) > _LIMIT:
        raise Refused("too-large", str(path))
    return data


def stored_lines(path: Path) -> Iterator[bytes]:
    """A file of any length, line by line; one too long comes in parts. Refused: `absent`, `unreachable`."""
    with _readable(path), path.open("rb") as file:
        while line := file.readline(_LINE):
            yield line


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise Refused("absent", str(path)) from None
    except OSError:
        raise Refused("unreachable", str(path)) from None
