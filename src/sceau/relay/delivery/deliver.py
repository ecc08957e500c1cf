"""One pass of delivery: take what is due, send it, believe only what verifies, settle (`docs/life-of-a-result.md`).

A request that breaks is cut in halves and sent again, so that one poisonous envelope is found and its neighbours go
through; how often is bounded, so that a register broken altogether is not flooded. A register that takes nothing is no
envelope's affair: what was leased is given back as it was, and the breaker says when to ask again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Final
from uuid import UUID

from sceau.envelope.errors import EnvelopeError
from sceau.envelope.wire import Delivery
from sceau.relay.delivery import lease
from sceau.relay.delivery.answers import Acknowledged, Deferred, RegisterKeys, Sent, read_answers
from sceau.relay.delivery.breaker import Breaker
from sceau.relay.delivery.damage import DAMAGED, NOT_OF_ITS_BYTES, is_damaged
from sceau.relay.delivery.lease import Leased, Postponed
from sceau.relay.delivery.register import Broken, Register, Unavailable
from sceau.relay.delivery.schedule import POISON_ATTEMPTS, next_attempt
from sceau.web.clock import Clock, day_of
from sceau.web.database import Pool

BATCH: Final = 200
LAST_DAY: Final = 60
"""Days after which the register's keys may be gone: the pharmacy must send again from its own copy."""
_LATELY: Final = timedelta(hours=1)
"""A register that signed for some envelope since then works: what fails is an envelope's fault."""
_REQUESTS: Final = 32
"""Requests after which a pass cuts nothing more in halves: enough to find one bad envelope among 200, twice over."""


@dataclass(frozen=True, slots=True)
class Pass:
    """What one pass did with the envelopes it took.

    `postponed` counts those given up too; `held` those given back as they were, for the register took nothing or we
    were told to stop; `late` those whose lease was lost.
    """

    taken: int
    acknowledged: int = 0
    postponed: int = 0
    held: int = 0
    late: int = 0


@dataclass(frozen=True, slots=True)
class _Failure:
    """An envelope that was not signed for, why, and whether the register has signed for others of late."""

    of: Leased
    code: str
    register_works: bool

    @property
    def is_its_own(self) -> bool:
        """It broke a register that works, or one that could not judge it. Who signs for nobody blames nobody."""
        return self.register_works and self.code == "register-error"


def deliver_due(
    pool: Pool,
    register: Register,
    keys: RegisterKeys,
    *,
    breaker: Breaker,
    clock: Clock,
    random: Random,
    is_stopping: Callable[[], bool] = lambda: False,
) -> Pass:
    """Deliver one batch of due envelopes, as large as the breaker allows.

    Safe to run in any number of threads and processes at once. `is_stopping` is asked before each request: what is not
    on its way by then is given back.
    """
    with breaker.admit(BATCH) as admission:
        if not admission.limit:
            return Pass(0)
        token = UUID(bytes=random.randbytes(16), version=4)
        with pool.connection() as database:
            taken = lease.take(database, token, clock.now(), admission.limit)
        if not taken:
            return Pass(0)
        sending = _Round(pool, register, keys, breaker, clock, token, is_stopping)
        return sending.deliver(taken, random)


@dataclass(slots=True)
class _Round:
    """The requests of one pass. What is acknowledged is settled at once, what is not when all have been sent."""

    pool: Pool
    register: Register
    keys: RegisterKeys
    breaker: Breaker
    clock: Clock
    token: UUID
    is_stopping: Callable[[], bool]
    stored: int = 0
    failed: list[tuple[Leased, str]] = field(default_factory=list)
    held: list[Leased] = field(default_factory=list)
    requests: int = 0
    has_answered: bool = False
    has_signed: bool = False
    outage: str | None = None

    def deliver(self, batch: Sequence[Leased], random: Random) -> Pass:
        self._send(batch)
        if self.failed and not self.has_answered and not self.outage:
            self.breaker.failed()
        postponed, held = self._plan_again(random)
        late = len(batch) - self.stored - postponed - held
        return Pass(len(batch), self.stored, postponed, held, late)

    def _send(self, batch: Sequence[Leased]) -> None:
        if self.outage or self.is_stopping():
            self.held += batch
            return
        self.requests += 1
        try:
            items = self.register.intake([Delivery(one.header, one.signature, one.copy).encode() for one in batch])
            answers = read_answers(items, [Sent(one.key, one.header) for one in batch], self.keys)
        except Unavailable as failure:
            self.breaker.failed(failure.retry_after)
            self.outage = failure.code
            self.held += batch
        except (Broken, EnvelopeError):
            self._halve(batch)
        else:
            self.has_answered = True
            self.breaker.succeeded()
            self._settle(batch, answers)

    def _plan_again(self, random: Random) -> tuple[int, int]:
        """When to try those that failed again, if at all, the others at once; how many of each were still ours."""
        now = self.clock.now()
        held = [Postponed(one.key, self.outage, one.attempts, one.faults, one.due_at) for one in self.held]
        with self.pool.connection() as database:
            works = self.has_signed or (bool(self.failed) and lease.was_answered_since(database, now - _LATELY))
            failed = [_postpone(_Failure(*one, works), now, random) for one in self.failed]
            return (
                lease.settle_postponed(database, self.token, failed, now),
                lease.settle_postponed(database, self.token, held, now),
            )

    def _settle(self, batch: Sequence[Leased], answers: Sequence[Acknowledged | Deferred]) -> None:
        acknowledged = [one for one in answers if isinstance(one, Acknowledged)]
        deferred = [(one, said) for one, said in zip(batch, answers, strict=True) if isinstance(said, Deferred)]
        self.failed += [(one, _why(one, said)) for one, said in deferred]
        self.has_signed |= bool(acknowledged)
        with self.pool.connection() as database:
            self.stored += lease.settle_acknowledged(database, self.token, acknowledged, self.clock.now())

    def _halve(self, batch: Sequence[Leased]) -> None:
        if len(batch) == 1 or self.requests >= _REQUESTS:
            code = "register-error" if len(batch) == 1 else "register-broken"
            self.failed += [(one, code) for one in batch]
            return
        middle = len(batch) // 2
        for half in (batch[:middle], batch[middle:]):
            ours = self._prolonged(half)
            if ours:
                self._send(ours)

    def _prolonged(self, batch: Sequence[Leased]) -> list[Leased]:
        """Those still ours, for a whole lease: the requests before may have taken longer than the first."""
        with self.pool.connection() as database:
            ours = lease.prolong(database, self.token, [one.key for one in batch], self.clock.now())
        return [one for one in batch if one.key in ours]


def _why(one: Leased, said: Deferred) -> str:
    """The register's code, unless the fault is in what we stored."""
    is_ours = said.code not in NOT_OF_ITS_BYTES and is_damaged(one.header, one.signature, one.copy)
    return DAMAGED if is_ours else said.code


def _postpone(failure: _Failure, now: datetime, random: Random) -> Postponed:
    """Another attempt, or none: when the envelope breaks the register, is damaged, or is older than its keys."""
    one, attempts = failure.of, failure.of.attempts + 1
    faults = one.faults + failure.is_its_own
    if failure.code == DAMAGED:
        return Postponed(one.key, "damaged", attempts, faults, None)
    if faults >= POISON_ATTEMPTS:
        return Postponed(one.key, "poison", attempts, faults, None)
    if day_of(now) - one.key[0] > LAST_DAY:
        return Postponed(one.key, "too-old", attempts, faults, None)
    due_at = next_attempt(attempts, now, random)
    return Postponed(one.key, failure.code, attempts, faults, due_at)
