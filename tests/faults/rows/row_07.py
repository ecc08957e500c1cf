"""Row 7: a bit changes in what the relay has stored of an envelope."""

from tests.faults.scenarios import damage
from tests.faults.trial import Seen, Trial


def run(trial: Trial) -> Seen:
    with trial.world() as world:
        flips = damage.flipped_bits(world, trial.envelopes, trial.random)
    return Seen(
        "found by signature and hash at the first attempt, given up alone, its pharmacy told; neighbours delivered at "
        "once; sent again, it takes its place and is delivered",
        flips,
        trial.acknowledged,
    )
