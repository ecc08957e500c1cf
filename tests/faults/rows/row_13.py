"""Row 13: the same envelope 1,000 times at once."""

from tests.faults.scenarios import accepting
from tests.faults.trial import Seen, Trial


def run(trial: Trial) -> Seen:
    with trial.world() as world:
        accepting.same_envelope_at_once(world)
    with trial.world() as world:
        sent = accepting.each_by_many_at_once(world, trial.envelopes - 1)
    return Seen(
        f"one envelope {accepting.AT_ONCE} times at once, the others ten times at once in streams: one was told that it"
        " is new and all the others that it is known, one row, the same receipt to all",
        accepting.AT_ONCE + sent,
        trial.acknowledged,
    )
