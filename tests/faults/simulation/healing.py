"""After the storm: nothing goes wrong any more, and there are days enough for everything to arrive."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from tests.faults.invariants import LOST, Broken
from tests.faults.simulation.actors import Worker
from tests.faults.simulation.weather import FAIR
from tests.faults.simulation.world import World

from sceau.client.spool import State
from sceau.relay.delivery import dead
from sceau.relay.delivery.housekeeping import CHORES

ORDER: Final = "oldest first"
_ROUNDS: Final = 300
_PATIENCE: Final = 5
"""Rounds after which a pharmacy that waits, while the relay has nothing left to do, waits for nothing."""
_A_MOMENT: Final = timedelta(minutes=10)


def heal(world: World) -> None:
    """Let everything arrive. Raises Broken when it never does, or not in its order."""
    _clear_up(world)
    patience = _PATIENCE
    for _ in range(_ROUNDS):
        for pharmacy in world.pharmacies:
            world.operate(pharmacy.computer.name, pharmacy.push)
            world.operate(pharmacy.computer.name, pharmacy.follow)
        _deliver_all(world)
        _keep_house(world)
        _replay_dead_letters(world)
        if _is_quiet(world):
            return
        patience = _PATIENCE if _pending(world) else patience - 1
        if not patience:
            break
        world.time.moment = _next(world)
    raise Broken(LOST, "still on its way", max(len(_pending(world)), 1))


def _keep_house(world: World) -> None:
    def all_chores(worker: Worker) -> None:
        for chore in CHORES:
            worker.keep_house(chore)

    world.with_worker("worker 1", all_chores)


def _replay_dead_letters(world: World) -> None:
    """Nothing here is poisonous: whatever the relay gave up was the weather's fault, as its operator sees now."""
    database = world.copies.readers["relay"]
    world.replayed += dead.replay(database, dead.Chosen(), reason="the weather", now=world.time.now())


def _clear_up(world: World) -> None:
    world.network.weather = FAIR
    world.network.away_until.clear()
    for clock in world.clocks.values():
        clock.skew = timedelta()
    while world.network.held:
        world.network.release()
    world.chance.note("it clears up")


def _deliver_all(world: World) -> None:
    """Passes until nothing is due, each of which takes what is oldest of a pharmacy's."""
    last = -1
    while (due := _due(world)) and len(due) != last:
        last = len(due)
        before = _taken_so_far(world)
        world.with_worker("worker 1", Worker.deliver)
        _check_order(due, {one for (one,) in world.copies.rows("relay", _TAKEN_SINCE, before)})


def _check_order(due: Iterable[tuple[Any, ...]], taken: set[bytes]) -> None:
    """What a pass left of a pharmacy's is not older than what it took."""
    took, left = defaultdict[bytes, list[datetime]](list), defaultdict[bytes, list[datetime]](list)
    for pharmacy, one, due_at in due:
        (took if one in taken else left)[pharmacy].append(due_at)
    for pharmacy in took.keys() & left.keys():
        if max(took[pharmacy]) > min(left[pharmacy]):
            raise Broken(ORDER, "one that was due later went first", 1)


def _is_quiet(world: World) -> bool:
    waiting = {State.SEALED, State.ACCEPTED}
    spooled = (one.state for pharmacy in world.pharmacies for one in pharmacy.states().values())
    return not _pending(world) and world.copies.rows("relay", _LEAVES) == [(0,)] and waiting.isdisjoint(spooled)


def _next(world: World) -> datetime:
    """When something is due, or a moment later."""
    soon = world.time.now() + _A_MOMENT
    return max(soon, min((free_at for *_, free_at in _pending(world)), default=soon))


def _due(world: World) -> list[tuple[Any, ...]]:
    now = world.time.now()
    return [(pharmacy, one, due_at) for pharmacy, one, due_at, free_at in _pending(world) if free_at <= now]


def _pending(world: World) -> list[tuple[Any, ...]]:
    """(pharmacy, id, due, free): due in its order, free to be taken."""
    return world.copies.rows("relay", _PENDING)


def _taken_so_far(world: World) -> int:
    ((number,),) = world.copies.rows("relay", "SELECT coalesce(max(number), 0) FROM audit_taken")
    return int(number)


_PENDING: Final = """
SELECT pharmacy, id, due_at, greatest(due_at, lease_until) FROM outbox WHERE state = 'pending'
"""
_TAKEN_SINCE: Final = "SELECT id FROM audit_taken WHERE number > %s"
_LEAVES: Final = "SELECT count(*) FROM leaf_queue"
