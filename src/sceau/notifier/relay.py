"""The relay as the notifier sees it: slips leased, outcomes settled, published statements (`spec/notice.md` §3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx2

from sceau.assertion import Credentials, token_request
from sceau.deadline import Deadline
from sceau.envelope import cbor
from sceau.envelope.errors import EnvelopeError
from sceau.envelope.fields import UNSIGNED, Field, byte_string, exactly, take
from sceau.envelope.statements import Statements
from sceau.envelope.wire import DELIVERY_LIMIT
from sceau.web.clock import Clock

SCOPE: Final = "notice.send"
MOST: Final = 50
_CBOR: Final = "application/cbor"
WHOLE: Final = timedelta(minutes=2)
"""What one request may take, the answer read."""
_SILENCE: Final = httpx2.Timeout(30, connect=5)
_ONE_REQUEST_A_CONNECTION: Final = httpx2.Limits(max_keepalive_connections=0)
"""As the deadline needs it."""
_TOKEN_MARGIN: Final = timedelta(seconds=30)
_LIMIT: Final = 16 * 1024 * 1024
_LEASED: Final = {"lease": exactly(16), "seconds": UNSIGNED, "slips": Field(list, 0, MOST)}


class RelayError(RuntimeError):
    """The relay did not do what was asked. `code` says what it answered, or that it did not."""

    def __init__(self, code: str) -> None:
        super().__init__(f"the relay did not do it ({code}): check SCEAU_NOTIFIER_RELAY_URL and the client it knows")
        self.code = code


@dataclass(frozen=True, slots=True)
class Leased:
    """Encoded deliveries, ours for `seconds`."""

    lease: bytes
    seconds: int
    slips: tuple[bytes, ...]


class Relay:
    """One relay, who we are there, and the token of now."""

    def __init__(self, url: str, credentials: Credentials, clock: Clock) -> None:
        self._credentials = credentials
        self._clock = clock
        self._http = _asking(url)
        self._token = ""
        self._token_until = datetime.min.replace(tzinfo=UTC)

    def close(self) -> None:
        self._http.close()

    def lease(self) -> Leased:
        """Slips that are due. RelayError."""
        answer = self._post("/notices/lease", cbor.encode({"most": MOST}))
        try:
            fields = take(cbor.decode(answer.content, limit=_LIMIT, path="lease"), "lease", _LEASED)
            slips = tuple(byte_string(one, "lease.slips", 1, DELIVERY_LIMIT) for one in fields["slips"])
        except EnvelopeError as wrong:
            raise RelayError(wrong.code) from None
        return Leased(fields["lease"], fields["seconds"], slips)

    def done(self, lease: bytes, outcomes: Sequence[tuple[int, bytes, bytes, str]]) -> None:
        """Say what became of each (day, pharmacy, id). RelayError."""
        self._post("/notices/done", cbor.encode({"lease": lease, "outcomes": [list(one) for one in outcomes]}))

    def _post(self, path: str, body: bytes) -> httpx2.Response:
        headers = {"Content-Type": _CBOR, "Authorization": f"Bearer {self._current_token()}"}
        try:
            return self._send("POST", path, content=body, headers=headers)
        except RelayError:
            self._token = ""  # asked anew at the next attempt: it may be the token that is refused
            raise

    def _current_token(self) -> str:
        now = self._clock.now()
        if not self._token or now >= self._token_until:
            endpoint = str(self._http.base_url.join("/token"))
            form = token_request(self._credentials, endpoint=endpoint, scope=SCOPE, now=now.timestamp())
            answer = self._send("POST", "/token", data=form)
            try:
                token, seconds = answer.json()["access_token"], answer.json()["expires_in"]
            except (ValueError, KeyError, TypeError):
                raise RelayError("unknown-answer") from None
            self._token, self._token_until = token, now + timedelta(seconds=seconds) - _TOKEN_MARGIN
        return self._token

    def _send(self, method: str, path: str, **request: Any) -> httpx2.Response:  # noqa: ANN401 (httpx2's)
        return _answered(self._http, method, path, **request)


def read_statements(url: str, *, root_hash: bytes) -> Statements:
    """The register's chain as the relay mirrors it, checked from the pinned root. RelayError, EnvelopeError."""
    with _asking(url) as http:
        buffer = bytearray(_answered(http, "GET", "/keys").content)
    return Statements.replay(list(cbor.split_sequence(buffer, limit=_LIMIT)), root_hash=root_hash)


def _asking(url: str) -> httpx2.Client:
    return httpx2.Client(base_url=url, timeout=_SILENCE, limits=_ONE_REQUEST_A_CONNECTION)


def _answered(http: httpx2.Client, method: str, path: str, **request: Any) -> httpx2.Response:  # noqa: ANN401 (the same)
    try:
        with Deadline(WHOLE) as deadline:
            response = http.request(method, path, extensions=deadline.extensions, **request)
    except httpx2.HTTPError:
        raise RelayError("relay-unreachable") from None
    if deadline.is_over:
        raise RelayError("relay-unreachable")
    if not response.is_success:
        raise RelayError(f"http-{response.status_code}")
    return response
