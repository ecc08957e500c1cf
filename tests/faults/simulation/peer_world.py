"""The weather of a seed over a model of a peer: the same mixture, the same network, the same crashes."""

from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final

import httpx2
from psycopg import OperationalError
from tests.faults.simulation.chance import Chance
from tests.faults.simulation.clocks import SkewedClock, Time
from tests.faults.simulation.network import Answer, Network, Request
from tests.faults.simulation.peers import Peer, Step
from tests.faults.simulation.process import Process, SimulatedCrash
from tests.faults.simulation.weather import FAIR, OUTAGES, PAUSES, SKEWS, TURNS, Weather, sat_out

_ITEMS: Final = 40
_ROUNDS: Final = 200
_TAKEN: Final = 200


@dataclass(frozen=True, slots=True)
class PeerResult:
    """Items answered as taken, of those the ones that never arrived, and those that arrived twice."""

    acknowledged: int
    lost: int
    twice: int


def run_peer(make: Callable[[], Peer], seeds: Iterable[int]) -> PeerResult:
    """All seeds together, each with a model of its own."""
    found = [PeerWorld(seed, make()).run() for seed in seeds]
    return PeerResult(*(sum(getattr(one, name) for one in found) for name in ("acknowledged", "lost", "twice")))


@dataclass(slots=True)
class _Service:
    """Answers with what it was asked, once `take` has returned."""

    name: str
    take: Callable[[str], None]

    def answer(self, request: Request) -> Answer:
        item = request.body.decode()
        try:
            self.take(item)
        except OperationalError:
            return Answer(503, b"")
        return Answer(_TAKEN, b"taken " + request.body)


class PeerWorld:
    """`run` it once."""

    def __init__(self, seed: int, peer: Peer) -> None:
        self._peer = peer
        self._chance = Chance(seed)
        self._time = Time()
        self._clock = SkewedClock(self._time)
        self._network = Network(self._chance, self._time, Weather.drawn(self._chance.random))
        self._arrived = Counter[str]()
        self._register = _Service("register", self._arrive)
        self._relay = _Service("relay", self._accept)
        self._written = 0
        self._waiting: list[str] = []
        self._acknowledged: set[str] = set()

    def run(self) -> PeerResult:
        for _ in range(TURNS):
            self._turn()
        self._clear_up()
        for _ in range(_ROUNDS):
            if not self._waiting and not self._peer.waits():
                break
            self._push()
            self._work()
            self._time.passes(timedelta(hours=1))
        lost = sum(item not in self._arrived for item in self._acknowledged)
        twice = sum(count > 1 for count in self._arrived.values())
        return PeerResult(len(self._acknowledged), lost, twice)

    def _clear_up(self) -> None:
        self._network.weather = FAIR
        self._network.away_until.clear()
        self._clock.skew = timedelta()
        while self._network.held:
            self._network.release()
        self._peer.clear_up(self._time.now())

    def _turn(self) -> None:
        weather = self._network.weather
        if self._chance.happens(weather.clock):
            self._clock.skew = self._chance.one_of(SKEWS)
        if self._chance.happens(weather.outage):
            away, outage = self._chance.one_of(("relay", "register", "register")), self._chance.one_of(OUTAGES)
            self._network.away_until[away] = self._time.now() + outage
            for pause in sat_out(outage, self._time.now(), self._chance.random):
                self._work()
                self._time.passes(pause)
        actions: tuple[Callable[[], None], ...] = (self._write, self._push, self._work, self._release)
        self._chance.random.choices(actions, (4, 5, 8, 3))[0]()
        if self._chance.happens(0.4):
            self._time.passes(self._chance.one_of(PAUSES))

    def _write(self) -> None:
        for _ in range(self._chance.random.randint(1, 4)):
            if self._written < _ITEMS:
                self._written += 1
                self._waiting.append(str(self._written))

    def _push(self) -> None:
        """As a pharmacy's software does: the same item until it is answered."""
        for item in list(self._waiting):
            if self._send(self._relay, item):
                self._acknowledged.add(item)
                self._waiting.remove(item)

    def _work(self) -> None:
        send = partial(self._send, self._register)
        with suppress(SimulatedCrash, OperationalError):
            self._operate(lambda step: self._peer.work(send, step, self._clock.now()))

    def _accept(self, item: str) -> None:
        self._operate(lambda step: self._peer.accept(item, step))

    def _operate(self, operation: Callable[[Step], None]) -> None:
        """One operation of the peer's process, which may die of it: it is begun anew at once."""
        process = Process("peer", self._chance, _nobody)
        process.begin(self._network.weather)
        try:
            operation(partial(process.step, "a step", in_database=True))
        except SimulatedCrash:
            self._peer.restart()
            raise

    def _release(self) -> None:
        if self._network.held:
            self._network.release()

    def _arrive(self, item: str) -> None:
        self._arrived[item] += 1

    def _send(self, service: _Service, item: str) -> bool:
        try:
            answer = self._network.carry(service, Request("peer", "POST", "/items", item.encode(), ""))
        except httpx2.TransportError:
            return False
        return answer.status == _TAKEN and answer.body == b"taken " + item.encode()


def _nobody() -> None:
    """Nothing else runs beside a model."""
