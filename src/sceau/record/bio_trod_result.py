"""The result of a BIO-TROD: analytes, kit and times, from the coded entries; the readable table is compared.

The one idea: see ``bio_trod``. The table has the only place where a document names the kit's manufacturer and
reference.

Spec: ``spec/record.md``, *BIO-TROD*.
"""

import re
from collections.abc import Iterator

from sceau.record import cda
from sceau.record.bio_trod_body import outcome_label
from sceau.record.catalogue import catalogue
from sceau.record.cda import Element, attribute, coded, every, find, iso_time, present, text, written
from sceau.record.problems import Problem, problem
from sceau.record.text import folded
from sceau.record.udi import Udi, parse_udi

_ENTRY = "component/structuredBody/component/section/entry/act"
_OBSERVATION = f"{_ENTRY}/entryRelationship/observation"
_MANUFACTURED = f"{_ENTRY}/participant[@typeCode='DEV']/participantRole"
_ACT = "documentationOf/serviceEvent"
_FRENCH_DATE = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})")


def result(root: Element) -> dict[str, object]:
    observations = _observations(root)
    first = observations[0] if observations else None
    sampled = attribute(root, f"{_ACT}/effectiveTime/low", "value") or attribute(first, "effectiveTime", "value")
    diseases = [coded(one, "code", cda.ICD10) for one in every(root, _ACT)]
    return present(
        analytes=[_analyte(root, one, index, diseases) for index, one in enumerate(observations)],
        sampling_time=iso_time(sampled),
        device=_device(root),
    )


def narrative_problems(root: Element) -> Iterator[Problem]:
    """Where the readable table says other than the codes, and analytes whose disease nothing tells."""
    for index, one in enumerate(_observations(root)):
        said = _referenced(root, find(one, "value/originalText/reference"))
        outcome = coded(one, "value", cda.SNOMED)
        if said and outcome and not folded(said).startswith(folded(outcome_label(outcome))):
            yield problem("narrative-differs", f"result.analytes[{index}].outcome")
    _, _, lot, expiry = _device_table(root)
    box = _box(root)
    if box and lot and box.lot not in (None, lot):
        yield problem("narrative-differs", "result.device.lot")
    if box and box.expiry and expiry and expiry != box.expiry.isoformat():
        yield problem("narrative-differs", "result.device.expiry")
    yield from _unmatched(root)


def _observations(root: Element) -> list[Element]:
    every_one = every(root, _OBSERVATION)
    return [one for one in every_one if attribute(one, "statusCode", "code") == "completed"]


def _analyte(root: Element, observation: Element, index: int, diseases: list[str | None]) -> dict[str, object]:
    loinc = coded(observation, "code", cda.LOINC)
    comment = "entryRelationship/act/text/reference"
    return present(
        disease=_disease(loinc, index, diseases),
        loinc=loinc,
        outcome=coded(observation, "value", cda.SNOMED),
        comment=_referenced(root, find(observation, comment)),
    )


def _disease(loinc: str | None, index: int, diseases: list[str | None]) -> str | None:
    """The header lists diseases, the body analytes: the catalogue pairs them, else their order, else there is one."""
    known = catalogue().analytes.get(loinc or "")
    if known and known.disease in diseases:
        return known.disease
    if len(set(diseases)) == 1:
        return diseases[0]
    return diseases[index] if index < len(diseases) else None


def _unmatched(root: Element) -> Iterator[Problem]:
    diseases = [coded(one, "code", cda.ICD10) for one in every(root, _ACT)]
    for index, one in enumerate(_observations(root)):
        if diseases and _disease(coded(one, "code", cda.LOINC), index, diseases) is None:
            yield problem("disease-unmatched", f"result.analytes[{index}].disease")


def _device(root: Element) -> dict[str, object]:
    manufacturer, reference, lot, expiry = _device_table(root)
    box = _box(root)
    coded_expiry = box.expiry.isoformat() if box and box.expiry else None
    return present(
        name=text(root, f"{_MANUFACTURED}/playingDevice/manufacturerModelName"),
        manufacturer=manufacturer,
        reference=reference,
        udi=_udi(root),
        lot=(box.lot if box else None) or lot,
        expiry=coded_expiry or expiry,
    )


def _udi(root: Element) -> str | None:
    return attribute(root, f"{_MANUFACTURED}/id[@root='{cda.UDI}']", "extension")


def _box(root: Element) -> Udi | None:
    udi = _udi(root)
    return parse_udi(udi) if udi else None


def _device_table(root: Element) -> tuple[str | None, str | None, str | None, str | None]:
    """Manufacturer, reference, lot and expiry (ISO), from the one cell that holds them all."""
    cell = _referenced(root, find(root, f"{_MANUFACTURED}/playingDevice/code/originalText/reference")) or ""
    parts = [part.strip() or None for part in cell.split("|")] + [None] * 4
    return parts[0], parts[1], parts[2], _iso_date(parts[3])


def _iso_date(text_of_date: str | None) -> str | None:
    match = _FRENCH_DATE.fullmatch(text_of_date or "")
    return f"{match[3]}-{match[2]}-{match[1]}" if match else text_of_date


def _referenced(root: Element, reference: Element | None) -> str | None:
    wanted = "" if reference is None else reference.get("value", "").removeprefix("#")
    table = root.iter(f"{{{cda.NAMESPACE}}}content")
    return next((written(one) for one in table if wanted and one.get("ID") == wanted), None)
