"""Row 12: the answer lost after the register committed."""

from tests.faults.scenarios import delivering
from tests.faults.trial import Seen, Trial


def run(trial: Trial) -> Seen:
    with trial.world() as world:
        lost = delivering.answers_lost(world, trial.envelopes, trial.random)
    return Seen(
        "each batch whose answer was lost was sent again, and the register repeated its first answer: one record",
        lost,
        trial.acknowledged,
    )
