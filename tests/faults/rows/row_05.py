"""Row 5: the disk of a database fills up, and is freed: the relay's, then the register's.

The write-ahead log is on another, as `docs/delivery.md` says: a PostgreSQL that cannot write it stops, reads nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

from tests.faults.disk import SmallDisk, small_disk
from tests.faults.ground import Cluster
from tests.faults.scenarios import storage
from tests.faults.trial import Seen, Trial

from sceau.web.embedded import EmbeddedPostgres

_MEGABYTES: Final = 400
_SMALL: Final = {"max_wal_size": "64MB", "min_wal_size": "32MB"}


def run(trial: Trial) -> Seen:
    half = trial.envelopes // 2
    with (
        _on_a_small_disk(trial, "relay", trial.ground.relay_cluster, half) as (disk, cluster),
        trial.world(replace(trial.ground, relay_cluster=cluster)) as world,
    ):
        refused = storage.disk_full(world, disk, half)
    with (
        _on_a_small_disk(trial, "register", trial.ground.register_cluster, half) as (disk, cluster),
        trial.world(replace(trial.ground, register_cluster=cluster)) as world,
    ):
        storage.registers_disk_full(world, disk, trial.envelopes - half)
    return Seen(
        f"relay's disk: {refused} requests answered 503 with Retry-After, nothing acknowledged, reads answered; "
        "register's disk: taken by the relay and held; both went on by themselves once there was room",
        2,
        trial.acknowledged,
    )


@contextmanager
def _on_a_small_disk(
    trial: Trial, name: str, cluster: Cluster, envelopes: int
) -> Iterator[tuple[SmallDisk, EmbeddedPostgres]]:
    megabytes = _MEGABYTES + envelopes * storage.KILOBYTES_AN_ENVELOPE // 1024
    folder = trial.folder / name
    with (
        small_disk(folder, megabytes=megabytes) as disk,
        storage.copied(cluster, disk.folder / "data", _SMALL, written_ahead=folder / "written-ahead") as copy,
    ):
        yield disk, copy
