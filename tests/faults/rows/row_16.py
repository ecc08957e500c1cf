"""Row 16: a 200 with garbage, or with a word on another envelope."""

from tests.faults.scenarios import answering
from tests.faults.trial import Seen, Trial


def run(trial: Trial) -> Seen:
    with trial.world() as world:
        altered = answering.answered_otherwise_in_turn(world, trial.envelopes)
    return Seen(
        f"{len(answering.ALTERATIONS)} kinds of answers ({', '.join(answering.ALTERATIONS)}): none counted as"
        " delivered, none given up; delivered, once, when the register's word came through",
        altered,
        trial.acknowledged,
    )
