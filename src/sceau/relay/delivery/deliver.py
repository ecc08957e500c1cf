"""One pass of delivery: take what is due, send it, believe only what verifies, settle (`docs/life-of-a-result.md`).

A request that breaks is cut in halves and sent again, so that one poisonous envelope is found and its neighbours go
through; how often is bounded, so that a register broken altogether is not flooded.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Final
from uuid import uuid4

from sceau.envelope.errors import EnvelopeError
from sceau.envelope.wire import Delivery
from sceau.relay.delivery import lease
from sceau.relay.delivery.answers import Acknowledged, Deferred, RegisterKeys, Sent, read_answers
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
"""Requests one pass may make: enough to find one bad envelope among 200 by halves, twice over."""


@dataclass(frozen=True, slots=True)
class Pass:
    """What one pass did: envelopes taken, acknowledged, postponed or given up, and those whose lease was lost."""

    taken: int
    acknowledged: int = 0
    postponed: int = 0
    late: int = 0


@dataclass(slots=True)
class _Outcome:
    """What became of each envelope of the pass."""

    acknowledged: list[Acknowledged] = field(default_factory=list)
    failed: list[tuple[Leased, str, timedelta | None]] = field(default_factory=list)
    requests: int = 0


@dataclass(frozen=True, slots=True)
class _Failure:
    """An envelope that was not answered for, why, and whether the register has answered for others of late."""

    of: Leased
    code: str
    retry_after: timedelta | None
    register_works: bool

    @property
    def is_its_own(self) -> bool:
        """Alone it broke a register that works. A register that answers nobody blames nobody."""
        return self.register_works and self.code == "register-error"


def deliver_due(pool: Pool, register: Register, keys: RegisterKeys, *, clock: Clock, random: Random) -> Pass:
    """Deliver one batch of due envelopes. Safe to run in any number of threads and processes at once."""
    token = uuid4()
    with pool.connection() as database:
        taken = lease.take(database, token, clock.now(), BATCH)
    if not taken:
        return Pass(0)
    outcome = _Outcome()
    _send(taken, register, keys, outcome)
    now = clock.now()
    with pool.connection() as database:  # one transaction: an envelope is acknowledged and done, or neither
        stored = lease.settle_acknowledged(database, token, outcome.acknowledged, now)
        works = bool(outcome.failed) and lease.was_answered_since(database, now - _LATELY)
        postponed = [_postpone(_Failure(*one, works), now, random) for one in outcome.failed]
        planned = lease.settle_postponed(database, token, postponed)
    return Pass(len(taken), stored, planned, late=len(taken) - stored - planned)


def _send(batch: Sequence[Leased], register: Register, keys: RegisterKeys, outcome: _Outcome) -> None:
    outcome.requests += 1
    try:
        items = register.intake([Delivery(one.header, one.signature, one.copy).encode() for one in batch])
        answers = read_answers(items, [Sent(one.key, one.header) for one in batch], keys)
    except Unavailable as failure:
        outcome.failed += [(one, failure.code, failure.retry_after) for one in batch]
    except (Broken, EnvelopeError):
        _halve(batch, register, keys, outcome)
    else:
        for one, answer in zip(batch, answers, strict=True):
            if isinstance(answer, Deferred):
                outcome.failed.append((one, answer.code, None))
            else:
                outcome.acknowledged.append(answer)


def _halve(batch: Sequence[Leased], register: Register, keys: RegisterKeys, outcome: _Outcome) -> None:
    if len(batch) == 1 or outcome.requests >= _REQUESTS:
        code = "register-error" if len(batch) == 1 else "register-broken"
        outcome.failed += [(one, code, None) for one in batch]
        return
    middle = len(batch) // 2
    _send(batch[:middle], register, keys, outcome)
    _send(batch[middle:], register, keys, outcome)


def _postpone(failure: _Failure, now: datetime, random: Random) -> Postponed:
    """Another attempt, or none: when the envelope itself breaks the register, or is older than its keys."""
    one, attempts = failure.of, failure.of.attempts + 1
    faults = one.faults + failure.is_its_own
    if faults >= POISON_ATTEMPTS:
        return Postponed(one.key, "poison", attempts, faults, None)
    if day_of(now) - one.key[0] > LAST_DAY:
        return Postponed(one.key, "too-old", attempts, faults, None)
    due_at = next_attempt(attempts, now, random, failure.retry_after)
    return Postponed(one.key, failure.code, attempts, faults, due_at)
