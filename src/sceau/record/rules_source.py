"""Rules about who sends, what was agreed to, and what may be counted.

The one idea: without consent to the test nothing travels; every other refusal is respected and lets the result through.

Spec: ``spec/record.md``, *Rules*.
"""

import re
from collections.abc import Iterator

from sceau.record.facts import Facts
from sceau.record.numbers import rpps_is_valid
from sceau.record.problems import Problem, problem
from sceau.record.statistics import statistics_of

# A FINESS has no key that can be enforced: many in use do not have a right one.
_FORMS = {"finess": r"[0-9A-Za-z]{9}", "siren": r"[0-9]{9}", "siret": r"[0-9]{14}"}


def rpps(facts: Facts) -> Iterator[Problem]:
    for path, value in facts.named("rpps"):
        if not rpps_is_valid(value):
            yield problem("rpps-key", path)


def establishments(facts: Facts) -> Iterator[Problem]:
    for path, value in facts.named("identifier"):
        if {"kind", "value"} <= value.keys():
            form = _FORMS.get(value["kind"])
            if form and not re.fullmatch(form, value["value"]):
                yield problem("establishment-format", f"{path}.value")


def consents(facts: Facts) -> Iterator[Problem]:
    agreed = facts.section("source").get("consents", {})
    if agreed.get("test") is False:
        yield problem("consent-test-missing", "source.consents.test")
    if "contact" in facts.withheld:
        return
    contact = facts.section("contact")
    reachable = contact.get("phones") or contact.get("emails") or contact.get("guardian", {}).get("phones")
    if agreed.get("notice") and not reachable:
        yield problem("notice-without-address", "source.consents.notice")
    if agreed.get("doctor") and not contact.get("doctors"):
        yield problem("doctor-missing", "contact.doctors")
    if agreed.get("doctor") is False and contact.get("doctors"):
        yield problem("doctor-without-consent", "source.consents.doctor")


def statistics(facts: Facts) -> Iterator[Problem]:
    counted, given = statistics_of(facts.clean), facts.section("statistics")
    if counted is None or not given:
        return
    for name in ("age_band", "sex", "departement"):
        if name == "departement" and _cannot_tell(facts, counted):
            continue
        if name in given and given[name] != counted.get(name):
            yield problem("statistics-differ", f"statistics.{name}")


def _cannot_tell(facts: Facts, counted: dict[str, object]) -> bool:
    """Whether the département is beyond us: the address is withheld, or says too little or something wrong."""
    contact = facts.given.get("contact")
    has_address = isinstance(contact, dict) and "address" in contact
    return "contact" in facts.withheld or (has_address and "departement" not in counted)
