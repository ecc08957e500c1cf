"""Faults between relay and register: rows 2, 3, 8 and 12 of the guarantees."""

from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import Any, Final

from tests.faults.fault import Action, Constant, Fault, Moment
from tests.faults.ground import Cluster
from tests.faults.invariants import Broken, check
from tests.faults.pharmacy import Letter
from tests.faults.scenarios.accepting import in_parts
from tests.faults.service import Service, eventually
from tests.faults.world import NO_CHORES, SHORT_LEASE, World
from tests.integration.running import free_port

from sceau.relay.delivery.deliver import BATCH

LATE: Final = "a late write is refused"
_ACKNOWLEDGED: Final = "sceau.relay.delivery.lease:settle_acknowledged"
_POSTPONED: Final = "sceau.relay.delivery.lease:settle_postponed"
_MOST_BATCHES: Final = 3
_LOST_OF_ALL: Final = 0.4
_PART: Final = 600
"""Three times what a worker leases at once: the rest goes past the one that is stopped."""
_SHORT_TRANSACTION: Final = Constant("sceau.web.database:IDLE_IN_TRANSACTION", 1.0)
_LONG_LEASE: Final = Constant("sceau.relay.delivery.lease:LEASE", 600.0)


def worker_killed_before_it_notes(world: World, moment: Moment) -> None:
    """The register has committed; the relay does not know: it is sent again, and is one record."""
    world.start_register()
    world.start_relay()
    letters = world.seal(50)
    world.send_until_taken(letters)
    world.start_worker(Fault(Action.KILL, moment, _ACKNOWLEDGED), constants=[SHORT_LEASE]).wait_until_dead()
    assert world.register_rows("SELECT count(*) FROM registered") == [(50,)]
    assert world.relay_rows("SELECT count(*) FROM acknowledgement") == [(0,)]
    world.start_worker(constants=[SHORT_LEASE])
    world.settle()
    check(world)


def worker_killed_again_and_again(world: World, count: int, random: Random) -> int:
    """The same for `count` envelopes and many workers, each killed at some batch; returns how many were."""
    world.start_register()
    world.start_relay()
    world.send_until_taken(world.seal(count))
    strikes = 0
    while _batches_left(world) > _MOST_BATCHES or not strikes:
        most = max(1, min(_MOST_BATCHES, _batches_left(world)))
        fault = Fault(Action.KILL, random.choice(list(Moment)), _ACKNOWLEDGED, call=random.randint(1, most))
        world.start_worker(fault, constants=[SHORT_LEASE]).wait_until_dead()
        strikes += 1
        [(registered,)] = world.register_rows("SELECT count(*) FROM registered")
        [(noted,)] = world.relay_rows("SELECT count(*) FROM acknowledgement")
        assert registered > noted, "the worker died when all that the register had done was noted"
    world.start_worker(constants=[SHORT_LEASE])
    world.settle()
    check(world)
    return strikes


def _batches_left(world: World) -> int:
    [(pending,)] = world.relay_rows("SELECT count(*) FROM outbox WHERE state = 'pending'")
    return int(pending) // BATCH


def answer_lost(world: World) -> None:
    """The register has committed and answered; the answer never arrives."""
    lost: list[str] = []

    def lose_the_first(path: str, body: bytes) -> bytes | None:
        if path != "/intake" or lost:
            return body
        lost.append(path)
        return None

    world.proxy.alter = lose_the_first
    world.start_register()
    world.start_relay()
    letters = world.seal(50)
    world.send_until_taken(letters)
    world.start_worker(constants=[SHORT_LEASE])
    world.settle()
    assert lost == ["/intake"]
    check(world)


def answers_lost(world: World, count: int, random: Random) -> int:
    """Of `count` envelopes delivered, two answers in five never arrive; how many did not."""
    lost: list[str] = []

    def lose_some(path: str, body: bytes) -> bytes | None:
        if path != "/intake" or random.random() > _LOST_OF_ALL:
            return body
        lost.append(path)
        return None

    world.proxy.alter = lose_some
    world.start_register()
    world.start_relay()
    world.send_until_taken(world.seal(count))
    world.start_worker(constants=[SHORT_LEASE])
    world.settle(seconds=300)
    check(world)
    return len(lost)


def stopped_until_another_has_delivered(world: World) -> None:
    """A worker stopped beyond its lease wakes up when all is done: nothing changes."""
    late = _stopped_worker(world, _ACKNOWLEDGED)
    world.start_worker(constants=[SHORT_LEASE])
    eventually(lambda: world.relay_rows("SELECT FROM outbox WHERE state = 'pending'") == [], "another's delivery")
    _wake_and_compare(world, late)
    world.settle()
    check(world)


def stopped_while_it_writes(world: World) -> None:
    """Stopped with rows locked, it keeps them from nobody for long, and nothing it wrote counts."""
    late = _stopped_worker(world, _ACKNOWLEDGED, Moment.AFTER)
    world.start_worker(constants=[SHORT_LEASE])
    try:
        world.settle(seconds=20)
    except AssertionError:
        raise Broken(LATE, "nobody may deliver what a stopped worker has locked") from None
    before = _delivery_state(world)
    _wake(late)
    if _delivery_state(world) != before:
        raise Broken(LATE, "a worker that woke up wrote over what another had written")
    check(world)


def stopped_while_another_delivers(world: World, settling: str) -> None:
    """It wakes up while another holds the lease: it may neither acknowledge, nor postpone, nor give up."""
    late = _stopped_worker(world, settling)
    holder = world.start_worker(Fault(Action.STOP, Moment.BEFORE, _ACKNOWLEDGED), constants=[_LONG_LEASE, NO_CHORES])
    holder.wait_until_stopped()
    before = _delivery_state(world)
    _wake(late)
    if _delivery_state(world) != before:
        raise Broken(LATE, "a worker that woke up wrote over another's lease")
    holder.resume()
    world.start_worker()
    world.settle()
    check(world)


LATE_WRITES: Final = {"an acknowledgement": _ACKNOWLEDGED, "a postponement": _POSTPONED}


def databases_killed(world: World, count: int, random: Random, *, strikes: int, part: int) -> None:
    """Each PostgreSQL in turn is killed under load, all its processes at once, and recovers."""
    world.start_all()
    letters = world.seal(count)
    clusters = [world.ground.relay_cluster, world.ground.register_cluster]
    with ThreadPoolExecutor(3) as pharmacies:
        sending = [pharmacies.submit(_send_in_parts, world, letters[one::3], part) for one in range(3)]
        for number, moment in enumerate(sorted(random.sample(range(count // 10, count * 9 // 10), strikes))):
            _kill_after(world, clusters[number % 2], acknowledged=moment)
        for one in sending:
            one.result()
    world.settle()
    check(world)


def database_killed(world: World) -> None:
    """Once each, with three hundred envelopes."""
    databases_killed(world, 300, Random(1), strikes=2, part=4)  # noqa: S311 (a seed that can be said again)


def _send_in_parts(world: World, letters: list[Letter], part: int) -> None:
    for start in range(0, len(letters), part):
        world.send_until_taken(letters[start : start + part])


def _kill_after(world: World, cluster: Cluster, *, acknowledged: int) -> None:
    eventually(lambda: len(world.notebook.acknowledged) >= acknowledged, "load")
    cluster.kill()
    cluster.start()


def stopped_again_and_again(world: World, count: int, random: Random) -> int:
    """Worker after worker is stopped beyond its lease at one of three moments, and wakes up; how many were."""
    world.start_register()
    world.start_relay()
    parts = list(in_parts(world.seal(count), _PART))
    for part in parts:
        world.send_until_taken(part)
        settling, moment = random.choice(
            [(_ACKNOWLEDGED, Moment.BEFORE), (_ACKNOWLEDGED, Moment.AFTER), (_POSTPONED, Moment.BEFORE)]
        )
        late = _stop_a_worker(world, settling, moment)
        other = world.start_worker(constants=[SHORT_LEASE])
        world.settle()
        _wake_and_compare(world, late)
        other.kill()
    check(world)
    return len(parts)


def _wake_and_compare(world: World, late: Service) -> None:
    before = _delivery_state(world)
    _wake(late)
    if _delivery_state(world) != before:
        raise Broken(LATE, "a worker that woke up changed what another had done")


def _stopped_worker(world: World, settling: str, moment: Moment = Moment.BEFORE) -> Service:
    """A worker that has leased twenty envelopes, asked the register, and is stopped before it has written."""
    world.start_register()
    world.start_relay()
    world.send_until_taken(world.seal(20))
    return _stop_a_worker(world, settling, moment)


def _stop_a_worker(world: World, settling: str, moment: Moment) -> Service:
    """What postpones finds no register."""
    unreachable = f"http://127.0.0.1:{free_port()}" if settling == _POSTPONED else None
    constants = [SHORT_LEASE, NO_CHORES, *([_SHORT_TRANSACTION] if moment is Moment.AFTER else [])]
    worker = world.start_worker(Fault(Action.STOP, moment, settling), constants=constants, register_url=unreachable)
    worker.wait_until_stopped()
    return worker


def _wake(late: Service) -> None:
    """Let it write, and say that it has; then it is of no more use."""
    late.resume()
    eventually(lambda: late.events("delivered") or late.events("worker_failed"), "the late worker's attempt to write")
    late.kill()


def _delivery_state(world: World) -> list[tuple[Any, ...]]:
    """Every row of the outbox, and of what was acknowledged."""
    outbox = world.relay_rows("SELECT id, state, due_at, attempts, lease_token, last_code FROM outbox ORDER BY id")
    return outbox + world.relay_rows("SELECT id, ack, acknowledged_at FROM acknowledgement ORDER BY id")
