"""Row 4 of the guarantees: the host that takes writes is lost, a synchronous standby takes over.

Both services have their databases on the three hosts, so that each loss hits relay and register at once.
"""

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Final

import httpx2
import psycopg
from tests.faults.ground import Cluster
from tests.faults.invariants import LOST, Broken, check
from tests.faults.patroni import PatroniCluster
from tests.faults.pharmacy import Letter
from tests.faults.service import eventually
from tests.faults.trial import Trial
from tests.faults.world import World

_FAILOVER_SECONDS: Final = 180.0
_SETTLE_SECONDS: Final = 900.0
_WAITING: Final = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND datname = current_database()"
_PART: Final = 20


def primaries_lost(world: World, cluster: PatroniCluster, trial: Trial, times: int) -> list[float]:
    """The primary is lost again and again under load; returns how long writes were away, in seconds."""
    away = []
    for _ in range(times):
        cluster.start()
        letters = world.seal(trial.envelopes // times)
        away.append(_lose_one_under_load(world, cluster, letters, after=trial.random.uniform(0.1, 0.7)))
    _send_until_taken(world, world.seal(trial.envelopes - len(world.notebook.acknowledged)))
    cluster.start()
    world.settle(seconds=_SETTLE_SECONDS)
    check(world)
    return away


def replication_stalled(world: World, cluster: PatroniCluster) -> None:
    """The standbys hear nothing any more; what is sent then, and the primary's loss: nothing was acknowledged."""
    letters = world.seal(_PART)
    world.client.token()
    with ThreadPoolExecutor(1) as pharmacy, _standbys_that_hear_nothing(cluster):
        sent = pharmacy.submit(_send_once, world, letters)
        eventually(lambda: sent.done() or _waiting(world), "an answer, or a commit that waits")
        cluster.kill()
        sent.result()
    _send_until_taken(world, [*letters, *world.seal(1)])  # the last is new: somebody takes writes again
    world.settle(seconds=_SETTLE_SECONDS)
    check(world)


def known_on_one_disk_alone(world: World, cluster: PatroniCluster) -> None:
    """The same, when the connection that waited was ended: its rows are visible, and no answer may rest on them."""
    letters = world.seal(_PART)
    world.client.token()
    with ThreadPoolExecutor(2) as pharmacies, _standbys_that_hear_nothing(cluster):
        first = pharmacies.submit(_send_once, world, letters)
        end_waiting(world)
        first.result()
        again = pharmacies.submit(_send_once, world, letters)
        eventually(lambda: again.done() or _waiting(world), "an answer, or a commit that waits")
        cluster.kill()
        again.result()
    _send_until_taken(world, [*letters, *world.seal(1)])  # the last is new: somebody takes writes again
    world.settle(seconds=_SETTLE_SECONDS)
    check(world)


def known_before_any_standby_has_it(world: World) -> None:
    """One PostgreSQL that waits for a standby which never comes: what it alone has is answered to nobody."""
    world.start_relay()
    letters = world.seal(1)
    world.client.token()
    with ThreadPoolExecutor(2) as pharmacies, _waiting_for_a_standby(world.ground.relay_cluster):
        first = pharmacies.submit(_send_once, world, letters)
        end_waiting(world)
        first.result()
        again = pharmacies.submit(_send_once, world, letters)
        eventually(lambda: again.done() or _waiting(world), "an answer, or a commit that waits")
        told = len(world.notebook.acknowledged)
    again.result()
    if told:
        raise Broken(LOST, "answered as known what one disk alone has")
    if not world.notebook.acknowledged:
        raise Broken(LOST, "refused what every disk has")


def end_waiting(world: World) -> None:
    """End the connections whose commit waits for a standby, as an operator does, or a crash."""
    waiting = eventually(lambda: _waiting(world), "a commit that waits")
    with psycopg.connect(world.relay_database) as database:
        database.execute("SET LOCAL synchronous_commit = local")
        database.execute("SELECT pg_terminate_backend(pid) FROM unnest(%s::integer[]) AS one (pid)", (waiting,))


def _lose_one_under_load(world: World, cluster: PatroniCluster, letters: list[Letter], *, after: float) -> float:
    """`after` that part of the letters was taken; how long until the next one is, that was not under way."""
    (next_one, *letters), primary = letters, cluster.primary()
    wanted = len(world.notebook.acknowledged) + len(letters) * after
    with ThreadPoolExecutor(3) as pharmacies:
        sending = [pharmacies.submit(_send_in_parts, world, letters[part::3]) for part in range(3)]
        eventually(lambda: len(world.notebook.acknowledged) >= wanted, "load", seconds=_FAILOVER_SECONDS)
        primary.lose()
        began = time.monotonic()
        _send_until_taken(world, [next_one])
        away = time.monotonic() - began
        for one in sending:
            one.result()
    return away


def _send_in_parts(world: World, letters: list[Letter]) -> None:
    for start in range(0, len(letters), _PART):
        _send_until_taken(world, letters[start : start + _PART])


def _send_until_taken(world: World, letters: list[Letter]) -> None:
    def is_taken() -> bool:
        _send_once(world, world.notebook.missing(letters))
        return not world.notebook.missing(letters)

    eventually(is_taken, "a 2xx for every letter", seconds=_FAILOVER_SECONDS)


def _send_once(world: World, letters: list[Letter]) -> None:
    """As a pharmacy's software, that will come back later, whatever the answer."""
    with suppress(httpx2.TransportError, httpx2.HTTPStatusError):
        world.client.send(letters)


def _waiting(world: World) -> list[int]:
    with suppress(psycopg.OperationalError):
        return [pid for (pid,) in world.relay_rows(_WAITING)]
    return []


@contextmanager
def _standbys_that_hear_nothing(cluster: PatroniCluster) -> Iterator[None]:
    """Their receivers are stopped; once the primary is gone they are killed, with what their sockets still hold."""
    primary = cluster.primary()
    receivers = [pid for host in cluster.hosts if host is not primary for pid in host.processes("walreceiver")]
    assert len(receivers) == 2, "a standby that does not stream"
    for pid in receivers:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in receivers:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


@contextmanager
def _waiting_for_a_standby(cluster: Cluster) -> Iterator[None]:
    with psycopg.connect(cluster.url(), autocommit=True) as database:
        database.execute("SET synchronous_commit = local")
        database.execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
        database.execute("SELECT pg_reload_conf()")
        try:
            yield
        finally:
            database.execute("ALTER SYSTEM RESET synchronous_standby_names")
            database.execute("SELECT pg_reload_conf()")
