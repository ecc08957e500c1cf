"""The delivery process: threads that deliver, and one for each chore, until told to stop.

Any number of these processes may run; all they share is the database. The threads of one share what they know of the
register: its breaker.
"""

import json
import threading
from collections.abc import Callable
from datetime import timedelta
from random import Random, SystemRandom
from typing import Final, Protocol

import structlog
from joserfc.jwk import ECKey

from sceau.assertion import Credentials
from sceau.envelope.statements import KeyRole, Statements, ledger_origin
from sceau.ledger.keys import Verifier
from sceau.relay.delivery.answers import RegisterKeys
from sceau.relay.delivery.breaker import Breaker, State
from sceau.relay.delivery.deliver import BATCH, Pass, deliver_due
from sceau.relay.delivery.housekeeping import CHORES, Chore
from sceau.relay.delivery.metrics import DeliveryMetrics
from sceau.relay.delivery.register import Broken, Register, Unavailable
from sceau.relay.relay import Relay

IDLE: Final = timedelta(milliseconds=100)
"""Between two looks at an empty outbox: what a lone envelope waits at most."""
OUTAGE: Final = timedelta(seconds=5)
"""After something that failed altogether: a chore without the register, anything without the database."""
_AT_ONCE: Final = timedelta()
_log = structlog.get_logger()


class Stopping(Protocol):
    """What ends the worker, and how it waits: `threading.Event`, or a test's."""

    def is_set(self) -> bool: ...

    def set(self) -> None: ...

    def wait(self, timeout: float) -> object: ...


class Worker:
    """Delivers until `stop`.

    A request under way is finished then, so that nothing is sent twice for no reason; what else was leased is given
    back at once.
    """

    def __init__(self, relay: Relay, *, random: Random | None = None, stopping: Stopping | None = None) -> None:
        self._relay = relay
        self._random = random or SystemRandom()
        self._stopping = stopping or threading.Event()
        self._breaker = Breaker(relay.clock, self._random)
        self._metrics = DeliveryMetrics.start(relay.settings.worker_metrics_port)

    def stop(self) -> None:
        self._stopping.set()

    def run(self, threads: int) -> None:
        """Deliver with so many threads and keep house, until `stop` was called; a bad key fails before any starts."""
        repeats = [self._deliver for _ in range(threads)] + [_again(chore) for chore in CHORES]
        workers = [threading.Thread(target=self._repeat, args=(what, connect(self._relay))) for what in repeats]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()

    def _repeat(self, what: Callable[[Relay, Register], timedelta], register: Register) -> None:
        while not self._stopping.is_set():
            self._stopping.wait(self._survive(what, register).total_seconds())
        register.close()

    def _survive(self, what: Callable[[Relay, Register], timedelta], register: Register) -> timedelta:
        try:
            return what(self._relay, register)
        except Unavailable as failure:
            _log.warning("register_takes_nothing", error=type(failure).__name__, code=failure.code)
            return max(OUTAGE, failure.retry_after or OUTAGE)
        except Broken as failure:
            _log.warning("register_takes_nothing", error=type(failure).__name__)
        except Exception as error:  # noqa: BLE001 (a lost database must not end delivery: leases run out by themselves)
            _log.error("worker_failed", error=type(error).__name__)
        return OUTAGE

    def _deliver(self, relay: Relay, register: Register) -> timedelta:
        """One pass; returns how long to wait before the next."""
        with relay.pool.connection() as connection:
            keys = register_keys(relay.statements.read(connection))
        if keys is None:  # nothing was mirrored yet
            return IDLE
        before = self._breaker.state
        done = deliver_due(
            relay.pool,
            register,
            keys,
            breaker=self._breaker,
            clock=relay.clock,
            random=self._random,
            is_stopping=self._stopping.is_set,
        )
        self._tell(done, before)
        if self._breaker.state is not State.CLOSED:
            return max(IDLE, self._breaker.remaining())
        return _AT_ONCE if done.acknowledged and done.taken == BATCH else IDLE

    def _tell(self, done: Pass, before: State) -> None:
        self._metrics.show(done, self._breaker.state)
        if done.taken:
            _log.info("delivered", size=done.taken, count=done.acknowledged, attempts=done.postponed)
        if self._breaker.state is not before:
            _log.warning("breaker", state=self._breaker.state.value)


def connect(relay: Relay) -> Register:
    """The register, as this relay is known to it."""
    key = ECKey.import_key(json.loads(relay.settings.register_client_key.get_secret_value()))
    settings = relay.settings
    credentials = Credentials(settings.register_client_id, key)
    return Register(settings.register_url, credentials, relay.clock, authorities=settings.register_ca)


def register_keys(statements: Statements) -> RegisterKeys | None:
    """The keys whose word counts as the register's, or None before any was published."""
    acks = [key.pk for key in statements.usable(KeyRole.ACK)]
    origin = ledger_origin(statements.domain)
    ledger = [Verifier(origin, key.pk) for key in statements.usable(KeyRole.LEDGER)]
    return RegisterKeys(statements.domain, acks, ledger) if acks and ledger else None


def _again(chore: Chore) -> Callable[[Relay, Register], timedelta]:
    return lambda relay, register: _AT_ONCE if chore.run(relay, register) else chore.every
