"""The process that stays: leases slips, has a batch tell people, settles (`spec/notice.md` §3, §4).

The one idea: it holds no key. What it leases it cannot read; what reads it is a process that ends with the batch.
"""

import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Final

import structlog

from sceau.envelope import cbor
from sceau.envelope.errors import EnvelopeError
from sceau.envelope.header import parse_header
from sceau.envelope.wire import parse_delivery
from sceau.notifier.relay import MOST, Leased, Relay, RelayError
from sceau.notifier.telling import OUTCOMES, Outcome, Why

IDLE: Final = timedelta(seconds=2)
"""Between two looks at an empty queue: what a person waits at most, when all is well."""
FIRST_PAUSE: Final = timedelta(seconds=5)
LONGEST_PAUSE: Final = timedelta(minutes=1)
"""Between two attempts while the relay, the mail server or the provider does not answer: doubled each time."""
_SHARE_OF_LEASE: Final = 0.8
RunBatch = Callable[[Sequence[bytes], float], Mapping[int, Why]]
"""Tells slips, for at most so many seconds; what became of each by its place. Those not tried are left out."""
_log = structlog.get_logger()


class Service:
    """Works until `stop`; a batch under way is finished and settled first."""

    def __init__(self, relay: Relay, run_batch: RunBatch, count: Callable[[Why, int], None]) -> None:
        self._relay = relay
        self._run_batch = run_batch
        self._count = count
        self._stopping = threading.Event()
        self._pause = FIRST_PAUSE

    def stop(self) -> None:
        self._stopping.set()

    def run(self) -> None:
        while not self._stopping.is_set():
            self._stopping.wait(self.work_once().total_seconds())

    def work_once(self) -> timedelta:
        """One batch; how long to wait before the next."""
        try:
            leased = self._relay.lease()
            told = self._tell(leased) if leased.slips else {}
        except RelayError as failure:
            _log.warning("relay_fails", code=failure.code)
            return self._wait_longer()
        if len(told) < len(leased.slips) or Why.DOWN in told.values():
            return self._wait_longer()
        self._pause = FIRST_PAUSE
        return timedelta() if len(leased.slips) == MOST else IDLE

    def _tell(self, leased: Leased) -> Mapping[int, Why]:
        told = self._run_batch(leased.slips, leased.seconds * _SHARE_OF_LEASE)
        self._note(told)
        keys = [_key_of(slip) for slip in leased.slips]
        outcomes = [(*key, _outcome(told.get(place))) for place, key in enumerate(keys) if key is not None]
        self._relay.done(leased.lease, outcomes)
        return told

    def _note(self, told: Mapping[int, Why]) -> None:
        for why, count in Counter(told.values()).items():
            self._count(why, count)
            _log.info("notices", state=why.value, count=count)

    def _wait_longer(self) -> timedelta:
        pause, self._pause = self._pause, min(2 * self._pause, LONGEST_PAUSE)
        return pause


def run_batch(slips: Sequence[bytes], seconds: float) -> Mapping[int, Why]:
    """In a process of its own, with our settings. What it had not done when its time was over is left out."""
    command = [sys.executable, "-m", "sceau.notifier.batch"]
    given = cbor.encode({"slips": list(slips)})
    try:
        done = subprocess.run(command, input=given, stdout=subprocess.PIPE, timeout=seconds, check=False)  # noqa: S603 (our own)
        said, failed = done.stdout, done.returncode != 0
    except subprocess.TimeoutExpired as late:
        said, failed = late.stdout or b"", True
    if failed:
        _log.error("batch_failed", size=len(slips))
    return read_said(said)


def read_said(said: bytes) -> dict[int, Why]:
    """`[place, why]` after `[place, why]`; an item cut short is as if it was not said."""
    told: dict[int, Why] = {}
    buffer = bytearray(said)
    with suppress(EnvelopeError):
        for item in cbor.split_sequence(buffer, limit=64):
            match cbor.decode(item, limit=64, path="batch"):
                case [int(place), str(why)]:
                    told[place] = Why(why)
    return told


def _key_of(slip: bytes) -> tuple[int, bytes, bytes] | None:
    try:
        header = parse_header(parse_delivery(slip).header_bytes)
    except EnvelopeError:
        return None
    return header.day, header.pharmacy, header.id


def _outcome(why: Why | None) -> str:
    return (Outcome.UNTRIED if why is None else OUTCOMES[why]).value
