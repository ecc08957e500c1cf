"""The disk below the relay's database: full, or failing to flush. Rows 5 and 6 of the guarantees."""

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from http import HTTPStatus
from pathlib import Path
from typing import Final
from unittest.mock import patch

import httpx2
from tests.faults.disk import SmallDisk
from tests.faults.ground import Cluster
from tests.faults.invariants import LOST, Broken, check
from tests.faults.pharmacy import Letter
from tests.faults.scenarios.accepting import in_parts
from tests.faults.service import Service, eventually
from tests.faults.world import SHORT_LEASE, World

from sceau.web.embedded import EmbeddedPostgres, _let_account_pass

REFUSED: Final = "a full disk is said, as something that passes"
READS: Final = "reads work"
STOPS: Final = "a database that cannot flush stops"
_MOST_LEFT_MEGABYTES: Final = 24
KILOBYTES_AN_ENVELOPE: Final = 40
"""At least, with what is written ahead."""
_PASSING: Final = frozenset(
    {HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.INSUFFICIENT_STORAGE, HTTPStatus.TOO_MANY_REQUESTS}
)
_PART: Final = 100
_THREADS: Final = 16
"""More than the web server has."""
FEW: Final = 10
"""Envelopes a request and so a flush, where flushes fail."""
_REFUSALS: Final = 20
"""Requests that a full disk must refuse in a row before it counts as full."""


@contextmanager
def copied(
    cluster: Cluster, data: Path, options: Mapping[str, str], *, written_ahead: Path | None = None
) -> Iterator[EmbeddedPostgres]:
    """A copy of the cluster in the folder `data`, running, with other options besides its own.

    `written_ahead`: where its write-ahead log is, when not in `data`.
    """
    assert isinstance(cluster, EmbeddedPostgres)
    cluster.stop()
    subprocess.run(["cp", "-a", cluster.data, data], check=True)
    cluster.start()
    if written_ahead:
        subprocess.run(["mv", data / "pg_wal", written_ahead], check=True)  # as whoever owns it
        (data / "pg_wal").symlink_to(written_ahead)
    _let_account_pass(data)
    with EmbeddedPostgres(data, {**cluster.options, **options}) as copy:
        yield copy
        copy.kill()  # it may be recovering, and is of no more use


def registers_disk_full(world: World, disk: SmallDisk, count: int) -> None:
    """The register's disk is full: the relay takes and keeps what it cannot deliver, and delivers when it is freed."""
    register, _ = _start(world)
    letters = world.seal(count)
    world.send_until_taken(letters[: count // 2])
    with disk.filled(leave_megabytes=1):
        world.send_until_taken(letters[count // 2 :])
        eventually(lambda: register.events("request_failed"), "a request that the register cannot store")
        _read(world, letters)
    world.settle()
    check(world)


def _start(world: World) -> tuple[Service, Service]:
    """Register, relay and worker; the first two."""
    services = world.start_register(), world.start_relay()
    world.start_worker(constants=[SHORT_LEASE])
    return services


def disk_full(world: World, disk: SmallDisk, count: int) -> int:
    """The relay's disk fills up under load and is freed: refused, read, resumed; how many requests were refused."""
    _start(world)
    letters = world.seal(count)
    early, late = letters[: count // 2], letters[count // 2 :]
    world.send_until_taken(early)
    with disk.filled(leave_megabytes=min(_MOST_LEFT_MEGABYTES, 1 + len(late) * KILOBYTES_AN_ENVELOPE // 4096)):
        refused = _send_until_refused(world, late)
        _read(world, early)
    world.send_until_taken(letters)
    world.settle()
    check(world)
    return refused


def _send_until_refused(world: World, letters: Sequence[Letter]) -> int:
    """Send until nothing is taken any more; how many requests were refused."""
    refused = in_a_row = 0
    parts = list(in_parts(letters, _PART))
    while in_a_row < _REFUSALS:
        part = next((part for part in parts if world.notebook.missing(part)), None)
        if part is None:
            raise Broken(REFUSED, "all was taken: send more, or leave less")
        answer = world.client.try_to_send(world.notebook.missing(part))
        if not answer.is_success and (answer.status_code not in _PASSING or "Retry-After" not in answer.headers):
            raise Broken(REFUSED, f"answered {answer.status_code}")
        in_a_row = 0 if answer.is_success else in_a_row + 1
        refused += not answer.is_success
    return refused


def _read(world: World, letters: Sequence[Letter]) -> None:
    """Where letters are, and the ledger."""
    part = letters[:_PART]
    try:
        states = {answer["state"] for answer in world.client.follow(part)}
    except AssertionError:
        raise Broken(READS, "nobody is told where an envelope is") from None
    if not states <= {"accepted", "delivering", "registered"}:
        raise Broken(LOST, "an envelope that was taken is told otherwise")
    if not _serves(world):
        raise Broken(READS, "the ledger is not served")


def _serves(world: World) -> bool:
    return httpx2.get(f"{world.ground.relay_url}/ledger/checkpoint").is_success


def flushing_fails(world: World, cluster: EmbeddedPostgres, count: int, environment: Mapping[str, str]) -> int:
    """Some flushes of the relay's database fail: it stops rather than answer, and comes back; how often it stopped.

    `environment` makes them fail from the cluster's start on.
    """
    cluster.kill()
    eventually(lambda: keep_running(cluster, environment), "a start without a failed flush")
    _, relay = _start(world)
    letters = world.seal(count)
    with ThreadPoolExecutor(3) as pharmacies:
        sending = [pharmacies.submit(_send_all, world, letters[start::3]) for start in range(3)]
        while not all(one.done() for one in sending):
            keep_running(cluster, environment)
            wait(sending, timeout=0.1)
    for one in sending:
        one.result()
    cluster.kill()
    keep_running(cluster, {})
    eventually(
        lambda: all(_serves(world) for _ in range(_THREADS)), "a web server that has let go of every dead connection"
    )
    world.settle()
    stops = panics(cluster)
    if not stops:
        raise Broken(STOPS, "flushes failed, and the database went on")
    check(world)
    if not any(event["code"] == "busy" for event in relay.events("request_failed")):
        raise Broken(STOPS, "nobody was told that the database was away")
    return stops


def _send_all(world: World, letters: Sequence[Letter]) -> None:
    for part in in_parts(letters, FEW):
        world.send_until_taken(part)


def keep_running(cluster: EmbeddedPostgres, environment: Mapping[str, str]) -> bool:
    """As whatever starts services does: one that has ended, perhaps in its recovery, is started again; does it run?"""
    if cluster._process is not None and cluster._process.poll() is not None:
        with patch.dict(os.environ, environment), suppress(RuntimeError):
            cluster.start()
    return cluster._process is not None and cluster._process.poll() is None


def panics(cluster: EmbeddedPostgres) -> int:
    """How often this server stopped because a flush failed."""
    return sum(
        "PANIC" in line and "sync file" in line
        for log in (cluster.data / "log").glob("*.log")
        for line in log.read_text(errors="replace").splitlines()
    )
