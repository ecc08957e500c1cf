"""Runs the product's own `sceau …`, with what a plan breaks: `python -m tests.faults.launch PLAN relay serve`."""

import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.faults.fault import EVERY_CALL, Action, Constant, Fault, Moment, parse_plan

from sceau import cli


class Unforeseen(Exception):
    """What a fault of action `raise` raises."""


def main(plan: str, *command: str) -> None:
    broken = parse_plan(plan)
    if "FAKETIME_TIMESTAMP_FILE" in os.environ:
        time.sleep = _sleep  # type: ignore[assignment]
    for constant in broken.constants:
        replace(constant)
    for fault in broken.faults:
        arm(fault)
    sys.argv = ["sceau", *command]
    cli.main()


def _sleep(seconds: float) -> None:
    """libfaketime refuses to sleep until a moment of the monotonic clock, as Python does since 3.11."""
    threading.Event().wait(seconds)


def replace(constant: Constant) -> None:
    owner, name = _find(constant.target)
    assert hasattr(owner, name), f"the product has no {constant.target}"
    seconds = constant.seconds
    durations = tuple(map(_duration, seconds)) if isinstance(seconds, tuple) else _duration(seconds)
    setattr(owner, name, durations)


def arm(fault: Fault) -> None:
    """Put the fault around its target."""
    owner, name = _find(fault.target)
    original: Callable[..., Any] = getattr(owner, name)
    calls = _Calls(fault)

    @wraps(original)
    def broken(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 (it stands for any function)
        strikes = calls.strikes([*arguments, *named.values()])
        if strikes and fault.moment is Moment.BEFORE:
            strike(fault.action)
        result = original(*arguments, **named)
        if strikes and fault.moment is Moment.AFTER:
            strike(fault.action)
        return result

    setattr(owner, name, broken)


class _Calls:
    """Counts the calls that a fault is about."""

    def __init__(self, fault: Fault) -> None:
        self._fault = fault
        self._wanted = bytes.fromhex(fault.containing)
        self._count = 0
        self._lock = threading.Lock()

    def strikes(self, arguments: Iterable[object]) -> bool:
        if self._wanted and not any(self._wanted in data for data in _bytes_in(arguments)):
            return False
        if self._fault.until_gone and not Path(self._fault.until_gone).exists():
            return False
        with self._lock:
            self._count += 1
            return self._fault.call in (self._count, EVERY_CALL)


def strike(action: Action) -> None:
    if action is Action.KILL:
        os.killpg(os.getpgrp(), signal.SIGKILL)
    elif action is Action.DIE:
        os.kill(os.getpid(), signal.SIGKILL)
    elif action is Action.STOP:
        signal.pthread_kill(threading.get_ident(), signal.SIGSTOP)  # to this thread, which so does not run on a while
    elif action is Action.NO_NAME:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    else:
        raise Unforeseen


def _bytes_in(arguments: Iterable[object]) -> Iterable[bytes]:
    """Byte strings among the arguments: themselves, in lists, or as the header of a delivery or an envelope."""
    for one in arguments:
        if isinstance(one, bytes):
            yield one
        elif isinstance(one, (list, tuple)):
            yield from _bytes_in(one)
        elif hasattr(one, "delivery"):
            yield one.delivery.header_bytes


def _find(target: str) -> tuple[Any, str]:
    module, _, path = target.partition(":")
    owner: Any = import_module(module)
    *classes, name = path.split(".")
    for inside in classes:
        owner = getattr(owner, inside)
    return owner, name


def _duration(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)


if __name__ == "__main__":
    main(*sys.argv[1:])
