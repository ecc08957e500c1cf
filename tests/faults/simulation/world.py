"""One seed: what happens in which order, until the weather clears and everything has had the time to arrive.

Nothing runs beside anything else: while a process waits for the network or for a connection, it is the others' turn, a
few deep. So one worker sleeps past its lease while another delivers, and a request is answered while its repetition
waits.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Final
from unittest.mock import patch

from tests.faults.simulation.actors import Notebook, Pharmacy, Worker
from tests.faults.simulation.chance import Chance
from tests.faults.simulation.clocks import SkewedClock, Time
from tests.faults.simulation.copies import Copies
from tests.faults.simulation.ground import Ground, fixed_secrets
from tests.faults.simulation.lives import Lives
from tests.faults.simulation.network import Network
from tests.faults.simulation.process import Process, SimulatedCrash
from tests.faults.simulation.services import REGISTER, RELAY, WebService
from tests.faults.simulation.weather import MOMENTS, OUTAGES, PAUSES, SKEWS, TURNS, Weather, sat_out

from sceau.relay.delivery import deliver
from sceau.relay.delivery.housekeeping import CHORES

_DEPTH: Final = 3
_BATCHES: Final = (3, 200)
"""How many envelopes a pass takes: few, so that there is an order to keep."""


class World:
    """`run` it once. What the judge reads is public."""

    def __init__(self, ground: Ground, copies: Copies, seed: int, folder: Path) -> None:
        self.ground = ground
        self.copies = copies
        self.chance = Chance(seed)
        self.time = Time()
        self.notebook = Notebook()
        self.network = Network(self.chance, self.time, Weather.drawn(self.chance.random))
        self._batch = self.chance.one_of(_BATCHES)
        self.chance.note(self.network.weather, self._batch)
        self.clocks = {"relay": SkewedClock(self.time), "register": SkewedClock(self.time)}
        self._lives = Lives(ground, copies, self.chance, self.clocks, self.network, self._others_act)
        relay = WebService("relay", RELAY, self._lives.web_relay)
        self._register = WebService("register", REGISTER, self._lives.web_register)
        self.pharmacies = [
            Pharmacy(one, ground, folder / one.name, self.network, relay, self.time, self.chance, self.notebook)
            for one in ground.computers
        ]
        self.seen: list[bytes] = []
        """Every checkpoint of the relay's own ledger that somebody may have kept."""
        self.replayed = 0
        """Dead letters that the operator had tried again."""
        self._busy: set[str] = set()
        self._depth = 0

    @contextmanager
    def running(self) -> Iterator[None]:
        """The product as this seed has it: its secrets from the stream, its batches small or not."""
        with ExitStack() as stack:
            stack.enter_context(fixed_secrets(self.chance))
            stack.enter_context(patch.object(deliver, "BATCH", self._batch))
            yield

    def storm(self) -> None:
        """All the turns with things going wrong."""
        for _ in range(TURNS):
            self.turn(PAUSES)

    def turn(self, pauses: tuple[timedelta, ...]) -> None:
        """One thing happens, drawn."""
        if self.chance.happens(self.network.weather.clock):
            self._clock_goes_wrong()
        if self.chance.happens(self.network.weather.outage):
            self._service_goes_away()
        action: Callable[[], None] = self.chance.random.choices(
            (self._write, self._push, self._follow, self._deliver, self._keep_house, self._arrive),
            (4, 5, 2, 8, 3, 3),
        )[0]
        action()
        if self.chance.happens(0.4):
            self._pass(self.chance.one_of(pauses))

    def _others_act(self) -> None:
        """A few turns, while somebody waits."""
        if self._depth >= _DEPTH:
            return
        self._depth += 1
        try:
            for _ in range(self.chance.random.randint(1, 4)):
                self.turn(MOMENTS)
        finally:
            self._depth -= 1

    def operate(self, name: str, operation: Callable[[Process], None]) -> None:
        """One operation of a process that does one thing at a time; a crash ends it."""
        if name in self._busy:
            return
        self._busy.add(name)
        process = self._lives.begin(name)
        try:
            operation(process)
        except SimulatedCrash:
            assert not process.alive, "a crash went further than its process"
        finally:
            self._busy.discard(name)

    def with_worker(self, name: str, operation: Callable[[Worker], object]) -> None:
        def operate(process: Process) -> None:
            operation(self._lives.worker(process, self._register))

        self.operate(name, operate)

    def _write(self) -> None:
        pharmacy = self.chance.one_of(self.pharmacies)
        for _ in range(self.chance.random.randint(1, 4)):
            if pharmacy.has_more():
                self.operate(pharmacy.computer.name, pharmacy.write)

    def _push(self) -> None:
        pharmacy = self.chance.one_of(self.pharmacies)
        self.operate(pharmacy.computer.name, pharmacy.push)

    def _follow(self) -> None:
        pharmacy = self.chance.one_of(self.pharmacies)
        self.operate(pharmacy.computer.name, pharmacy.follow)

    def _deliver(self) -> None:
        self.with_worker(self._any_worker(), Worker.deliver)

    def _keep_house(self) -> None:
        chore = self.chance.one_of(CHORES)
        self.with_worker(self._any_worker(), lambda worker: worker.keep_house(chore))
        self.seen += (note for (note,) in self.copies.rows("relay", "SELECT note FROM ledger_state"))

    def _any_worker(self) -> str:
        return self.chance.one_of(("worker 1", "worker 2"))

    def _arrive(self) -> None:
        if self.network.held:
            self.network.release()

    def _pass(self, pause: timedelta) -> None:
        self.time.passes(pause)
        self.chance.note("passes", pause)

    def _clock_goes_wrong(self) -> None:
        whose, skew = self.chance.one_of(sorted(self.clocks)), self.chance.one_of(SKEWS)
        self.clocks[whose].skew = skew
        self.chance.strikes("a clock jumps", whose, skew)

    def _service_goes_away(self) -> None:
        which, outage = self.chance.one_of(("relay", "register", "register")), self.chance.one_of(OUTAGES)
        self.network.away_until[which] = self.time.now() + outage
        self.chance.strikes("a service is away", which, outage)
        for pause in sat_out(outage, self.time.now(), self.chance.random):
            self._deliver()
            self._pass(pause)
