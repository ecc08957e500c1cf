"""Row 11: half-open connections, slow reads, 30% resets."""

from tests.faults.scenarios import network
from tests.faults.tcp_proxy import Weather
from tests.faults.trial import Seen, Trial


def run(trial: Trial) -> Seen:
    with trial.world() as world:
        met = network.bad_weather(world, trial.envelopes, trial.random)
    struck = sum(count for weather, count in met.items() if weather is not Weather.FINE)
    return Seen(
        f"of {sum(met.values())} connections {met[Weather.RESET]} were reset, {met[Weather.HALF_OPEN]} half-open,"
        f" {met[Weather.MUTE]} silent after the request, {met[Weather.DRIP]} answered a byte at a time: each ended at"
        " its deadline and was tried again",
        struck,
        trial.acknowledged,
    )
