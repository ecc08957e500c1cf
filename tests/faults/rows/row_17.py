"""Row 17: a poisonous envelope."""

from tests.faults.scenarios import poison
from tests.faults.trial import Seen, Trial


def run(trial: Trial) -> Seen:
    ways = poison.WAYS_TO_BREAK
    for action, target in ways.values():
        with trial.world() as world:
            poison.poison(world, action, target, -(-trial.envelopes // len(ways)))
    return Seen(
        f"alone it was given up after {poison.ATTEMPTS} attempts of its own, its pharmacy told why and what to do;"
        " every neighbour delivered at its first attempt",
        len(ways) * poison.ATTEMPTS,
        trial.acknowledged,
    )
