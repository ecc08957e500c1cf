"""An envelope's steps as lines: what is done, what goes on, what comes, and where it is stuck."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sceau.relay.operators.whereabouts import Found
from sceau.relay.operators.words import Moment, Words


class Mark(StrEnum):
    """How a line is shown: a word and a shape, then a colour."""

    DONE = "done"
    NOW = "now"
    TO_COME = "to-come"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Step:
    mark: Mark
    title: str
    detail: str = ""
    at: Moment | None = None


def steps(found: Found, words: Words, now: datetime) -> list[Step]:
    """One line a step, in their order."""
    lines = [Step(Mark.DONE, words("step.accepted"), words("step.accepted.of", day=words.day(found.day)))]
    lines[0] = Step(lines[0].mark, lines[0].title, lines[0].detail, words.moment(found.accepted_at))
    return [
        *lines,
        _delivery(found, words, now),
        _registered(found, words),
        *_ticket(found, words),
        *_wrong(found, words),
    ]


def summary(found: Found, words: Words) -> str:
    """Where it is, in one sentence: what to say on the telephone."""
    if found.status is not None:
        return words(f"where.{found.status}")
    if found.difference is not None:
        return words(f"difference.{found.difference}")
    if found.state in _NOWHERE:
        return words("step.nowhere")
    return words("where.dead" if found.state == "dead" else "where.tried" if found.attempts else "where.waiting")


def _delivery(found: Found, words: Words, now: datetime) -> Step:
    tries = words("step.delivery.tries", count=found.attempts)
    reason = words.code(found.code) if found.code else ""
    if found.status is not None:
        at = None if found.acknowledged_at is None else words.moment(found.acknowledged_at)
        return Step(Mark.DONE, words("step.acknowledged"), tries if found.attempts else "", at)
    if found.state == "dead":
        return Step(Mark.WRONG, words("step.dead"), _joined(tries, reason, words("step.dead.do")))
    if found.state in _NOWHERE:
        return Step(Mark.WRONG, words("step.nowhere"), words("step.nowhere.do"))
    if found.lease_until is not None and found.lease_until > now:
        return Step(Mark.NOW, words("step.leased"), tries if found.attempts else "")
    if not found.attempts:
        return Step(Mark.NOW, words("step.waiting"))
    due = None if found.due_at is None else words.moment(found.due_at)
    return Step(Mark.NOW, words("step.retry"), _joined(tries, reason), due)


def _registered(found: Found, words: Words) -> Step:
    if found.status is None:
        return Step(Mark.TO_COME, words("step.registered.to-come"))
    if found.status == "rejected":
        return Step(Mark.WRONG, words("step.rejected"), words("step.rejected.do"))
    detail = words("step.registered.leaf", leaf=words.number(found.leaf or 0))
    return Step(Mark.DONE, words("step.registered"), detail)


def _ticket(found: Found, words: Words) -> Iterator[Step]:
    if found.replaced:
        yield Step(Mark.DONE, words("step.corrected"))
    if not found.has_ticket:
        yield Step(Mark.DONE, words("step.no-ticket"))
    elif found.opened:
        at = None if found.opened_at is None else words.moment(found.opened_at)
        yield Step(Mark.DONE, words.counted("step.opened", found.opened), words("step.opened.last"), at)
    elif found.tries_left != 0:
        yield Step(Mark.NOW, words("step.unopened"))
    if found.has_ticket and found.tries_left == 0:  # also of one that was read before
        yield Step(Mark.WRONG, words("step.locked"), words("step.locked.do"))


def _wrong(found: Found, words: Words) -> Iterator[Step]:
    if found.difference is not None:
        yield Step(Mark.WRONG, words(f"difference.{found.difference}"), words(f"difference.{found.difference}.do"))


def _joined(*parts: str) -> str:
    return " · ".join(part.rstrip(".") for part in parts if part)


_NOWHERE: Final = (None, "registered")
"""States of what nothing will deliver any more: without an acknowledgement it is lost, until somebody looks."""
