"""Speaking HTTP with a relay: deadlines, problems as errors, and the time the relay has.

Only https, or http to this machine. Every failure is a ClientError; what to try again is `patience`'s affair.
"""

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Final, Self
from urllib.parse import urlsplit

import httpx2

from sceau import __version__
from sceau.client.errors import ClientError, RelayRefused, RelayUnreachable
from sceau.deadline import Deadline

WHOLE: Final = timedelta(minutes=15)
"""What a whole request may take, the answer read: the largest batch, 8 MiB, takes nine at 128 kbit/s."""
_SILENCE = httpx2.Timeout(60.0, connect=10.0)
_ONE_REQUEST_A_CONNECTION: Final = httpx2.Limits(max_keepalive_connections=0)
"""As the deadline needs it."""
_THIS_MACHINE = frozenset({"127.0.0.1", "::1", "localhost"})
_SKEW_NOTICED = 5.0  # seconds; less is the network's doing
Body = bytes | Iterable[bytes]


class Connection:
    """To one relay, at `url`; a context manager. `clock` gives seconds since 1970; `whole` is a request's time."""

    def __init__(
        self,
        url: str,
        *,
        transport: httpx2.BaseTransport | None = None,
        clock: Callable[[], float] = time.time,
        whole: timedelta = WHOLE,
    ) -> None:
        self.url = checked_url(url)
        self._whole = whole
        self._clock = clock
        self.skew = 0.0  # seconds the relay is ahead of this computer
        self._client = httpx2.Client(
            base_url=self.url,
            timeout=_SILENCE,
            limits=_ONE_REQUEST_A_CONNECTION,
            headers={"User-Agent": f"sceau/{__version__}"},
            transport=transport,
        )

    def now(self) -> float:
        """Seconds since 1970 by the relay's clock: a counter's computer may be days off."""
        return self._clock() + self.skew

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def get(self, path: str, *, headers: Mapping[str, str] | None = None) -> bytes:
        with self.exchange("GET", path, headers=headers) as answer:
            return answer.read()

    def post(self, path: str, body: Body, *, kind: str, headers: Mapping[str, str] | None = None) -> bytes:
        with self.exchange("POST", path, body, headers={"Content-Type": kind, **(headers or {})}) as answer:
            return answer.read()

    def lines(self, path: str, body: Body, *, kind: str, headers: Mapping[str, str]) -> Iterator[dict[str, object]]:
        """The objects of an NDJSON answer, as they arrive."""
        with self.exchange("POST", path, body, headers={"Content-Type": kind, **headers}) as answer:
            for line in answer.iter_lines():
                yield json_object(line, path)

    @contextmanager
    def exchange(
        self, method: str, path: str, body: Body | None = None, *, headers: Mapping[str, str] | None = None
    ) -> Iterator[httpx2.Response]:
        """An answer below 300, its body still to be read. Raises RelayUnreachable or RelayRefused."""
        try:
            with self._open(method, path, body, headers) as answer:
                self._measure_skew(answer)
                if answer.status_code >= 300:
                    answer.read()
                    raise _refusal(answer, self.url)
                yield answer
        except httpx2.TransportError as problem:
            raise RelayUnreachable("relay-unreachable", self.url) from problem

    @contextmanager
    def _open(
        self, method: str, path: str, body: Body | None, headers: Mapping[str, str] | None
    ) -> Iterator[httpx2.Response]:
        """The answer, for as long as a request may take. httpx2.ReadTimeout for one cut off that looks whole."""
        with Deadline(self._whole) as deadline:
            asked = self._client.stream(method, path, content=body, headers=headers, extensions=deadline.extensions)
            with asked as answer:
                yield answer
            if deadline.is_over:
                raise httpx2.ReadTimeout("the request took too long")

    def _measure_skew(self, answer: httpx2.Response) -> None:
        try:
            theirs = parsedate_to_datetime(answer.headers["Date"]).timestamp()
        except (KeyError, ValueError):
            return
        skew = theirs - self._clock()
        self.skew = skew if abs(skew) > _SKEW_NOTICED else 0.0


def checked_url(url: str) -> str:
    """The address without a final slash. Refuses what would send in clear over a network."""
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _THIS_MACHINE):
        raise ClientError("insecure-address", url)
    return url.rstrip("/")


def json_object(text: str | bytes, place: str) -> dict[str, object]:
    """An answer's object; anything else is not the relay's (a proxy's page, for instance)."""
    try:
        value = json.loads(text)
    except ValueError as problem:
        raise RelayUnreachable("unknown-answer", place) from problem
    if not isinstance(value, dict):
        raise RelayUnreachable("unknown-answer", place)
    return value


def _refusal(answer: httpx2.Response, place: str) -> ClientError:
    if answer.headers.get("Content-Type", "").partition(";")[0] != "application/problem+json":
        if answer.status_code >= 500:
            return RelayUnreachable("relay-unreachable", place)
        return RelayRefused({}, status=answer.status_code, place=place, retry_after=_retry_after(answer))
    problem = json_object(answer.content, place)
    return RelayRefused(problem, status=answer.status_code, place=place, retry_after=_retry_after(answer))


def _retry_after(answer: httpx2.Response) -> float | None:
    """Seconds: the header gives them, or a date."""
    said = answer.headers.get("Retry-After", "")
    if said.isdigit():
        return float(said)
    try:
        then, now = (parsedate_to_datetime(text) for text in (said, answer.headers.get("Date", "")))
    except ValueError:
        return None
    return max(0.0, (then - now).total_seconds())
