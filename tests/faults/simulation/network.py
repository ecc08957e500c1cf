"""The network between a caller and a service: an httpx2 transport that loses, delays, doubles and alters.

The one idea: whoever calls cannot tell a lost request from a lost answer; the network can, and does both. A request
that is held back arrives when the simulation lets it, after others that were sent later, and nobody hears its answer.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol

import httpx2
from tests.faults.simulation.chance import Chance
from tests.faults.simulation.clocks import Time
from tests.faults.simulation.process import Process, SimulatedCrash
from tests.faults.simulation.weather import ILL, Fate, Weather

_REFUSED: Final = 300
_ERROR: Final = 500
_BUSY: Final = 503
_SLOW_DOWN: Final = 429
_RETRY_AFTER: Final = ("1", "45", "600", "7200", "soon")


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and a body; `headers` beside them."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Request:
    caller: str
    method: str
    path: str
    body: bytes
    authorization: str


class Service(Protocol):
    """Whoever answers. Raises SimulatedCrash when it dies of it."""

    @property
    def name(self) -> str: ...

    def answer(self, request: Request) -> Answer: ...


@dataclass(slots=True)
class Network:
    """`weather` may change; `held` are requests that have not arrived yet."""

    chance: Chance
    time: Time
    weather: Weather
    held: list[tuple[Service, Request]] = field(default_factory=list)
    away_until: dict[str, datetime] = field(default_factory=dict)
    _last: dict[tuple[str, str], bytes] = field(default_factory=dict)
    """The last good body, by caller and path: what a confused proxy might answer again."""

    def carry(self, service: Service, request: Request) -> Answer:
        """Bring a request to a service, or not. Raises httpx2's transport errors."""
        if self.time.now() < self.away_until.get(service.name, self.time.now()):
            raise httpx2.ConnectError("away")
        fate = self.chance.one_of(ILL) if self.chance.happens(self.weather.network) else Fate.ARRIVES
        if fate is not Fate.ARRIVES:
            self.chance.strikes(fate)
        self.chance.note(request.method, request.path, "to", service.name)
        return _FATES[fate](self, service, request)

    def release(self) -> None:
        """One of the held requests arrives, any of them; its answer is heard by nobody."""
        service, request = self.held.pop(self.chance.random.randrange(len(self.held)))
        self.chance.note("held", request.path, "reaches", service.name)
        try:
            self.reach(service, request)
        except httpx2.TransportError:
            self.chance.note("and is cut")

    def reach(self, service: Service, request: Request) -> Answer:
        try:
            answer = service.answer(request)
        except SimulatedCrash:
            raise httpx2.ReadError("the other end died") from None
        self.chance.note(service.name, "says", answer.status)
        if answer.status < _REFUSED:
            self._last[request.caller, request.path] = answer.body
        return answer

    def last(self, request: Request) -> bytes:
        """What the same caller was last answered there: nothing of another's, least of all a token."""
        return self._last.get((request.caller, request.path), b"")

    def hold(self, service: Service, request: Request) -> None:
        self.held.append((service, request))


def _no_connection(_network: Network, _service: Service, _request: Request) -> Answer:
    raise httpx2.ConnectError("refused")


def _request_lost(_network: Network, _service: Service, _request: Request) -> Answer:
    raise httpx2.ReadTimeout("nothing came")


def _answer_lost(network: Network, service: Service, request: Request) -> Answer:
    network.reach(service, request)
    raise httpx2.ReadError("reset")


def _answer_cut(network: Network, service: Service, request: Request) -> Answer:
    """What HTTP cannot see: the body ends early, and says it is whole."""
    answer = network.reach(service, request)
    return Answer(answer.status, answer.body[: network.chance.random.randint(0, len(answer.body))], answer.headers)


def _late(network: Network, service: Service, request: Request) -> Answer:
    network.hold(service, request)
    raise httpx2.ReadTimeout("nothing came in time")


def _twice(network: Network, service: Service, request: Request) -> Answer:
    network.reach(service, request)
    return network.reach(service, request)


def _twice_late(network: Network, service: Service, request: Request) -> Answer:
    network.hold(service, request)
    return network.reach(service, request)


def _error(_network: Network, _service: Service, _request: Request) -> Answer:
    return Answer(_ERROR, b"")


def _error_after(network: Network, service: Service, request: Request) -> Answer:
    network.reach(service, request)
    return Answer(_ERROR, b"")


def _busy(_network: Network, _service: Service, _request: Request) -> Answer:
    return Answer(_BUSY, b"")


def _slow_down(network: Network, _service: Service, _request: Request) -> Answer:
    return Answer(_SLOW_DOWN, b"", {"Retry-After": network.chance.one_of(_RETRY_AFTER)})


def _garbage(network: Network, _service: Service, _request: Request) -> Answer:
    return Answer(200, network.chance.random.randbytes(network.chance.random.choice((0, 7, 300))))


def _anothers(network: Network, service: Service, request: Request) -> Answer:
    earlier = network.last(request)
    network.reach(service, request)
    return Answer(200, earlier)


def _altered(network: Network, service: Service, request: Request) -> Answer:
    """The highest bit: what comes of another would depend on bytes that HPKE draws."""
    answer = network.reach(service, request)
    body = bytearray(answer.body)
    if body:
        body[network.chance.random.randrange(len(body))] ^= 0x80
    return Answer(answer.status, bytes(body), answer.headers)


_FATES: Final[Mapping[Fate, Callable[[Network, Service, Request], Answer]]] = {
    Fate.ARRIVES: Network.reach,
    Fate.NO_CONNECTION: _no_connection,
    Fate.REQUEST_LOST: _request_lost,
    Fate.ANSWER_LOST: _answer_lost,
    Fate.ANSWER_CUT: _answer_cut,
    Fate.LATE: _late,
    Fate.TWICE: _twice,
    Fate.TWICE_LATE: _twice_late,
    Fate.ERROR: _error,
    Fate.ERROR_AFTER: _error_after,
    Fate.BUSY: _busy,
    Fate.SLOW_DOWN: _slow_down,
    Fate.GARBAGE: _garbage,
    Fate.ANOTHERS: _anothers,
    Fate.ALTERED: _altered,
}


class Line(httpx2.BaseTransport):
    """From one process to one service: what the product is given for a transport."""

    def __init__(self, network: Network, caller: Process, service: Service) -> None:
        self._network = network
        self._caller = caller
        self._service = service

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        self._caller.step("before a request")
        self._caller.waits_for_a_message()
        sent = Request(
            caller=self._caller.name,
            method=request.method,
            path=request.url.path,
            body=request.read(),
            authorization=request.headers.get("Authorization", ""),
        )
        try:
            answer = self._network.carry(self._service, sent)
        finally:
            self._caller.waits_for_a_message()
            self._caller.step("after an answer")
        return httpx2.Response(answer.status, headers=dict(answer.headers), content=answer.body)
