"""Row 1: the web process killed at each step of an accept."""

from tests.faults.scenarios import accepting
from tests.faults.trial import Seen, Trial


def run(trial: Trial) -> Seen:
    with trial.world() as world:
        strikes = accepting.killed_again_and_again(world, trial.envelopes, trial.random)
    return Seen(
        "what had an answer was durable, what had none was sent again: one row, one record each",
        strikes,
        trial.acknowledged,
    )
