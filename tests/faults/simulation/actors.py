"""Pharmacies' computers and the relay's workers: whoever does something by itself, and starts anew after a crash."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from sqlite3 import Connection as SpoolDatabase
from typing import Final

from tests.faults.simulation.chance import Chance
from tests.faults.simulation.clocks import Time
from tests.faults.simulation.ground import Computer, Ground
from tests.faults.simulation.letters import Letter
from tests.faults.simulation.network import Line, Network, Service
from tests.faults.simulation.process import Process

from sceau.assertion import Credentials
from sceau.client import relay as client
from sceau.client.errors import ClientError
from sceau.client.http import Connection
from sceau.client.patience import Patience
from sceau.client.sending import Sending
from sceau.client.spool import Spool, Spooled, State
from sceau.relay.delivery import deliver
from sceau.relay.delivery.breaker import Breaker
from sceau.relay.delivery.housekeeping import Chore
from sceau.relay.delivery.register import Broken, Register, Unavailable
from sceau.relay.delivery.worker import register_keys
from sceau.relay.relay import Relay

_ATTEMPTS: Final = 2
"""Of one push, before the software gives up until it is run again."""


class SteppingSpool(Spool):
    """The client's own, whose transactions are steps. `told` hears what the relay has said it holds."""

    def __init__(self, folder: Path, process: Process, told: Callable[[Iterable[bytes]], None]) -> None:
        self._process = process
        self._told = told
        super().__init__(folder)

    def accepted(self, ids: Iterable[bytes]) -> None:
        taken = list(ids)
        self._told(taken)
        super().accepted(taken)

    @contextmanager
    def _transaction(self) -> Iterator[SpoolDatabase]:
        self._process.step("before the spool is opened")
        with super()._transaction() as database:
            yield database
            self._process.step("before the spool's commit")
        self._process.step("after the spool's commit")


@dataclass(slots=True)
class Notebook:
    """What computers were told was taken, and the receipts they were given, by letter: outside the simulated world."""

    acknowledged: dict[str, Letter] = field(default_factory=dict)
    receipts: dict[str, bytes] = field(default_factory=dict)


@dataclass(slots=True)
class Pharmacy:
    """One computer. Its spool's `folder` survives it; all else is made anew for each operation, as by `sceau send`."""

    computer: Computer
    ground: Ground
    folder: Path
    network: Network
    relay: Service
    time: Time
    chance: Chance
    notebook: Notebook
    written: int = 0

    def write(self, process: Process) -> None:
        """One more result is sealed, unless it corrects what the relay has not taken."""
        letter, spool = self.computer.letters[self.written], self._spool(process)
        if letter.corrects is None or self._is_taken(spool, self.computer.letters[letter.corrects]):
            spool.add([letter.new])
            self.chance.note(letter.name, "is in the spool")
        self.written += 1

    def has_more(self) -> bool:
        return self.written < len(self.computer.letters)

    def push(self, process: Process) -> None:
        with self._sending(process) as sending:
            sending.find_lost()
            sending.push()

    def follow(self, process: Process) -> None:
        with self._sending(process) as sending:
            sending.follow(self.ground.root_hash, seconds=0, clock=self.time.seconds)

    def states(self) -> dict[str, Spooled]:
        """Of every letter in the spool, as the pharmacist sees them."""
        known = Spool(self.folder).known(letter.id for letter in self.computer.letters)
        return {letter.name: known[letter.id] for letter in self.computer.letters if letter.id in known}

    @contextmanager
    def _sending(self, process: Process) -> Iterator[Sending]:
        """A relay that is away, or answers as none does, is tried again when the software is next run."""
        line = Line(self.network, process, self.relay)
        with Connection(self.ground.relay.public_url, transport=line, clock=self.time.seconds) as connection:
            relay = client.Relay(connection, Credentials(self.computer.client_id, self.ground.key))
            patience = Patience(_ATTEMPTS, sleep=self._sleep, chance=self.chance.jitter.random)
            try:
                yield Sending(self._spool(process), relay, patience, keep_receipt=self._keep_receipt)
            except ClientError as error:
                self.chance.note(self.computer.name, "is told", error.code)

    def _spool(self, process: Process) -> SteppingSpool:
        return SteppingSpool(self.folder, process, self._told)

    def _told(self, ids: Iterable[bytes]) -> None:
        for one in ids:
            letter = self._letter(one)
            self.notebook.acknowledged[letter.name] = letter
            self.chance.note(letter.name, "is acknowledged")

    def _keep_receipt(self, one: bytes, receipt: bytes) -> None:
        self.notebook.receipts[self._letter(one).name] = receipt

    def _letter(self, one: bytes) -> Letter:
        return next(letter for letter in self.computer.letters if letter.id == one)

    def _sleep(self, seconds: float) -> None:
        self.time.passes(timedelta(seconds=round(seconds)))

    @staticmethod
    def _is_taken(spool: Spool, letter: Letter) -> bool:
        known = spool.known([letter.id]).get(letter.id)
        return known is not None and known.state in (State.ACCEPTED, State.REGISTERED)


@dataclass(frozen=True, slots=True)
class Worker:
    """One life of a delivering process, which survives what the product's worker survives."""

    relay: Relay
    register: Register
    breaker: Breaker
    chance: Chance

    def deliver(self) -> deliver.Pass | None:
        """One pass; None when it failed as a whole."""
        try:
            with self.relay.pool.connection() as connection:
                keys = register_keys(self.relay.statements.read(connection))
            assert keys is not None, "the ground has the register's keys"
            done = deliver.deliver_due(
                self.relay.pool,
                self.register,
                keys,
                breaker=self.breaker,
                clock=self.relay.clock,
                random=self.chance.jitter,
            )
        except Exception as error:  # noqa: BLE001 (as the product's worker)
            self.chance.note("the pass fails:", type(error).__name__)
            return None
        self.chance.note("a pass:", done, self.breaker.state)
        return done

    def keep_house(self, chore: Chore) -> None:
        try:
            self.chance.note(chore.name, chore.run(self.relay, self.register))
        except (Unavailable, Broken) as failure:
            self.chance.note(chore.name, "register takes nothing:", type(failure).__name__)
        except Exception as error:  # noqa: BLE001 (the same)
            self.chance.note(chore.name, "fails:", type(error).__name__)
