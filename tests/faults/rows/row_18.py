"""Row 18: the register's name is not found, its certificate is expired or wrong."""

from tests.faults.scenarios import reaching
from tests.faults.trial import Seen, Trial


def run(trial: Trial) -> Seen:
    with trial.world() as world:
        reaching.unreachable_in_turn(world, trial.envelopes)
    troubles = ", ".join(reaching.TROUBLES[1:])
    return Seen(
        f"name not found (the resolver's answer, put into the worker), then a certificate {troubles}: all was taken and"
        " waited, the log said `register-unreachable` or `register-untrusted`; once right, the same worker delivered",
        len(reaching.TROUBLES),
        trial.acknowledged,
    )
