"""The CDA data types of ``cda``, written: addresses, telecoms, names, identifiers, coded values.

Spec: ``spec/record.md``, *BIO-TROD*.
"""

from collections.abc import Iterable
from datetime import datetime

from lxml import etree

from sceau.record import cda
from sceau.record.cda import Element
from sceau.record.fields import countries
from sceau.record.model import Address, Doctor, Establishment, Guardian, Organization, Phone, Professional

_USES = {"home": "H", "mobile": "MC", "work": "WP"}
_PLACE_KINDS = {kind: digit for digit, kind in cda.PLACE_DIGITS.items()}
_TYPE = f"{{{cda.XSI}}}type"


def node(name: str, *inside: Element | str | None, **attributes: str | None) -> Element:
    """An element of the CDA namespace; None children and attributes are left out; ``xsi_type`` is ``xsi:type``."""
    element = etree.Element(f"{{{cda.NAMESPACE}}}{name}", nsmap={None: cda.NAMESPACE})
    for key, value in attributes.items():
        if value is not None:
            element.set(_TYPE if key == "xsi_type" else key, value)
    for one in inside:
        if isinstance(one, str):
            element.text = one
        elif one is not None:
            element.append(one)
    return element


def leaf(name: str, text: str | None, **attributes: str | None) -> Element | None:
    """An element that holds a text, None when there is no text."""
    return None if text is None else node(name, text, **attributes)


def code(name: str, value: str, system: str, label: str | None = None, *inside: Element, **more: str) -> Element:
    return node(name, *inside, code=value, displayName=label, codeSystem=system, **more)


def time(moment: datetime) -> str:
    """``20240106113623+0100``."""
    return moment.strftime("%Y%m%d%H%M%S%z")


def address(given: Address | None) -> Element | None:
    if given is None:
        return None
    country = countries()[given.country]["fr"].upper() if given.country else None
    return node(
        "addr",
        *(node("streetAddressLine", line) for line in given.lines),
        leaf("postalCode", given.postal_code),
        leaf("city", given.city),
        leaf("county", given.commune),
        leaf("country", country),
    )


def telecoms(phones: Iterable[Phone], emails: Iterable[str] = ()) -> list[Element]:
    spoken = [node("telecom", value=f"tel:{one.number}", use=_USES.get(one.use or "")) for one in phones]
    return spoken + [node("telecom", value=f"mailto:{one}") for one in emails]


def phone(number: str | None) -> list[Element]:
    return telecoms([Phone(number=number)] if number else [])


def person_name(person: Doctor | Guardian | Professional) -> Element:
    suffix = None if isinstance(person, Guardian) else person.suffix
    return node(
        "name",
        leaf("prefix", person.prefix),
        leaf("given", person.given),
        leaf("family", person.family),
        leaf("suffix", suffix),
    )


def professional_id(rpps: str | None) -> Element | None:
    return node("id", root=cda.PROFESSIONALS, extension=cda.RPPS_DIGIT + rpps) if rpps else None


def place_id(identifier: Establishment | None) -> Element | None:
    if identifier is None:
        return None
    return node("id", root=cda.PLACES, extension=_PLACE_KINDS[identifier.kind] + identifier.value)


def organization(name: str, given: Organization | None) -> Element | None:
    if given is None:
        return None
    return node(name, place_id(given.identifier), node("name", given.name), address(given.address))
