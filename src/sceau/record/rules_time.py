"""Rules about time: birth, symptoms, sampling, reading, in the order in which they happen.

The one idea: the clock is given, never read, and ten minutes of a shop computer's drift are forgiven.

Spec: ``spec/record.md``, *Rules*.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sceau.record.catalogue import catalogue
from sceau.record.dates import age_on
from sceau.record.facts import Facts
from sceau.record.problems import Problem, problem

CLOCK_DRIFT = timedelta(minutes=10)
OLDEST_AGE = 130  # years


def birth(facts: Facts) -> Iterator[Problem]:
    born, path = facts.born, "identity.birth_date"
    if born is None:
        return
    if born > facts.today:
        yield problem("birth-future", path)
    elif facts.sampled and born > facts.sampled.date():
        yield problem("birth-after-sampling", path)
    elif age_on(facts.today, born) > OLDEST_AGE:
        yield problem("age-over-130", path)


def sampling(facts: Facts) -> Iterator[Problem]:
    if facts.sampled and facts.sampled > facts.now + CLOCK_DRIFT:
        yield problem("sampling-future", "result.sampling_time")


def onset(facts: Facts) -> Iterator[Problem]:
    context, path = facts.section("context"), "context.onset_date"
    declared = context.get("symptoms") == "onset"
    if "onset_date" not in context:
        if declared:
            yield problem("onset-missing", path)
        return
    if not declared:
        yield problem("onset-unexpected", path)
    began = date.fromisoformat(context["onset_date"])
    if facts.sampled and began > facts.sampled.date():
        yield problem("onset-after-sampling", path)
    if facts.born and began < facts.born:
        yield problem("onset-before-birth", path)


def reading(facts: Facts) -> Iterator[Problem]:
    text, sampled, path = facts.section("result").get("reading_time"), facts.sampled, "result.reading_time"
    if text is None:
        return
    read = datetime.fromisoformat(text)
    if read > facts.now + CLOCK_DRIFT:
        yield problem("reading-future", path)
    if sampled and read < sampled:
        yield problem("reading-before-sampling", path)
    elif sampled:
        yield from _within_minutes(facts, int((read - sampled).total_seconds() // 60), path)


def minutes_of_device(facts: Facts) -> Iterator[Problem]:
    device = facts.device
    if device.get("latest_minute", 1440) < device.get("earliest_minute", 0):
        yield problem("reading-minutes-inverted", "result.device.latest_minute")


def _within_minutes(facts: Facts, elapsed: int, path: str) -> Iterator[Problem]:
    device = facts.device
    kit = catalogue().kit(udi=device.get("udi"), list_id=device.get("list_id"))
    earliest = device.get("earliest_minute", kit.earliest_minute if kit else 0)
    latest = device.get("latest_minute", kit.latest_minute if kit else None)
    if elapsed < earliest:
        yield problem("reading-too-early", path, min=earliest)
    elif latest is not None and elapsed > latest >= earliest:
        yield problem("reading-too-late", path, max=latest)
