"""Every check of a record, in two passes: the form of each field, then the rules between fields.

The one idea: report everything at once. Whoever mends a record should mend it once.

Spec: ``spec/record.md``, *Errors* and *Rules*; the same checks run in the browser, on the same ``spec/cases``.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime

from sceau.record import rules_person, rules_source, rules_test, rules_time
from sceau.record.facts import Facts
from sceau.record.fields import shapes
from sceau.record.problems import Problem
from sceau.record.shape import check_shape

_RULES: tuple[Callable[[Facts], Iterator[Problem]], ...] = (
    rules_person.names,
    rules_person.number,
    rules_person.qualified,
    rules_person.number_stays_home,
    rules_person.guardian,
    rules_person.addresses,
    rules_time.birth,
    rules_time.sampling,
    rules_time.onset,
    rules_time.reading,
    rules_time.minutes_of_device,
    rules_test.analytes,
    rules_test.device_named,
    rules_test.udi,
    rules_test.expiry,
    rules_source.rpps,
    rules_source.establishments,
    rules_source.consents,
    rules_source.statistics,
)


def check(sections: Mapping[str, object], *, now: datetime, withheld: Collection[str] = ()) -> tuple[Problem, ...]:
    """All errors and warnings of a record in its sections form; empty when there is nothing to say.

    ``now`` is aware. ``withheld`` names the sections that exist but are kept from this reader (digest only): they may
    be absent, and nothing is said about what they would have shown.
    """
    kept_back = shapes().withholdable.intersection(withheld)
    form = check_shape(sections, withheld=kept_back)
    facts = Facts.of(form, given=sections, now=now, withheld=kept_back)
    of_rules = [found for rule in _RULES for found in rule(facts)]
    # A field that is already wrong in form is not blamed a second time for being missing or different.
    return (*form.problems, *(found for found in of_rules if not _covered(found.path, form.problems)))


def _covered(path: str, of_form: list[Problem]) -> bool:
    return any(path == one.path or one.path.startswith((f"{path}.", f"{path}[")) for one in of_form)
