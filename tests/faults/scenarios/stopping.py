"""A worker that is told to stop in the middle of a pass: it hears one answer more, and gives back the rest at once."""

import signal
import time
from typing import Final

from tests.faults.invariants import check
from tests.faults.service import DEADLINE_SECONDS
from tests.faults.world import World

_BEFORE_THE_ANSWER: Final = 0.5
"""Seconds: until the worker has certainly heard the signal."""


def told_to_stop_among_its_halves(world: World) -> None:
    """Every answer is lost, so that the batch is cut in halves; the signal comes while the second request is away."""
    requests: list[str] = []

    def lose(path: str, body: bytes) -> bytes | None:
        if path != "/intake":
            return body
        requests.append(path)
        if len(requests) == 2:
            worker.process.send_signal(signal.SIGTERM)
            time.sleep(_BEFORE_THE_ANSWER)
        return None

    world.start_register()
    world.start_relay()
    world.send_until_taken(world.seal(16))
    world.proxy.alter = lose
    worker = world.start_worker()
    assert worker.process.wait(DEADLINE_SECONDS) == 0, worker.log.read_text()
    assert len(requests) == 2
    leased = "SELECT count(*) FROM outbox WHERE lease_token IS NOT NULL OR attempts > 0"
    assert world.relay_rows(leased) == [(0,)]
    world.proxy.alter = lambda _, body: body
    world.start_worker()
    world.settle()
    check(world)
