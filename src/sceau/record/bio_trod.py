"""Reading BIO-TROD, the official French document of a rapid test (CDA R2 level 3, 2024.01).

The one idea: the coded entries decide. The table that people read is only compared with them, because software in use
writes tables that contradict its own codes, and so does one of the agency's two examples.

What a document says in several places is read once, from the act (``serviceEvent``), and compared with the other
places. Every value is either a field or in ``bio_trod_dropped.DROPPED``. Spec: ``spec/record.md``, *BIO-TROD*; CI-SIS
BIO-TROD 2024.01.
"""

import re
from collections.abc import Collection, Iterator
from datetime import datetime

from sceau.record import cda
from sceau.record.bio_trod_people import contact, doctor_repeats, identity, number, pharmacy, professional
from sceau.record.bio_trod_result import narrative_problems, result
from sceau.record.cda import Element, attribute, coded, every, find, iso_time, present
from sceau.record.entry import Entry, enter
from sceau.record.problems import Problem, RecordInvalid, problem

TEMPLATE = "1.2.250.1.213.1.1.1.59"
DOCUMENT_LOINC = "96173-0"
CONSENT_TO_TEST = "GEN-366"

_ACT = "documentationOf/serviceEvent"
_PERFORMER = f"{_ACT}/performer/assignedEntity"
_ENCOUNTER = "componentOf/encompassingEncounter"
_PROFESSIONALS = (
    "author/assignedAuthor",
    "legalAuthenticator/assignedEntity",
    _PERFORMER,
    f"{_ENCOUNTER}/responsibleParty/assignedEntity",
)
_CUSTODIAN = "custodian/assignedCustodian/representedCustodianOrganization"


def read_bio_trod(data: bytes, *, now: datetime, consents: Collection[str] = ()) -> Entry:
    """The record of one document, with every error and warning.

    The document only proves consent to the test (GEN-366) and, by naming a recipient, to informing the doctor.
    ``consents`` names those that were collected elsewhere: ``identity``, ``notice``, ``certificate``.
    """
    try:
        root = cda.parse(data)
        _must_be_bio_trod(root)
    except RecordInvalid as refused:
        return Entry(None, refused.problems)
    given = present(
        identity=identity(root),
        number=number(root),
        contact=contact(root),
        result=result(root),
        source=_source(root, consents),
    )
    return enter(given, now=now, noticed=tuple(_noticed(root)))


def _must_be_bio_trod(root: Element) -> None:
    template = find(root, f"templateId[@root='{TEMPLATE}'][@extension='2024.01']")
    if template is None or coded(root, "code", cda.LOINC) != DOCUMENT_LOINC:
        raise RecordInvalid([problem("not-bio-trod")])


def _source(root: Element, consents: Collection[str]) -> dict[str, object]:
    performer = find(root, _PERFORMER)
    who = professional(performer)
    author = find(root, _PROFESSIONALS[0])
    telecom = author if professional(author).get("rpps") == who.get("rpps") else performer
    phone = next(iter(cda.phones(telecom)), {}).get("number")
    return present(
        professional={**who, **present(phone=phone)},
        pharmacy=pharmacy(find(performer, "representedOrganization")),
        consents=_consents(root, consents),
        document=_document(root),
    )


def _consents(root: Element, elsewhere: Collection[str]) -> dict[str, bool]:
    given = every(root, "authorization/consent")
    agreed = any(
        coded(one, "code", cda.CONSENTS) == CONSENT_TO_TEST and attribute(one, "statusCode", "code") == "completed"
        for one in given
    )
    return {
        "test": agreed,
        "identity": "identity" in elsewhere,
        "doctor": find(root, "informationRecipient") is not None,
        "notice": "notice" in elsewhere,
        "certificate": "certificate" in elsewhere,
    }


def _document(root: Element) -> dict[str, object]:
    version = attribute(root, "versionNumber", "value") or ""
    return present(
        id=_instance(find(root, "id")),
        set_id=_instance(find(root, "setId")),
        version=int(version) if re.fullmatch("[0-9]{1,9}", version) else version,
        time=iso_time(attribute(root, "effectiveTime", "value")),
    )


def _instance(element: Element | None) -> str | None:
    if element is None:
        return None
    extension = element.get("extension")
    return f"{element.get('root', '')}^{extension}" if extension else element.get("root")


def _noticed(root: Element) -> Iterator[Problem]:
    if cda.has_short_offset(root):
        yield problem("offset-malformed", "source.document")
    yield from narrative_problems(root)
    yield from doctor_repeats(root)
    yield from _repeats(root)


def _repeats(root: Element) -> Iterator[Problem]:
    """What the act says, said otherwise elsewhere in the document."""
    people = [one for path in _PROFESSIONALS for one in every(root, path)]
    kept = find(root, _PERFORMER)
    if any(professional(one) != professional(kept) for one in people):
        yield problem("repeats-differ", "source.professional")
    places = [find(one, "representedOrganization") for one in people] + [find(root, _CUSTODIAN)]
    of_act = pharmacy(find(kept, "representedOrganization"))
    facility = pharmacy(find(root, f"{_ENCOUNTER}/location/healthCareFacility/location"))
    names_only = {name: value for name, value in of_act.items() if name in {"name", "address"}}
    if any(pharmacy(place) != of_act for place in places) or facility not in ({}, names_only):
        yield problem("repeats-differ", "source.pharmacy")
    times = {attribute(one, "effectiveTime/low", "value") for one in every(root, _ACT)}
    times |= {one.get("value") for one in root.iterfind(".//{*}observation/{*}effectiveTime")}
    times |= {one.get("value") for one in every(root, f"{_ENCOUNTER}/effectiveTime/low")}
    if len(times) > 1:
        yield problem("repeats-differ", "result.sampling_time")
