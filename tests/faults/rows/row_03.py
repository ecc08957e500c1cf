"""Row 3: each PostgreSQL killed under load."""

from tests.faults.scenarios import delivering
from tests.faults.trial import Seen, Trial


def run(trial: Trial) -> Seen:
    with trial.world() as world:
        strikes = max(2, trial.envelopes // 800)
        delivering.databases_killed(world, trial.envelopes, trial.random, strikes=strikes, part=20)
    return Seen(
        "each recovered by itself; senders and worker went on; all that was answered is there",
        strikes,
        trial.acknowledged,
    )
