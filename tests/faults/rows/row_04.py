"""Row 4: the primary lost under Patroni with a synchronous replica, again and again, both services at once.

The control is the same cluster with the promise taken out of its configuration: it must be seen to lose.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from tests.faults.ground import begin
from tests.faults.invariants import LOST, Broken
from tests.faults.patroni import PatroniCluster, missing
from tests.faults.scenarios import failing_over
from tests.faults.trial import CannotRun, Seen, Trial
from tests.faults.world import World

_FEW: Final = 1000
"""With fewer envelopes than this the primary is lost twice, else five times."""


def run(trial: Trial) -> Seen:
    if lacking := missing():
        raise CannotRun(lacking)
    times = 2 if trial.envelopes < _FEW else 5
    with _hosts(trial, "hosts", synchronous=True) as (world, cluster):
        away = failing_over.primaries_lost(world, cluster, trial, times)
        failing_over.replication_stalled(world, cluster)
        cluster.start()
        failing_over.known_on_one_disk_alone(world, cluster)
    acknowledged = trial.acknowledged
    _control(trial)
    sentence = (
        f"a standby took over, writes were back after {min(away):.0f} to {max(away):.0f} s; what no standby had was not"
        " taken, nor when it was sent again. Without a synchronous standby what was acknowledged is lost (control)"
    )
    return Seen(sentence, times + 2, acknowledged)


def _control(trial: Trial) -> None:
    """If this loses nothing, the row sees nothing."""
    with _hosts(trial, "control", synchronous=False) as (world, cluster):
        try:
            failing_over.replication_stalled(world, cluster)
        except Broken as broken:
            if broken.invariant == LOST:
                world.notebook.acknowledged.clear()
                return
            raise
    raise Broken(LOST, "the control lost nothing: this row would not see a loss")


@contextmanager
def _hosts(trial: Trial, name: str, *, synchronous: bool) -> Iterator[tuple[World, PatroniCluster]]:
    """Three hosts, and a world on them whose services run."""
    folder = trial.folder / name
    with PatroniCluster(folder / "hosts", synchronous=synchronous) as cluster:
        ground = begin(cluster.part("relay_"), cluster.part("register_"), folder)
        with trial.world(ground) as world:
            world.start_all()
            yield world, cluster
