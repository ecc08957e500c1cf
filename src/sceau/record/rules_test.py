"""Rules about the test itself: analytes and the kit that was used.

The one idea: keys that contradict themselves are errors; what the catalogue or the box says otherwise is only a
warning, because the professional has the box in hand.

Spec: ``spec/record.md``, *Rules*.
"""

from collections.abc import Iterator
from datetime import date

from sceau.record.catalogue import catalogue
from sceau.record.facts import Facts
from sceau.record.numbers import gtin_is_valid, loinc_is_valid
from sceau.record.problems import Problem, problem
from sceau.record.udi import parse_udi


def analytes(facts: Facts) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, analyte in enumerate(facts.section("result").get("analytes", ())):
        loinc, path = analyte.get("loinc"), f"result.analytes[{index}]"
        if loinc is None:
            continue
        known = catalogue().analytes.get(loinc)
        if known is None:  # the keys of those that are known are right
            yield problem("analyte-unknown" if loinc_is_valid(loinc) else "loinc-key", f"{path}.loinc")
        if loinc in seen:
            yield problem("analyte-repeated", f"{path}.loinc")
        seen.add(loinc)
        if known and analyte.get("disease", known.disease) != known.disease:
            yield problem("disease-differs", f"{path}.disease")


def device_named(facts: Facts) -> Iterator[Problem]:
    given = facts.given.get("result", {})
    device = given.get("device", {}) if isinstance(given, dict) else {}
    if facts.device and not {"name", "manufacturer", "udi"} & set(device):
        yield problem("device-unnamed", "result.device")


def udi(facts: Facts) -> Iterator[Problem]:
    device = facts.device
    if "udi" not in device:
        return
    box = parse_udi(device["udi"])
    if not gtin_is_valid(box.gtin):
        yield problem("gtin-key", "result.device.udi")
    if box.lot and device.get("lot", box.lot) != box.lot:
        yield problem("udi-differs", "result.device.lot")
    if box.expiry and device.get("expiry", box.expiry.isoformat()) != box.expiry.isoformat():
        yield problem("udi-differs", "result.device.expiry")


def expiry(facts: Facts) -> Iterator[Problem]:
    device, sampled = facts.device, facts.sampled
    box = parse_udi(device["udi"]).expiry if "udi" in device else None
    last = date.fromisoformat(device["expiry"]) if "expiry" in device else box
    if last and sampled and last < sampled.date():
        yield problem("kit-expired", "result.device.expiry")
