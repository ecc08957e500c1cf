"""What is to be done with each delivery of a wave, given what is registered already (`spec/envelope.md` §6).

The one idea: the same commitment gets the first answer again, another one under the same id is a conflict, a correction
waits for its target, and the rest is new.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sceau.envelope.acknowledgement import Status
from sceau.record import Problem, Severity
from sceau.register.intake import queries
from sceau.register.intake.opening import Deferred, Judged
from sceau.register.intake.queries import Key, Registered
from sceau.register.intake.waves import key_of, target_of
from sceau.web.database import Database

CONFLICT: Final = Problem("conflict", "header.id", Severity.ERROR)
STALE: Final = Problem("stale-correction", "header.corrects", Severity.ERROR)
DUPLICATE: Final = Problem("duplicate", "", Severity.WARNING)


@dataclass(frozen=True, slots=True)
class Replayed:
    """Answered before: where the first answer is."""

    month: int
    id: bytes
    pharmacy: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be done with one delivery. `row` is None for a conflict, which is answered and not registered."""

    judged: Judged
    row: Registered | None
    target: Registered | None
    problems: tuple[Problem, ...]
    counted: bool = False

    @property
    def status(self) -> Status:
        return Status.ACCEPTED if self.row is not None and self.row.accepted else Status.REJECTED


def decide(database: Database, wave: Sequence[Judged], month: int) -> list[Decision | Replayed | Deferred]:
    wanted = [key for judged in wave for key in (key_of(judged), target_of(judged)) if key is not None]
    known = queries.find_registered(database, wanted)
    others = [identity(one) for one in wave if _is_conflict(one, known)]
    refused = queries.find_conflicts(database, others) if others else {}
    return [_decide_one(judged, known, refused, month) for judged in wave]


def as_stale(decision: Decision, row: Registered) -> Decision:
    """Registered as rejected, beside the line of corrections that it came too late for."""
    alone = replace(row, accepted=False, chain=row.id, standing_id=None, standing_month=None)
    return replace(decision, row=alone, target=None, problems=(STALE, *decision.problems), counted=False)


def as_duplicate(decision: Decision) -> Decision:
    """Registered, with a warning, and not counted again."""
    return replace(decision, problems=(*decision.problems, DUPLICATE), counted=False)


def _decide_one(
    judged: Judged,
    known: Mapping[Key, Registered],
    refused: Mapping[tuple[bytes, bytes, bytes], int],
    month: int,
) -> Decision | Replayed | Deferred:
    before, target = known.get(key_of(judged)), target_of(judged)
    if before is not None and not _is_conflict(judged, known):
        return Replayed(before.month, before.id, before.pharmacy, before.hash)
    if before is not None:
        again = refused.get(identity(judged))
        return Decision(judged, None, None, (CONFLICT,)) if again is None else Replayed(again, *identity(judged))
    if target is not None and target not in known:
        return Deferred("correction-waits")
    return _decide_new(judged, None if target is None else known[target], month)


def _decide_new(judged: Judged, target: Registered | None, month: int) -> Decision:
    header, accepted = judged.header, judged.accepted is not None
    row = Registered(
        id=header.id,
        pharmacy=header.pharmacy,
        hash=judged.hash,
        commit=header.commit,
        month=month,
        accepted=accepted,
        chain=header.id if target is None else target.chain,
        standing_id=header.id if accepted else target.standing_id if target else None,
        standing_month=month if accepted else target.standing_month if target else None,
    )
    return Decision(judged, row, target, judged.problems, counted=accepted)


def identity(judged: Judged) -> tuple[bytes, bytes, bytes]:
    return judged.header.id, judged.header.pharmacy, judged.hash


def _is_conflict(judged: Judged, known: Mapping[Key, Registered]) -> bool:
    before = known.get(key_of(judged))
    return before is not None and before.commit != judged.header.commit
