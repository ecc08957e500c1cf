"""What is broken, where and when: said by a test, done by `launch` inside the process that it starts.

The one idea: the product has no switch that breaks it. A fault is a wrapper put around one of its named functions in a
test's own process, so that a step is hit exactly and not by luck.
"""

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Final

EVERY_CALL: Final = 0


class Action(StrEnum):
    KILL = "kill"  # SIGKILL to the whole service, as `kill -9` of all its processes
    DIE = "die"  # SIGKILL to the process that is in the call; its siblings live
    STOP = "stop"  # SIGSTOP to the process that is in the call
    RAISE = "raise"  # an exception that nobody foresaw
    NO_NAME = "no-name"  # what the resolver says of a name that it does not find


class Moment(StrEnum):
    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Fault:
    """`action` at the `call`-th call (from 1) of `target`, written `module:name` or `module:Class.name`.

    With `containing` (hexadecimal), only calls that are given these bytes count; with `until_gone`, only those made
    while that file exists.
    """

    action: Action
    moment: Moment
    target: str
    call: int = 1
    containing: str = ""
    until_gone: str = ""


@dataclass(frozen=True, slots=True)
class Constant:
    """A constant of the product, set to other durations, in seconds: one, or a tuple (empty: none at all)."""

    target: str
    seconds: float | tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a process does differently from the product's own."""

    faults: tuple[Fault, ...] = ()
    constants: tuple[Constant, ...] = ()

    def encode(self) -> str:
        return json.dumps(asdict(self))


def parse_plan(text: str) -> Plan:
    given = json.loads(text)
    faults = [Fault(Action(one.pop("action")), Moment(one.pop("moment")), **one) for one in given["faults"]]
    constants = [Constant(one["target"], _durations(one["seconds"])) for one in given["constants"]]
    return Plan(tuple(faults), tuple(constants))


def _durations(seconds: float | list[float]) -> float | tuple[float, ...]:
    return tuple(seconds) if isinstance(seconds, list) else seconds
