"""A made-up pharmacy that sends to the relay, and notes what it was told was taken."""

import json
import threading
import time
from base64 import urlsafe_b64decode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import httpx2
from tests.integration.register.pharmacies import made_up_record

from sceau.assertion import Credentials, token_request
from sceau.envelope import cbor
from sceau.envelope.pharmacy_log import PharmacyLog
from sceau.envelope.seal import Readers, Sender, TicketFor, seal_envelope
from sceau.envelope.ticket import Ticket

Key = tuple[int, bytes]
"""(day, id)."""
SCOPES = "envelope.write envelope.read"
_MARGIN: Final = 60.0
"""Seconds before its end from which a token is asked for anew, as software does that sends all day."""
_OURS = httpx2.Timeout(60, pool=None)


@dataclass(frozen=True, slots=True)
class Letter:
    """A sealed envelope under its ticket."""

    day: int
    id: bytes
    header: bytes
    lookup: bytes
    envelope: bytes
    reply: bytes = field(repr=False)

    @property
    def key(self) -> Key:
        return self.day, self.id


@dataclass(frozen=True, slots=True)
class Notebook:
    """What the relay has answered 2xx to: from that moment it is the relay's to deliver."""

    acknowledged: dict[Key, Letter] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, letters: Iterable[Letter], answers: Iterable[dict[str, Any]]) -> None:
        with self._lock:
            for letter, answer in zip(letters, answers, strict=False):
                if answer.get("status") in (200, 201):
                    self.acknowledged[letter.key] = letter

    def missing(self, letters: Iterable[Letter]) -> list[Letter]:
        """Those that must be sent again."""
        with self._lock:
            return [letter for letter in letters if letter.key not in self.acknowledged]


@dataclass(frozen=True, slots=True)
class Pen:
    """What sealing takes; bytes alone, so that another process can be handed it."""

    pharmacy: bytes
    pharmacy_key: bytes
    register_key: bytes
    device_seed: bytes = field(repr=False)

    def seal(self, *, envelope_id: bytes | None = None, days_ahead: int = 0) -> Letter:
        """A new record of a made-up person, sealed under a ticket of its own; its day is today, or so many later."""
        record, day, ticket = made_up_record(), int(time.time()) // 86_400 + days_ahead, Ticket.new()
        sealed = seal_envelope(
            record,
            sender=Sender(self.pharmacy, self.device_seed),
            readers=Readers(self.register_key, self.pharmacy_key),
            day=day,
            identity_to_register=True,
            ticket=TicketFor(ticket, record["identity"]["birth_date"]),
            envelope_id=envelope_id,
        )
        envelope = sealed.envelope
        return Letter(day, envelope.header.id, envelope.header_bytes, ticket.lookup, envelope.encode(), sealed.reply)

    def seal_many(self, count: int) -> list[Letter]:
        return [self.seal() for _ in range(count)]


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What a pharmacy holds once it is enrolled."""

    log: PharmacyLog
    pen: Pen = field(repr=False)
    credentials: Credentials = field(repr=False)

    def seal(self, *, envelope_id: bytes | None = None) -> Letter:
        return self.pen.seal(envelope_id=envelope_id)


class Client:
    """The pharmacy's software over HTTP. Raises httpx2.TransportError when the relay dies under it.

    Raises httpx2.HTTPStatusError when it is given no token.
    """

    def __init__(self, url: str, credentials: Credentials, notebook: Notebook) -> None:
        self._credentials = credentials
        self._notebook = notebook
        self._http = httpx2.Client(base_url=url, timeout=_OURS, limits=httpx2.Limits(max_connections=200))
        self._token = ""
        self._renew_at = 0.0
        self._days = 0.0

    def set_clock(self, days: float) -> None:
        """This computer's clock is so many days ahead from now on; what it was given by the old one counts no more."""
        self._days, self._token = days, ""

    def close(self) -> None:
        self._http.close()

    def send_one(self, letter: Letter) -> httpx2.Response:
        """As software sends a result at once."""
        answer = self._post("/envelopes", letter.envelope, "application/cbor")
        if answer.is_success:
            self._notebook.note([letter], [answer.json()])
        return answer

    def send(self, letters: Sequence[Letter]) -> list[dict[str, Any]]:
        """As software sends a day, in one stream; an answer a letter, none when the relay refuses the whole."""
        response = self.try_to_send(letters)
        return _lines(response) if response.is_success else []

    def try_to_send(self, letters: Sequence[Letter]) -> httpx2.Response:
        """The same, for whoever wants to see how the whole was refused."""
        body = b"".join(letter.envelope for letter in letters)
        response = self._post("/envelopes", body, "application/cbor-seq")
        if response.is_success:
            self._notebook.note(letters, _lines(response))
        return response

    def follow(self, letters: Sequence[Letter]) -> list[dict[str, Any]]:
        """Where each letter is."""
        body = cbor.encode([list(letter.key) for letter in letters])
        response = self._post("/envelopes/status", body, "application/cbor")
        assert response.is_success, response.text
        return _lines(response)

    def _post(self, path: str, body: bytes, kind: str) -> httpx2.Response:
        headers = {"Content-Type": kind, "Authorization": f"Bearer {self.token()}"}
        answer = self._http.post(path, content=body, headers=headers)
        if answer.status_code == httpx2.codes.UNAUTHORIZED:
            self._token = ""  # by the relay's clock it is over
        return answer

    def token(self) -> str:
        if not self._token or time.monotonic() > self._renew_at:
            endpoint = str(self._http.base_url.join("/token"))
            form = token_request(
                self._credentials, endpoint=endpoint, scope=SCOPES, now=time.time() + 86_400 * self._days
            )
            given = self._http.post("/token", data=form).raise_for_status().json()
            self._token, self._renew_at = given["access_token"], time.monotonic() + given["expires_in"] - _MARGIN
        return self._token


def _lines(response: httpx2.Response) -> list[dict[str, Any]]:
    return [json.loads(line) for line in response.text.splitlines()]


def bytes_of(text: str) -> bytes:
    """What an answer writes in base64url without padding."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
