"""The people and places of a BIO-TROD: who was tested, who may be told, who did the test and where.

The one idea: each function reads one CDA element into one part of the sections form, with nothing for what is not said.

Spec: ``spec/record.md``, *BIO-TROD*.
"""

from collections.abc import Iterator

from sceau.record import cda
from sceau.record.cda import (
    Element,
    address,
    attribute,
    coded,
    emails,
    every,
    find,
    iso_birth,
    phones,
    present,
    text,
    written,
)
from sceau.record.numbers import INS_OIDS
from sceau.record.problems import Problem, problem
from sceau.record.rules_person import PATIENT_MAILBOX

_ROLE = "recordTarget/patientRole"
_PATIENT = f"{_ROLE}/patient"
_SEXES = {"UN": "U"}
_DOCTORS = {"INF": "treating", "REF": "prescriber"}  # CDA participation types: to inform, referrer


def identity(root: Element) -> dict[str, object]:
    patient = find(root, _PATIENT)
    name = find(patient, "name")
    sex = coded(patient, "administrativeGenderCode", cda.SEX)
    born = find(patient, "birthplace/place/addr")
    first_names = [written(one) for one in every(name, "given") if one.get("qualifier") is None]
    return present(
        birth_name=text(name, "family[@qualifier='BR']"),
        used_name=text(name, "family[@qualifier='CL']"),
        birth_first_names=" ".join(filter(None, first_names)),
        birth_first_name=text(name, "given[@qualifier='BR']"),
        used_first_name=text(name, "given[@qualifier='CL']"),
        sex=_SEXES.get(sex or "", sex),
        birth_date=iso_birth(attribute(patient, "birthTime", "value")),
        birthplace=present(
            insee=text(born, "county"), city=text(born, "city"), country=cda.country(text(born, "country"))
        ),
        # A document carries an INS only for an identity that was qualified; it has no other word for the status.
        status="VALI" if _ins(root) is not None else "PROV",
    )


def number(root: Element) -> dict[str, object]:
    ins = _ins(root)
    if ins is None:
        ins = find(root, f"{_ROLE}/id")
    mailbox = next((one for one in emails(find(root, _ROLE)) if one.lower().endswith(PATIENT_MAILBOX)), None)
    value = None if ins is None else ins.get("extension")
    return present(value=value, oid=None if ins is None else ins.get("root"), secure_email=mailbox) if value else {}


def contact(root: Element) -> dict[str, object]:
    role = find(root, _ROLE)
    return present(
        address=address(find(role, "addr")),
        phones=phones(role),
        emails=[one for one in emails(role) if not one.lower().endswith(PATIENT_MAILBOX)],
        guardian=_guardian(find(root, f"{_PATIENT}/guardian")),
        doctors=_doctors(root),
    )


def professional(entity: Element | None) -> dict[str, object]:
    """RPPS, role and name; the address and phone of a professional are those of the pharmacy."""
    return present(
        rpps=cda.rpps(entity), role=coded(entity, "code", cda.ROLES), **_name(find(entity, "assignedPerson/name"))
    )


def pharmacy(organization: Element | None) -> dict[str, object]:
    return present(
        name=text(organization, "name"),
        identifier=cda.establishment(organization),
        phone=next(iter(phones(organization)), {}).get("number"),
        address=address(find(organization, "addr")),
    )


def doctor_repeats(root: Element) -> Iterator[Problem]:
    """A doctor who is both recipient and participant, described in two ways."""
    for index, known in enumerate(_participants(root)):
        for other in _recipients(root):
            if _same_doctor(known, other) and {**other, "role": known["role"]} != known:
                yield problem("repeats-differ", f"contact.doctors[{index}]")


def _ins(root: Element) -> Element | None:
    return next((one for one in every(root, f"{_ROLE}/id") if one.get("root") in INS_OIDS), None)


def _name(name: Element | None) -> dict[str, object]:
    return {part: text(name, part) for part in ("prefix", "given", "family", "suffix")}


def _guardian(guardian: Element | None) -> dict[str, object]:
    name = _name(find(guardian, "guardianPerson/name"))
    return present(
        prefix=name["prefix"],
        family=name["family"],
        given=name["given"],
        address=address(find(guardian, "addr")),
        phones=phones(guardian),
    )


def _doctors(root: Element) -> list[dict[str, object]]:
    known = _participants(root)
    return known + [one for one in _recipients(root) if not any(_same_doctor(one, other) for other in known)]


def _participants(root: Element) -> list[dict[str, object]]:
    return [
        _doctor(
            find(one, "associatedEntity"), _DOCTORS[one.get("typeCode", "")], "associatedPerson", "scopingOrganization"
        )
        for one in every(root, "participant")
        if one.get("typeCode") in _DOCTORS
    ]


def _recipients(root: Element) -> list[dict[str, object]]:
    intended = every(root, "informationRecipient/intendedRecipient")
    return [_doctor(one, "other", "informationRecipient", "receivedOrganization") for one in intended]


def _doctor(entity: Element | None, role: str, person: str, organization: str) -> dict[str, object]:
    place = find(entity, organization)
    return present(
        role=role,
        rpps=cda.rpps(entity),
        **_name(find(entity, f"{person}/name")),
        address=address(find(entity, "addr")),
        phones=phones(entity),
        emails=emails(entity),
        organization=present(
            name=text(place, "name"), identifier=cda.establishment(place), address=address(find(place, "addr"))
        ),
    )


def _same_doctor(one: dict[str, object], other: dict[str, object]) -> bool:
    key = "rpps" if "rpps" in one and "rpps" in other else "family"
    return one.get(key) == other.get(key)
