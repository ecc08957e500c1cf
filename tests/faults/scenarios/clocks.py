"""Clocks that jump by days, and an outage as long as weeks: rows 9 and 10 of the guarantees."""

import time
from collections.abc import Sequence
from typing import Final

from tests.faults.faked_clock import FakedClock
from tests.faults.invariants import Broken, check
from tests.faults.pharmacy import Letter
from tests.faults.world import World

EARLY: Final = "nothing expires early"
STUCK: Final = "nothing waits for a clock that was wrong"
ORDER: Final = "the oldest goes first"
FUTURE: Final = "what comes from the future is refused, and taken when it is today"
HELD: Final = "an outage costs no envelope anything"
DAYS: Final = 17
_FAR: Final = 3
_LONGEST_SECONDS: Final = 600
"""A chore of the worker's, every minute, brings back what a wrong clock has put off; and a long drain is long."""


def clock_jumps(world: World, clock: FakedClock, registers: FakedClock, count: int) -> None:
    """Three days forward and back, with a backlog across each jump; then the relay's alone, three days behind."""
    _start(world, clock, registers)
    quarter = count // 4
    across, ahead, back, behind = (world.seal(size) for size in (quarter, quarter, quarter, count - 3 * quarter))
    _jump_with_a_backlog(world, [clock, registers], across, ahead)
    _jump_back_with_a_backlog(world, [clock, registers], back)
    _jump_behind(world, clock, behind)
    world.settle()
    check(world)


def _start(world: World, clock: FakedClock, registers: FakedClock) -> None:
    """Each service with its clock."""
    world.variables = registers.variables
    world.start_register()
    world.variables = clock.variables
    world.start_relay()
    world.start_worker()


def _jump_with_a_backlog(
    world: World, clocks: Sequence[FakedClock], before: Sequence[Letter], after: Sequence[Letter]
) -> None:
    with world.register_away():
        world.send_until_taken(before)
        _set(world, clocks, _FAR)
        _taken_at_once(world, after)
    _delivered(world, EARLY)
    _check_order(world, [*before, *after])


def _jump_back_with_a_backlog(world: World, clocks: Sequence[FakedClock], letters: Sequence[Letter]) -> None:
    """What was accepted three days ahead is due in three days, and must not wait until then."""
    with world.register_away():
        world.send_until_taken(letters)
        _set(world, clocks, 0)
    _delivered(world, STUCK)


def _jump_behind(world: World, clock: FakedClock, letters: Sequence[Letter]) -> None:
    _set(world, [clock], -_FAR)
    answer = world.client.send(letters[:1])
    if [one.get("code") for one in answer] != ["clock"]:
        raise Broken(FUTURE, "taken, or refused for another reason")
    _set(world, [clock], 0)
    world.send_until_taken(letters)


def _taken_at_once(world: World, letters: Sequence[Letter]) -> None:
    (answer,) = world.client.send(letters[:1])
    if answer.get("status") not in (200, 201):
        raise Broken(EARLY, f"an envelope of three days ago is refused ({answer.get('code')})")
    world.send_until_taken(letters)


def _delivered(world: World, otherwise: str) -> None:
    try:
        world.settle(seconds=_LONGEST_SECONDS)
    except AssertionError:
        raise Broken(otherwise, "what waits is not delivered") from None
    if world.relay_rows("SELECT FROM outbox WHERE state = 'dead'"):
        raise Broken(otherwise, "an envelope was given up")


def _set(world: World, clocks: Sequence[FakedClock], days: int) -> None:
    """The pharmacy's computer goes with the relay's."""
    for clock in clocks:
        clock.set(days)
    world.client.set_clock(days)


def _check_order(world: World, letters: Sequence[Letter]) -> None:
    """No letter was acknowledged before one that the relay had accepted earlier."""
    ids = {letter.id for letter in letters}
    rows = world.relay_rows(
        "SELECT acknowledged_at, accepted_at, id FROM acknowledgement JOIN envelope USING (day, pharmacy, id)"
    )
    accepted = [accepted for _, accepted, one in sorted(rows) if one in ids]
    if accepted != sorted(accepted):
        raise Broken(ORDER, "an envelope was delivered before an older one")


def long_outage(world: World, clock: FakedClock, count: int) -> float:
    """Seventeen days without the register, `count` envelopes in all; returns how many a second drained after it."""
    _start(world, clock, clock)
    letters = world.seal(count)
    with world.register_away():
        for day in range(DAYS):
            _set(world, [clock], day)
            world.send_until_taken(letters[count * day // DAYS : count * (day + 1) // DAYS])
        _set(world, [clock], DAYS)
        if world.relay_rows("SELECT count(*), max(attempts) FROM outbox WHERE state = 'pending'") != [(count, 0)]:
            raise Broken(HELD, "an envelope is missing, given up or blamed")
    began = time.monotonic()
    _delivered(world, HELD)
    seconds = time.monotonic() - began
    _check_order(world, letters)
    check(world)
    return count / seconds
