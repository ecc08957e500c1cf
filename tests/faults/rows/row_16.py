"""Row 16: a 200 with garbage, or with a word on another envelope."""

from tests.faults.scenarios import answering
from tests.faults.trial import Seen, Trial


def run(trial: Trial) -> Seen:
    altered, kinds = 0, answering.ALTERATIONS
    for alter in kinds.values():
        with trial.world() as world:
            altered += answering.answered_otherwise(world, alter, -(-trial.envelopes // len(kinds)))
    return Seen(
        f"{len(kinds)} kinds of answers ({', '.join(kinds)}): none counted as delivered, none given up; delivered,"
        " once, when the register's word came through",
        altered,
        trial.acknowledged,
    )
