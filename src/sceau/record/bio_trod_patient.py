"""Writing BIO-TROD: the person tested.

The one idea: the number is written only with a qualified identity (RNIV); reading takes its presence for the
qualification.

Spec: ``spec/record.md``, *BIO-TROD*.
"""

from collections.abc import Iterator

from sceau.record import cda
from sceau.record.cda import Element
from sceau.record.cda_write import address, code, leaf, node, person_name, telecoms
from sceau.record.fields import countries
from sceau.record.model import Birthplace, Contact, Guardian, Identity, Number, Record
from sceau.record.numbers import INS_OIDS

_SEXES = {"M": ("M", "Masculin"), "F": ("F", "Féminin"), "U": ("UN", "Inconnu")}


def record_target(record: Record) -> Element:
    """The person of a record that has one."""
    identity, contact = record.identity, record.contact or Contact()
    if identity is None:
        raise ValueError("a record without identity has no recordTarget")
    mailbox = [record.number.secure_email] if record.number and record.number.secure_email else []
    reached = telecoms(contact.phones, [*mailbox, *contact.emails])
    role = node(
        "patientRole",
        _number(identity, record.number),
        # Both are mandatory in the document and in nobody's life: the null flavour says that they were not asked.
        node("addr", nullFlavor="NASK") if contact.address is None else address(contact.address),
        *(reached or [node("telecom", nullFlavor="NASK")]),
        _patient(identity, contact),
    )
    return node("recordTarget", role)


def _number(identity: Identity, number: Number | None) -> Element:
    if number is None or number.oid is None or (number.oid in INS_OIDS and identity.status != "VALI"):
        return node("id", nullFlavor="UNK")
    return node("id", root=number.oid, extension=number.value)


def _patient(identity: Identity, contact: Contact) -> Element:
    sex, label = _SEXES[identity.sex]
    return node(
        "patient",
        node("name", *_names(identity)),
        code("administrativeGenderCode", sex, cda.SEX, label),
        node("birthTime", value=identity.birth_date.replace("-", "")),
        _guardian(contact.guardian),
        _birthplace(identity.birthplace),
        classCode="PSN",
    )


def _names(identity: Identity) -> Iterator[Element | None]:
    yield leaf("family", identity.birth_name, qualifier="BR")
    yield leaf("given", identity.birth_first_names)  # no qualifier: all first names of the birth record
    yield leaf("given", identity.birth_first_name, qualifier="BR")
    yield leaf("family", identity.used_name, qualifier="CL")
    yield leaf("given", identity.used_first_name, qualifier="CL")


def _guardian(guardian: Guardian | None) -> Element | None:
    if guardian is None:
        return None
    person = node("guardianPerson", person_name(guardian))
    return node("guardian", address(guardian.address), *telecoms(guardian.phones), person)


def _birthplace(born: Birthplace | None) -> Element | None:
    if born is None:
        return None
    country = countries()[born.country]["fr"].upper() if born.country else None
    where = node("addr", leaf("county", born.insee), leaf("city", born.city), leaf("country", country))
    return node("birthplace", node("place", where))
