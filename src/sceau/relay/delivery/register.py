"""The register over HTTP: what it answered, or in which of two ways it failed.

*Unavailable* is about the register (unreachable, overloaded, refusing us): no envelope is to blame, all wait. *Broken*
is about this request (an error 500, a connection cut half-way, an answer that is none): one envelope in it may be the
cause.
"""

import json
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Final

import httpx2

from sceau.assertion import Credentials, token_request
from sceau.deadline import Deadline
from sceau.envelope import cbor
from sceau.envelope.errors import EnvelopeError
from sceau.relay.delivery.answers import ANSWER_LIMIT
from sceau.web.answers import AnswerTooLongError, read_answer
from sceau.web.clock import Clock

SCOPE: Final = "intake.write log.write"
SEQUENCE: Final = "application/cbor-seq"
SILENCE: Final = timedelta(seconds=30)
"""Without a byte either way, after which a request has failed."""
WHOLE: Final = timedelta(seconds=50)
"""What a whole request may take: less than a lease, so that what it asked about is still ours when it fails.

A token, every few minutes, is a request of its own before it: after a slow one the lease may be over, our word late.
"""
LONGEST_ANSWER: Final = 64 * 1024 * 1024
"""Bytes, far beyond any that the register gives: more would only fill our memory."""
_CONNECT_SECONDS: Final = 5.0
_ONE_REQUEST_A_CONNECTION: Final = httpx2.Limits(max_keepalive_connections=0)
"""A connection kept open stays with one process of the register: two of ours may share it while another has no work."""
_LONGEST_WAIT: Final = timedelta(days=1)
"""Whatever the register asks: a wrong date must not keep an envelope for ever."""
_TOKEN_MARGIN: Final = timedelta(seconds=30)
_BLAMELESS: Final = frozenset({401, 403, 404, 429, 503, 507})
"""Statuses that are about us or the register, never about an envelope. Not 502 and 504: what stands before the register
answers so when an envelope has killed or hung the process that had it."""


class Unavailable(Exception):
    """The register takes nothing now. `code` says why; `retry_after` when it said so."""

    def __init__(self, code: str, retry_after: timedelta | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.retry_after = retry_after


class Broken(Exception):
    """The request failed; perhaps one envelope in it is the cause."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """Read whole. `retry_after` is the header as it came, or nothing."""

    status: int
    retry_after: str
    body: bytes


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    until: datetime


class Register:
    """One destination: its address, how we prove who we are, and the token of now. One thread uses it."""

    def __init__(
        self,
        url: str,
        credentials: Credentials,
        clock: Clock,
        *,
        authorities: Path | None = None,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        """`authorities`: certificates in PEM, one of which must have signed the register's; the system's when None.

        `transport` when it is not the network's own.
        """
        self._credentials = credentials
        self._clock = clock
        self._http = httpx2.Client(
            base_url=url,
            timeout=_timeouts(),
            limits=_ONE_REQUEST_A_CONNECTION,
            transport=transport,
            verify=_trust(authorities),
        )
        self._token: _Token | None = None

    def close(self) -> None:
        self._http.close()

    def intake(self, deliveries: Sequence[bytes]) -> list[bytes]:
        """Send encoded deliveries; the items of the answer, unread. Raises Unavailable or Broken."""
        return _split(self._post("/intake", b"".join(deliveries)))

    def forward(self, entries: Sequence[bytes]) -> list[str]:
        """Send log entries; one line of JSON for each. Raises Unavailable or Broken."""
        return self._post("/pharmacies/log", b"".join(entries)).decode(errors="replace").splitlines()

    def fetch(self, path: str) -> list[bytes]:
        """The items of a public sequence: `/keys`, `/enrolments`. Raises Unavailable or Broken."""
        return _split(self.read(path))

    def read(self, path: str) -> bytes:
        """What a public address answers, as it is. Raises Unavailable or Broken."""
        return _checked(self._send("GET", path), self._clock)

    def ask(self, path: str) -> list[bytes]:
        """The items of a sequence that is told to us alone. Raises Unavailable or Broken."""
        return _split(self._send_as_us("GET", path, {}))

    def _post(self, path: str, body: bytes) -> bytes:
        return self._send_as_us("POST", path, {"Content-Type": SEQUENCE}, content=body)

    def _send_as_us(self, method: str, path: str, headers: dict[str, str], **request: object) -> bytes:
        authorization = {"Authorization": f"Bearer {self._current_token()}"}
        answer = self._send(method, path, headers=headers | authorization, **request)
        if answer.status == httpx2.codes.UNAUTHORIZED:
            self._token = None  # asked anew at the next attempt
        return _checked(answer, self._clock)

    def _current_token(self) -> str:
        if self._token is None or self._clock.now() >= self._token.until:
            try:
                self._token = self._new_token()
            except (Broken, ValueError, KeyError, TypeError):  # no envelope was in that request: none is to blame
                raise Unavailable("register-refuses") from None
        return self._token.text

    def _new_token(self) -> _Token:
        now, endpoint = self._clock.now(), str(self._http.base_url.join("/token"))
        form = token_request(self._credentials, endpoint=endpoint, scope=SCOPE, now=now.timestamp())
        answer = json.loads(_checked(self._send("POST", "/token", data=form), self._clock))
        lifetime = timedelta(seconds=answer["expires_in"]) - _TOKEN_MARGIN
        return _Token(answer["access_token"], now + lifetime)

    def _send(self, method: str, path: str, **request: object) -> _Answer:
        try:
            with (
                Deadline(WHOLE) as deadline,
                self._http.stream(method, path, extensions=deadline.extensions, **request) as response,  # type: ignore[arg-type]
            ):
                body = read_answer(response, limit=LONGEST_ANSWER)
                return _Answer(response.status_code, response.headers.get("Retry-After", ""), body)
        except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout) as failure:
            raise Unavailable("register-untrusted" if _is_of_trust(failure) else "register-unreachable") from None
        except (httpx2.HTTPError, AnswerTooLongError):
            raise Broken from None


def _timeouts() -> httpx2.Timeout:
    return httpx2.Timeout(SILENCE.total_seconds(), connect=_CONNECT_SECONDS)


def _trust(authorities: Path | None) -> ssl.SSLContext | bool:
    return True if authorities is None else ssl.create_default_context(cafile=authorities)


def _is_of_trust(failure: BaseException | None) -> bool:
    """Whether a certificate was the cause: expired, of another name, or signed by nobody we trust."""
    while failure is not None:
        if isinstance(failure, ssl.SSLCertVerificationError):
            return True
        failure = failure.__cause__ or failure.__context__
    return False


def _checked(answer: _Answer, clock: Clock) -> bytes:
    """The body of an answer 2xx."""
    if httpx2.codes.is_success(answer.status):
        return answer.body
    if answer.status in _BLAMELESS:
        raise Unavailable(_problem_code(answer.body), _retry_after(answer.retry_after, clock.now()))
    raise Broken


def _split(body: bytes) -> list[bytes]:
    buffer = bytearray(body)
    try:
        items = list(cbor.split_sequence(buffer, limit=ANSWER_LIMIT))
    except EnvelopeError:
        raise Broken from None
    if buffer:  # cut short
        raise Broken
    return items


def _problem_code(body: bytes) -> str:
    """The code of a problem+json answer, if it is one of ours, else one that says what the status means."""
    try:
        code = json.loads(body)["code"]
    except (ValueError, KeyError, TypeError):
        code = ""
    return code if isinstance(code, str) and code.replace("-", "").isalpha() and len(code) < 64 else "register-refuses"


def _retry_after(value: str, now: datetime) -> timedelta | None:
    """RFC 9110 §10.2.3: seconds, or a date."""
    if value.isdecimal():
        return min(timedelta(seconds=int(value[:9])), _LONGEST_WAIT)
    try:
        return min(max(parsedate_to_datetime(value) - now, timedelta()), _LONGEST_WAIT)
    except (ValueError, TypeError):
        return None
