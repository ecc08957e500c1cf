"""Row 14: the same id with another body."""

from tests.faults.scenarios import accepting
from tests.faults.trial import Seen, Trial


def run(trial: Trial) -> Seen:
    with trial.world() as world:
        refused = accepting.two_bodies_each(world, trial.envelopes)
    return Seen(
        "two bodies under every id in streams that meet: one taken, the other 409, also when all came again; all in the"
        " journal; brought to the register past the relay: rejected, noted as conflicts, the first stands",
        refused,
        trial.acknowledged,
    )
