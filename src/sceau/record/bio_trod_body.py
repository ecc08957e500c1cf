"""Writing BIO-TROD: the body, coded entries and the table that people read, made from the same values.

The one idea: the table cannot contradict the codes, because each cell is what an entry refers to.

Spec: ``spec/record.md``, *BIO-TROD*.
"""

from sceau.record import cda
from sceau.record.catalogue import catalogue
from sceau.record.cda import Element
from sceau.record.cda_write import code, leaf, node, time
from sceau.record.fields import field_at
from sceau.record.model import Analyte, Device, Record

_DEVICE = "dispositif-nom-reference"
_COMMENT_TEMPLATES = ("2.16.840.1.113883.10.20.1.40", "1.3.6.1.4.1.19376.1.5.3.1.4.2", "1.2.250.1.213.1.1.3.32")


def structured_body(record: Record) -> Element:
    """The one section of the document."""
    section = node(
        "section",
        node("templateId", root="1.3.6.1.4.1.19376.1.3.3.2.1"),
        node("templateId", root="1.2.250.1.213.1.1.2.70"),
        code("code", "18725-2", cda.LOINC, "Microbiologie", codeSystemName="LOINC"),
        node("title", "Résultat du test rapide d'orientation diagnostique"),
        node("text", _results_table(record), node("br"), _device_table(record.result.device)),
        _entry(record),
    )
    return node("component", node("structuredBody", node("component", section)))


def _results_table(record: Record) -> Element:
    rows = [
        [
            _cell(f"examen-{number}", _analyte_label(one)),
            _cell(f"resultat-{number}", outcome_label(one.outcome)),
            _cell(f"commentaire-{number}", one.comment or ""),
        ]
        for number, one in enumerate(record.result.analytes, start=1)
    ]
    return _table(["Pathologie/Substance dépistée", "Résultat", "Commentaire"], rows)


def _device_table(device: Device) -> Element:
    expiry = device.expiry.strftime("%d/%m/%Y") if device.expiry else ""
    facts = " | ".join([device.manufacturer or "", device.reference or "", device.lot, expiry])
    headers = ["Code UDI du dispositif utilisé", "Fabricant | Référence | N° de lot | Date de péremption"]
    return _table(headers, [[node("td", device.udi), _cell(_DEVICE, facts)]])


def _table(headers: list[str], rows: list[list[Element]]) -> Element:
    head = node("thead", node("tr", *(node("th", one) for one in headers)))
    return node("table", head, node("tbody", *(node("tr", *row) for row in rows)), border="0")


def _cell(identifier: str, text: str) -> Element:
    return node("td", node("content", text, ID=identifier))


def _entry(record: Record) -> Element:
    act = node(
        "act",
        code("code", "92893-7", cda.LOINC, "Sérologie virale", codeSystemName="LOINC"),
        node("statusCode", code="completed"),
        _participant(record.result.device),
        *(_observation(record, one, number) for number, one in enumerate(record.result.analytes, start=1)),
        classCode="ACT",
        moodCode="EVN",
    )
    templates = (node("templateId", root=root) for root in ("1.3.6.1.4.1.19376.1.3.1", "1.2.250.1.213.1.1.3.21"))
    return node("entry", *templates, act, typeCode="DRIV")


def _participant(device: Device) -> Element:
    playing = node(
        "playingDevice",
        node("code", _reference(_DEVICE)),
        leaf("manufacturerModelName", device.name),
        classCode="DEV",
        determinerCode="INSTANCE",
    )
    udi = node("id", root=cda.UDI, extension=device.udi) if device.udi else None
    return node("participant", node("participantRole", udi, playing, classCode="MANU"), typeCode="DEV")


def _observation(record: Record, analyte: Analyte, number: int) -> Element:
    known = catalogue().analytes.get(analyte.loinc)
    label = known.label.official if known else None
    snomed = {"xsi_type": "CD", "codeSystemName": "SNOMED CT"}
    outcome = outcome_label(analyte.outcome)
    observation = node(
        "observation",
        node("templateId", root="1.3.6.1.4.1.19376.1.3.1.6"),
        node("templateId", root="1.2.250.1.213.1.1.3.80"),
        code("code", analyte.loinc, cda.LOINC, label, _reference(f"examen-{number}"), codeSystemName="LOINC"),
        node("statusCode", code="completed"),
        node("effectiveTime", value=time(record.result.sampling_time)),
        code("value", analyte.outcome, cda.SNOMED, outcome, _reference(f"resultat-{number}"), **snomed),
        _comment(number) if analyte.comment else None,
        classCode="OBS",
        moodCode="EVN",
    )
    return node("entryRelationship", observation, typeCode="COMP")


def _comment(number: int) -> Element:
    act = node(
        "act",
        *(node("templateId", root=root) for root in _COMMENT_TEMPLATES),
        code("code", "48767-8", cda.LOINC, "Commentaire", codeSystemName="LOINC"),
        node("text", node("reference", value=f"#commentaire-{number}")),
        node("statusCode", code="completed"),
        classCode="ACT",
        moodCode="EVN",
    )
    return node("entryRelationship", act, typeCode="SUBJ")


def _reference(identifier: str) -> Element:
    return node("originalText", node("reference", value=f"#{identifier}"))


def _analyte_label(analyte: Analyte) -> str:
    known = catalogue().analytes.get(analyte.loinc)
    return known.label.fr if known else analyte.loinc


def outcome_label(outcome: str) -> str:
    """The French word for a result, as people read it; empty for a code that is not one."""
    field = field_at("result.analytes[0].outcome")
    return ((field.codes if field else None) or {}).get(outcome, {}).get("fr", "")
