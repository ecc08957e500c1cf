"""Row 19: migrations, changes of keys and the beginning of a domain killed half-way."""

from tests.faults.scenarios import halfway
from tests.faults.trial import Seen, Trial


def run(trial: Trial) -> Seen:
    trial.folder.mkdir(parents=True, exist_ok=True)
    migrations = halfway.migrations_killed(trial.ground, trial.folder, trial.random)
    begun = halfway.domain_begun_by_halves(trial.ground, trial.folder, trial.random)
    with trial.world() as world:
        rotated = halfway.keys_rotated_by_halves(world, trial.envelopes, trial.random)
    return Seen(
        f"`migrate` killed {migrations} times, the register's first keys {begun} times, changes of its keys {rotated}"
        " times: each resumed; the same tables, no key without its seed, envelopes sealed before and after open. Old"
        " and new workers at once are not tried: there is no earlier release",
        migrations + begun + rotated,
        trial.acknowledged,
    )
