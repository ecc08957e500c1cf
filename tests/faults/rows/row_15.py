"""Row 15: the register answers 500, 429 and 503 with Retry-After, in storms."""

from tests.faults.scenarios import storms
from tests.faults.scenarios.storms import Kind
from tests.faults.trial import Seen, Trial


def run(trial: Trial) -> Seen:
    with trial.world() as world:
        sky = storms.storms(world, trial.envelopes, trial.random)
    answered = sky.answered
    return Seen(
        f"{sky.storms} storms, times scaled 1:100 ({answered[Kind.ERROR]} answers 500, {answered[Kind.TOO_MANY]} 429,"
        f" {answered[Kind.AWAY]} 503 with a date): never asked before the time given, at most"
        f" {sky.most_whole_batches} whole batches in a storm, then probes; no envelope blamed. The jitter is asserted"
        " exactly in `tests/unit/relay/delivery`",
        sky.storms,
        trial.acknowledged,
    )
