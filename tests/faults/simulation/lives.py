"""What each process holds in memory, which ends with it: the product's own objects, made as the product makes them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.faults.simulation.actors import Worker
from tests.faults.simulation.chance import Chance
from tests.faults.simulation.clocks import SkewedClock
from tests.faults.simulation.copies import Copies
from tests.faults.simulation.databases import SteppingPool, as_pool
from tests.faults.simulation.ground import Ground
from tests.faults.simulation.network import Line, Network, Service
from tests.faults.simulation.process import Process

from sceau.assertion import Credentials
from sceau.register import register as registers
from sceau.register.keys.published import PublishedStatements
from sceau.register.keys.seeds import IntakeSeeds
from sceau.register.metrics import Metrics as RegisterMetrics
from sceau.register.months import OpenMonths
from sceau.register.pharmacies.logs import PharmacyLogs
from sceau.relay.delivery.breaker import Breaker
from sceau.relay.delivery.register import Register as RegisterClient
from sceau.relay.metrics import Metrics as RelayMetrics
from sceau.relay.pharmacies.cache import PharmacyCache
from sceau.relay.relay import Relay
from sceau.relay.statements.mirror import StatementMirror
from sceau.web.key_folder import KeyFolder
from sceau.web.smart import Tokens


@dataclass(slots=True)
class Lives:
    """A process that died is begun anew, with nothing in memory, when it is next needed."""

    ground: Ground
    copies: Copies
    chance: Chance
    clocks: dict[str, SkewedClock]
    network: Network
    others: Callable[[], None]
    _processes: dict[str, Process] = field(default_factory=dict)
    _memory: dict[str, tuple[Process, Any]] = field(default_factory=dict)

    def begin(self, name: str) -> Process:
        """An operation of this process begins: what will befall it is drawn."""
        process = self._processes.get(name)
        if process is None or not process.alive:
            process = self._processes[name] = Process(name, self.chance, self.others)
        process.begin(self.network.weather)
        return process

    def web_relay(self) -> tuple[Relay, Process]:
        process = self.begin("relay")
        relay: Relay = self._remembered(process, self._relay)
        return relay, process

    def web_register(self) -> tuple[registers.Register, Process]:
        process = self.begin("register")
        register: registers.Register = self._remembered(process, self._register)
        return register, process

    def worker(self, process: Process, register: Service) -> Worker:
        worker: Worker = self._remembered(process, lambda process: self._worker(process, register))
        return worker

    def _remembered(self, process: Process, make: Callable[[Process], object]) -> Any:  # noqa: ANN401 (its caller says)
        owner, memory = self._memory.get(process.name, (None, None))
        if owner is not process:
            memory = make(process)
            self._memory[process.name] = process, memory
        return memory

    def _worker(self, process: Process, service: Service) -> Worker:
        settings, line = self.ground.relay, Line(self.network, process, service)
        credentials = Credentials(settings.register_client_id, self.ground.key)
        register = RegisterClient(settings.register_url, credentials, self.clocks["relay"], transport=line)
        breaker = Breaker(self.clocks["relay"], self.chance.jitter)
        return Worker(self._relay(process), register, breaker, self.chance)

    def _relay(self, process: Process) -> Relay:
        settings = self.ground.relay
        return Relay(
            settings=settings,
            pool=as_pool(SteppingPool(self.copies.connections[process.name], process)),
            clock=self.clocks["relay"],
            tokens=Tokens(settings.token_secret.get_secret_value().encode(), settings.domain),
            statements=StatementMirror(self.ground.root_hash),
            pharmacies=PharmacyCache(),
            metrics=RelayMetrics.start(),
        )

    def _register(self, process: Process) -> registers.Register:
        settings = self.ground.register
        return registers.Register(
            settings=settings,
            pool=as_pool(SteppingPool(self.copies.connections[process.name], process)),
            clock=self.clocks["register"],
            tokens=Tokens(settings.token_secret.get_secret_value().encode(), settings.domain),
            seeds=IntakeSeeds(KeyFolder(settings.keys_folder), kept_months=settings.kept_months),
            statements=PublishedStatements(self.ground.root_hash),
            pharmacies=PharmacyLogs(),
            months=OpenMonths(),
            metrics=RegisterMetrics.start(),
        )
