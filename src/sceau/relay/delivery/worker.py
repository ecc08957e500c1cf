"""The delivery process: threads that deliver, and one that does what must be done beside it, until told to stop.

Any number of these processes may run; all they share is the database.
"""

import threading
from collections.abc import Callable
from random import Random, SystemRandom
from typing import Final

import structlog

from sceau.relay.delivery.answers import RegisterKeys
from sceau.relay.delivery.deliver import BATCH, deliver_due
from sceau.relay.delivery.forward import forward_logs
from sceau.relay.delivery.lease import prune
from sceau.relay.delivery.register import Broken, Register, Unavailable
from sceau.web.clock import Clock
from sceau.web.database import Pool

IDLE_SECONDS: Final = 0.1
"""Between two looks at an empty outbox: what a lone envelope waits at most."""
OUTAGE_SECONDS: Final = 5.0
"""Between two passes while the register takes nothing."""
_log = structlog.get_logger()


class Worker:
    """Delivers until `stop`; a pass under way is finished first, so that nothing is sent twice for no reason."""

    def __init__(
        self,
        pool: Pool,
        connect: Callable[[], Register],
        keys: Callable[[], RegisterKeys | None],
        clock: Clock,
        *,
        random: Random | None = None,
    ) -> None:
        self._pool = pool
        self._connect = connect
        self._keys = keys
        self._clock = clock
        self._random = random or SystemRandom()
        self._stopping = threading.Event()

    def stop(self) -> None:
        self._stopping.set()

    def run(self, threads: int) -> None:
        """Deliver with so many threads, and keep house, until `stop` was called."""
        workers = [threading.Thread(target=self._deliver, name=f"deliver-{n}") for n in range(threads)]
        for worker in workers:
            worker.start()
        self._keep_house()
        for worker in workers:
            worker.join()

    def _deliver(self) -> None:
        register = self._connect()
        while not self._stopping.is_set():
            self._stopping.wait(self._pass(register))
        register.close()

    def _pass(self, register: Register) -> float:
        """One pass; returns how many seconds to wait before the next."""
        keys = self._keys()
        if keys is None:
            return OUTAGE_SECONDS
        try:
            done = deliver_due(self._pool, register, keys, clock=self._clock, random=self._random)
        except Exception as error:  # noqa: BLE001 (a lost database must not end delivery: leases run out by themselves)
            _log.error("delivery-failed", error=type(error).__name__)
            return OUTAGE_SECONDS
        if done.taken:
            _log.info("delivered", taken=done.taken, acknowledged=done.acknowledged, late=done.late)
        if done.taken and not done.acknowledged:
            return OUTAGE_SECONDS
        return 0 if done.taken == BATCH else IDLE_SECONDS

    def _keep_house(self) -> None:
        register = self._connect()
        while not self._stopping.is_set():
            try:
                forward_logs(self._pool, register, self._clock)
                with self._pool.connection() as database:
                    prune(database, self._clock.now())
            except (Unavailable, Broken):
                self._stopping.wait(OUTAGE_SECONDS)
            except Exception as error:  # noqa: BLE001 (see above)
                _log.error("housekeeping-failed", error=type(error).__name__)
                self._stopping.wait(OUTAGE_SECONDS)
            self._stopping.wait(IDLE_SECONDS)
        register.close()
