"""Row 20: the relay returns from an older backup."""

from tests.faults.scenarios import returning
from tests.faults.trial import Seen, Trial


def run(trial: Trial) -> Seen:
    with trial.world() as world:
        gap = returning.older_backup_restored(world, trial.envelopes)
    return Seen(
        f"{gap.registered + gap.accepted} envelopes were gone with the relay's disk, {gap.registered} of them with"
        " receipts in the pharmacy's hands; its client found each and sent it again, sealed as it was: under its"
        " ticket, one record. A browser's unsent queue is tried in Chromium (`tests/journeys/counter/test_offline.py`)",
        1,
        trial.acknowledged,
    )
