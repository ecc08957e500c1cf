"""Rules about the person: names, number, how to reach them.

The one idea: nobody is refused for what they lack. Only a number that contradicts itself, or one that would leak
through another field, stops a record.

Spec: ``spec/record.md``, *Rules*; the traits and the number: RNIV and the INS referential of the ANS.
"""

import re
from collections.abc import Iterator

from sceau.record.dates import age_on
from sceau.record.facts import Facts, everything_in
from sceau.record.numbers import INS_OIDS, carries_nir, nir_error
from sceau.record.problems import Problem, problem
from sceau.record.text import folded, mixes_scripts

_NAMES = ("birth_name", "used_name", "birth_first_names", "birth_first_name", "used_first_name")
PATIENT_MAILBOX = "@patient.mssante.fr"  # its local part is the INS number itself
_FRENCH_POSTAL_CODE = re.compile(r"[0-9]{5}")
_SEPARATORS = re.compile(r"[\s.-]+")


def names(facts: Facts) -> Iterator[Problem]:
    identity = facts.section("identity")
    for name in _NAMES:
        if mixes_scripts(identity.get(name, "")):
            yield problem("mixed-scripts", f"identity.{name}")
    if identity and not any(name in facts.given["identity"] for name in _NAMES[2:]):
        yield problem("first-name-missing", "identity.birth_first_names")
    every, first = identity.get("birth_first_names"), identity.get("birth_first_name")
    if every and first and not f"{folded(every)} ".startswith(f"{folded(first)} "):
        yield problem("first-name-differs", "identity.birth_first_name")


def number(facts: Facts) -> Iterator[Problem]:
    written = facts.section("number")
    if written.get("oid") not in INS_OIDS or "value" not in written:
        return
    code = nir_error(written["value"], written["oid"])
    if code:
        yield problem(code, "number.value")
    elif written["value"][0] in "12":
        yield from _agreement(written["value"], facts)


def _agreement(nir: str, facts: Facts) -> Iterator[Problem]:
    identity = facts.section("identity")
    if identity.get("sex") in {"M", "F"} and identity["sex"] != {"1": "M", "2": "F"}[nir[0]]:
        yield problem("number-sex-differs", "identity.sex")
    birth = identity.get("birth_date")
    if birth is None:
        return
    month_known = len(birth) > 4 and int(nir[3:5]) <= 12
    if nir[1:3] != birth[2:4] or (month_known and nir[3:5] != birth[5:7]):
        yield problem("number-birth-differs", "identity.birth_date")


def qualified(facts: Facts) -> Iterator[Problem]:
    given = facts.given.get("number")
    has_number = isinstance(given, dict) and "oid" in given
    if facts.section("identity").get("status") == "VALI" and not has_number and "number" not in facts.withheld:
        yield problem("qualified-without-number", "identity.status")


def number_stays_home(facts: Facts) -> Iterator[Problem]:
    """The number may stand in its own section only: the others reach the patient's and the notifier's copies."""
    value = facts.section("number").get("value", "")
    needle = value[:13] if len(value) == 15 else value
    emails = [(f"contact.emails[{at}]", one) for at, one in enumerate(facts.section("contact").get("emails", ()))]
    for path, text in everything_in(facts.clean) if len(needle) >= 10 else emails:
        if not isinstance(text, str) or path.startswith("number."):
            continue
        if path.startswith("contact.emails["):
            if text.lower().endswith(PATIENT_MAILBOX) or carries_nir(text):
                yield problem("email-carries-number", path)
        elif needle.upper() in _SEPARATORS.sub("", text).upper():
            yield problem("number-repeated", path)


def guardian(facts: Facts) -> Iterator[Problem]:
    born, sampled = facts.born, facts.sampled
    if born is None or sampled is None or "contact" in facts.withheld:
        return
    if age_on(sampled.date(), born) < 18 and "guardian" not in facts.section("contact"):
        yield problem("guardian-missing", "contact.guardian")


def addresses(facts: Facts) -> Iterator[Problem]:
    for path, address in facts.named("address"):
        code = address.get("postal_code", "00000")
        if address.get("country", "FR") == "FR" and not _FRENCH_POSTAL_CODE.fullmatch(code):
            yield problem("postal-code-format", f"{path}.postal_code")
