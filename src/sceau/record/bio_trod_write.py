"""Writing BIO-TROD: the header, from a record.

The one idea: reading what was written gives the same record, except what the document has no place for, which is
listed in ``bio_trod_dropped.NOT_CARRIED``. Nothing is made up: a record without document identifiers cannot be
written.

Spec: ``spec/record.md``, *BIO-TROD*; CI-SIS BIO-TROD 2024.01 (order of elements: CDA R2).
"""

from collections.abc import Iterator

from lxml import etree

from sceau.record import cda
from sceau.record.bio_trod import CONSENT_TO_TEST, DOCUMENT_LOINC, TEMPLATE
from sceau.record.bio_trod_body import structured_body
from sceau.record.bio_trod_patient import record_target
from sceau.record.catalogue import catalogue
from sceau.record.cda import Element
from sceau.record.cda_write import (
    address,
    code,
    node,
    organization,
    person_name,
    phone,
    place_id,
    professional_id,
    telecoms,
    time,
)
from sceau.record.model import Doctor, Document, Pharmacy, Record, Source
from sceau.record.problems import RecordInvalid, problem

_TEMPLATES = ("2.16.840.1.113883.2.8.2.1", "1.3.6.1.4.1.19376.1.5.3.1.1.1", "1.2.250.1.213.1.1.1.1")
_PARTICIPATION = {"treating": "INF", "prescriber": "REF"}
_CONSENT = "Le patient (ou son représentant légal) a donné son consentement pour la réalisation du test."


def write_bio_trod(record: Record) -> bytes:
    """The document, in UTF-8. Raises RecordInvalid when identity or ``source.document`` is missing."""
    document = record.source.document
    if record.identity is None or document is None:
        missing = "identity" if record.identity is None else "source.document"
        raise RecordInvalid([problem("field-missing", missing)])
    root = etree.Element(f"{{{cda.NAMESPACE}}}ClinicalDocument", nsmap={None: cda.NAMESPACE, "xsi": cda.XSI})
    root.extend([*_opening(record, document), record_target(record), *_people(record, document)])
    root.extend([*_acts(record), *_consent(record.source), _encounter(record), structured_body(record)])
    etree.cleanup_namespaces(root)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)


def _opening(record: Record, document: Document) -> Iterator[Element]:
    diseases = dict.fromkeys(_disease_label(one.disease) or one.disease for one in record.result.analytes)
    yield node("realmCode", code="FR")
    yield node("typeId", root="2.16.840.1.113883.1.3", extension="POCD_HD000040")
    yield from (node("templateId", root=root) for root in _TEMPLATES)
    yield node("templateId", root=TEMPLATE, extension="2024.01")
    yield _instance("id", document.id)
    yield code("code", DOCUMENT_LOINC, cda.LOINC, "Test rapide d'orientation diagnostique")
    yield node("title", f"Test rapide d'orientation diagnostique : {' / '.join(diseases)}")
    yield node("effectiveTime", value=time(document.time))
    yield code("confidentialityCode", "N", "2.16.840.1.113883.5.25", "Normal")
    yield node("languageCode", code="fr-FR")
    yield _instance("setId", document.set_id)
    yield node("versionNumber", value=str(document.version))


def _people(record: Record, document: Document) -> Iterator[Element]:
    """Author, custodian, recipients, authenticator, other participants: the order is CDA's."""
    source, written = record.source, node("time", value=time(document.time))
    author = _professional("assignedAuthor", source, phone(source.professional.phone))
    yield node("author", node("time", value=time(document.time)), author)
    kept_by = node("assignedCustodian", _pharmacy("representedCustodianOrganization", source.pharmacy))
    yield node("custodian", kept_by)
    doctors = record.contact.doctors if record.contact else ()
    if source.consents.doctor:
        yield from (node("informationRecipient", _recipient(one)) for one in doctors)
    signer = _professional("assignedEntity", source, phone(source.pharmacy.phone))
    yield node("legalAuthenticator", written, node("signatureCode", code="S"), signer)
    for one in doctors:
        if one.role in _PARTICIPATION:
            yield _participant(one, document)


def _professional(name: str, source: Source, reached: list[Element]) -> Element:
    who = source.professional
    known = catalogue().roles.get(who.role)
    return node(
        name,
        professional_id(who.rpps),
        code("code", who.role, cda.ROLES, known.official if known else None),
        address(source.pharmacy.address),
        *reached,
        node("assignedPerson", person_name(who)),
        _pharmacy("representedOrganization", source.pharmacy),
    )


def _pharmacy(name: str, pharmacy: Pharmacy) -> Element:
    named = node("name", pharmacy.name)
    return node(name, place_id(pharmacy.identifier), named, *phone(pharmacy.phone), address(pharmacy.address))


def _recipient(doctor: Doctor) -> Element:
    return node(
        "intendedRecipient",
        professional_id(doctor.rpps),
        address(doctor.address),
        *telecoms(doctor.phones, doctor.emails),
        node("informationRecipient", person_name(doctor)),
        organization("receivedOrganization", doctor.organization),
    )


def _participant(doctor: Doctor, document: Document) -> Element:
    function = code("functionCode", "PCP", "2.16.840.1.113883.5.88", "Médecin Traitant")
    entity = node(
        "associatedEntity",
        professional_id(doctor.rpps),
        address(doctor.address),
        *telecoms(doctor.phones, doctor.emails),
        node("associatedPerson", person_name(doctor)),
        organization("scopingOrganization", doctor.organization),
        classCode="PROV",
    )
    since = node("time", node("low", value=time(document.time)), xsi_type="IVL_TS")
    first = function if doctor.role == "treating" else None
    return node("participant", first, since, entity, typeCode=_PARTICIPATION[doctor.role])


def _acts(record: Record) -> Iterator[Element]:
    sampled = time(record.result.sampling_time)
    for disease in dict.fromkeys(one.disease for one in record.result.analytes):
        label = catalogue().diseases.get(disease)
        performer = _professional("assignedEntity", record.source, phone(record.source.pharmacy.phone))
        yield node(
            "documentationOf",
            node(
                "serviceEvent",
                code("code", disease, cda.ICD10, label.official if label else None, codeSystemName="CIM-10"),
                node("effectiveTime", node("low", value=sampled)),
                node("performer", performer, typeCode="PRF"),
                classCode="ACT",
            ),
        )


def _consent(source: Source) -> Iterator[Element]:
    if source.consents.test:
        agreed = code("code", CONSENT_TO_TEST, cda.CONSENTS, _CONSENT, codeSystemName="TA_ASIP")
        done = node("statusCode", code="completed")
        yield node("authorization", node("consent", agreed, done, classCode="CONS", moodCode="EVN"), typeCode="AUTH")


def _encounter(record: Record) -> Element:
    source = record.source
    place = node("location", node("name", source.pharmacy.name), address(source.pharmacy.address))
    kind = code("code", "SA33", "1.2.250.1.71.4.2.4", "Pharmacie d'officine")
    entity = _professional("assignedEntity", source, phone(source.pharmacy.phone))
    return node(
        "componentOf",
        node(
            "encompassingEncounter",
            code("code", "AMB", "2.16.840.1.113883.5.4", "Ambulatoire (hors établissement)"),
            node("effectiveTime", node("low", value=time(record.result.sampling_time))),
            node("responsibleParty", entity),
            node("location", node("healthCareFacility", kind, place)),
        ),
    )


def _instance(name: str, identifier: str) -> Element:
    root, _, extension = identifier.partition("^")
    return node(name, root=root, extension=extension or None)


def _disease_label(icd10: str) -> str | None:
    known = catalogue().diseases.get(icd10)
    return known.fr if known else None
