"""Row 20: the relay returns from an older backup."""

from tests.faults.scenarios import returning
from tests.faults.trial import Seen, Trial


def run(trial: Trial) -> Seen:
    with trial.world() as world:
        gap = returning.older_backup_restored(world, trial.envelopes)
    ledger = "contradicts the checkpoint it published last, which a witness sees" if gap.is_forked else "is whole"
    return Seen(
        f"{gap.registered + gap.accepted} envelopes were gone with the relay's disk, {gap.registered} of them with"
        " receipts in the pharmacy's hands; its client found each and sent it again, sealed as it was: under its"
        f" ticket, one record. The relay's own ledger {ledger}. A browser's unsent queue is tried in Chromium"
        " (`tests/journeys/counter/test_offline.py`)",
        1,
        trial.acknowledged,
    )
