"""Row 8: a worker stopped beyond its lease, then resumed."""

from tests.faults.scenarios import delivering
from tests.faults.trial import Seen, Trial


def run(trial: Trial) -> Seen:
    with trial.world() as world:
        strikes = delivering.stopped_again_and_again(world, trial.envelopes, trial.random)
    return Seen("another delivered what it held; no late write changed a row", strikes, trial.acknowledged)
