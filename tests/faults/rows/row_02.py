"""Row 2: the worker killed after the register committed, before the relay noted so."""

from tests.faults.scenarios import delivering
from tests.faults.trial import Seen, Trial


def run(trial: Trial) -> Seen:
    with trial.world() as world:
        strikes = delivering.worker_killed_again_and_again(world, trial.envelopes, trial.random)
    return Seen(
        "each time registered and not noted, then sent again: one record, one receipt", strikes, trial.acknowledged
    )
