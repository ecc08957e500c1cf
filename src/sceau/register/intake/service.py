"""A batch from its bytes to its answers: the order of intake, which reads as one list.

The one idea: nothing is answered before it is durable, and nobody's bad delivery is a neighbour's problem. A fault of
ours on one delivery defers that one (`register-error`) and is logged by its place in the code.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

import structlog
from psycopg import OperationalError
from psycopg.errors import DeadlockDetected, SerializationFailure

from sceau.envelope.kdf import day_of
from sceau.envelope.statements import Statements
from sceau.ledger.append import Batch
from sceau.register.at_rest import new_batch_keys, seal_desk_key, seal_statistics_key
from sceau.register.intake import queries
from sceau.register.intake.acknowledging import AcknowledgementSigner
from sceau.register.intake.answers import Proven, encode_answers
from sceau.register.intake.deciding import Replayed
from sceau.register.intake.opening import Deferred, IntakeContext, Judged, Received, judge, receive
from sceau.register.intake.registering import BatchOffice, Entered, RacedError, Wave, register_wave
from sceau.register.intake.waves import waves
from sceau.register.ledger import prove, sequence_waiting
from sceau.register.months import month_of
from sceau.register.register import Register
from sceau.web.database import Database, await_earlier_commits
from sceau.web.key_folder import KeyMissingError
from sceau.web.problems import place_of

_TRIES = 5
_REPEATED = "repeated"
_FAULT = Deferred("register-error")
_KEYLESS = Deferred("register-key")
"""A seed that is not in this machine's folder: whatever needs it waits, and is not to blame as what breaks us is."""
_WAITS = Deferred("correction-waits")
_DROPPED = Deferred("too-old")
"""The month of the first answer has been dropped: nothing is left to say again."""

T = TypeVar("T")
Outcome = Proven | Replayed | Deferred


@dataclass(frozen=True, slots=True)
class _Sitting:
    """One batch at one moment: who brought it, and the statements that hold."""

    register: Register
    statements: Statements
    sender: str


def answer_batch(register: Register, items: Sequence[bytes], *, sender: str) -> bytes:
    """Register a batch of encoded deliveries, and return the answers, encoded, once all is durable.

    `sender` is the software of the client that brought them.
    """
    statements, judged = _judge_all(register, [receive(item) for item in items])
    sitting = _Sitting(register, statements, sender)
    months = {one.accepted.tag.month for one in judged if isinstance(one, Judged) and one.accepted}
    register.months.require(register.pool, {month_of(register.clock.now()), *months})
    outcomes = _register_all(sitting, judged)
    answers = _prove_replayed(register, outcomes)
    for outcome, times in Counter(map(_outcome, answers)).items():
        register.metrics.deliveries.labels(outcome).inc(times)
    return encode_answers(answers)


def _outcome(answer: Proven | Deferred) -> str:
    return answer.code if isinstance(answer, Deferred) else answer.outcome


def _judge_all(
    register: Register, received: Sequence[Received | Deferred]
) -> tuple[Statements, list[Judged | Deferred]]:
    now = register.clock.now()
    with register.pool.connection() as database:
        statements = register.statements.current(database)
        register.seeds.forget_expired(statements, now)
        sequence_waiting(database, register.seeds.ledger(statements, now), now)
        names = {one.header.pharmacy for one in received if isinstance(one, Received)}
        pharmacies = register.pharmacies.current(database, names)
    context = IntakeContext(
        now=now,
        statements=statements,
        pharmacies=pharmacies,
        epoch_seed=cache(lambda kid: register.seeds.usable_epoch(kid, statements, now)),
        deduplication_key=lambda month: register.seeds.deduplication(month, now),
    )
    return statements, [_judge_one(one, context) for one in received]


def _judge_one(received: Received | Deferred, context: IntakeContext) -> Judged | Deferred:
    if isinstance(received, Deferred):
        return received
    return _guarded(lambda: judge(received, context))


def _register_all(sitting: _Sitting, judged: Sequence[Judged | Deferred]) -> list[Outcome]:
    """One outcome a delivery: what is in no wave waits for its target."""
    found: list[Outcome] = [one if isinstance(one, Deferred) else _WAITS for one in judged]
    verdicts = {at: one for at, one in enumerate(judged) if isinstance(one, Judged)}
    places = list(verdicts)
    for wave in waves(list(verdicts.values())):
        outcomes = _register_or_isolate(sitting, [verdicts[places[at]] for at in wave])
        for at, outcome in zip(wave, outcomes, strict=True):
            found[places[at]] = outcome
    return found


def _register_or_isolate(sitting: _Sitting, wave: Sequence[Judged]) -> list[Outcome]:
    """All in one transaction; when that fails by a fault of ours, each alone, so that only the faulty one waits."""
    done = _guarded(lambda: _register_in_transaction(sitting, wave))
    if isinstance(done, Wave):
        return _prove_new(done)
    if len(wave) == 1:
        return [done]
    return [outcome for one in wave for outcome in _register_or_isolate(sitting, [one])]


def _register_in_transaction(sitting: _Sitting, wave: Sequence[Judged]) -> Wave:
    for _ in range(_TRIES):
        try:
            with sitting.register.pool.connection() as database:
                return register_wave(database, wave, _office(sitting, database))
        except (RacedError, DeadlockDetected, SerializationFailure):
            continue
    raise RacedError


def _office(sitting: _Sitting, database: Database) -> BatchOffice:
    """Fresh keys at each try: a batch key never seals twice."""
    register, statements = sitting.register, sitting.statements
    now, keys = register.clock.now(), new_batch_keys()
    desk, statistics = queries.find_batch_readers(database, month_of(now))
    return BatchOffice(
        now=now,
        sender=sitting.sender,
        keys=keys,
        desk=seal_desk_key(keys, desk),
        statistics=seal_statistics_key(keys, statistics),
        signer=AcknowledgementSigner(statements.domain, register.seeds.acknowledgement(statements, now), day_of(now)),
        ledger=register.seeds.ledger(statements, now),
    )


def _prove_new(wave: Wave) -> list[Outcome]:
    """New leaves under their own batch's checkpoint, which needs no reading."""
    batch = wave.batch
    if batch is None:
        return [one for one in wave.outcomes if not isinstance(one, Entered)]
    hashes = [proof.hashes for proof in batch.proofs()]
    return [_proven(one, batch, hashes) if isinstance(one, Entered) else one for one in wave.outcomes]


def _proven(entered: Entered, batch: Batch, hashes: Sequence[tuple[bytes, ...]]) -> Proven:
    word, place = entered.acknowledged, entered.place
    return Proven(
        word.body, word.signature, word.answer, batch.first + place, hashes[place], batch.note, word.status.value
    )


def _prove_replayed(register: Register, outcomes: Sequence[Outcome]) -> list[Proven | Deferred]:
    """What was answered before, byte for byte, under the newest checkpoint."""
    keys = {(one.month, one.id, one.pharmacy, one.hash) for one in outcomes if isinstance(one, Replayed)}
    again = _read_again(register, list(keys)) if keys else {}
    return [
        again.get((one.month, one.id, one.pharmacy, one.hash), _DROPPED) if isinstance(one, Replayed) else one
        for one in outcomes
    ]


def _read_again(register: Register, keys: Sequence[queries.AnswerKey]) -> dict[queries.AnswerKey, Proven]:
    with register.pool.connection() as database:
        stored = queries.find_answers(database, keys)
        indexes = sorted({one.index for one in stored.values()})
        note, paths = prove(database, indexes)
        await_earlier_commits(database)
    path_of = dict(zip(indexes, paths, strict=True))
    return {
        key: Proven(one.ack, one.signature, one.answer, one.index, path_of[one.index], note, _REPEATED)
        for key, one in stored.items()
    }


def _guarded(action: Callable[[], T]) -> T | Deferred:
    """The action's result, or a deferral when it fails by our fault. A database that is away is everybody's."""
    try:
        return action()
    except OperationalError:
        raise
    except Exception as error:  # noqa: BLE001 (whatever it is, it is this delivery's alone; type and place are logged)
        structlog.get_logger().error("intake_fault", error=type(error).__name__, place=place_of(error))
        return _KEYLESS if isinstance(error, KeyMissingError) else _FAULT
