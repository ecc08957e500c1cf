"""The few things BIO-TROD needs of CDA R2: a careful XML parser, its data types, and the systems its codes come from.

The one idea: a document is somebody else's program output. No DTD, no entity, no network, a size limit, and a code only
counts when it names the system it belongs to.

Sources: HL7 CDA R2; CI-SIS *Structuration minimale* (ANS). Spec: ``spec/record.md``, *BIO-TROD*.
"""

import re
from collections.abc import Iterator

from lxml import etree

from sceau.record.fields import countries
from sceau.record.problems import RecordInvalid, problem
from sceau.record.text import folded

Element = etree._Element  # noqa: SLF001 - lxml gives its element type no public name

NAMESPACE = "urn:hl7-org:v3"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
MAXIMUM_BYTES = 1_048_576

LOINC = "2.16.840.1.113883.6.1"
ICD10 = "2.16.840.1.113883.6.3"
SNOMED = "2.16.840.1.113883.6.96"
SEX = "2.16.840.1.113883.5.1"
ROLES = "1.2.250.1.213.1.1.4.5"
PROFESSIONALS = "1.2.250.1.71.4.2.1"
PLACES = "1.2.250.1.71.4.2.2"
CONSENTS = "1.2.250.1.213.1.1.4.322"
UDI = "2.51.1.1"

RPPS_DIGIT = "8"  # first digit of a professional's identifier: an RPPS follows
PLACE_DIGITS = {"0": "adeli_rank", "1": "finess", "2": "siren", "3": "siret", "4": "rpps_rank"}
PHONE_USES = {"H": "home", "HP": "home", "MC": "mobile", "WP": "work"}

_NAMES = {None: NAMESPACE}
_TIME = re.compile(
    r"([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})?(?:\.[0-9]+)?([+-])([0-9]{1,2})([0-9]{2})"
)
_BIRTH = re.compile(r"([0-9]{4})([0-9]{2})?([0-9]{2})?")
_SHORT_OFFSET = re.compile(r"[0-9]{12,14}(?:\.[0-9]+)?[+-][0-9]{3}")
_STREET = ("houseNumber", "houseNumberNumeric", "streetNameType", "streetNameBase", "streetName")
_OTHER_LINES = ("unitType", "unitID", "additionalLocator", "precinct", "deliveryAddressLine", "postBox")


def parse(data: bytes) -> Element:
    """The root of a document; raises RecordInvalid (``file-too-large``, ``xml-broken``, ``xml-forbidden``)."""
    if len(data) > MAXIMUM_BYTES:
        raise RecordInvalid([problem("file-too-large", max=MAXIMUM_BYTES)])
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        # The parser's own words may quote the document: they are not passed on.
        raise RecordInvalid([problem("xml-broken")]) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise RecordInvalid([problem("xml-forbidden")])
    return root


def find(parent: Element | None, path: str) -> Element | None:
    return None if parent is None else parent.find(path, _NAMES)


def every(parent: Element | None, path: str) -> list[Element]:
    return [] if parent is None else parent.findall(path, _NAMES)


def written(element: Element | None) -> str | None:
    """The text inside an element, None when there is none."""
    text = "" if element is None else "".join(str(part) for part in element.itertext()).strip()
    return text or None


def text(parent: Element | None, path: str) -> str | None:
    return written(find(parent, path))


def attribute(parent: Element | None, path: str, name: str) -> str | None:
    element = find(parent, path)
    return None if element is None else element.get(name)


def coded(parent: Element | None, path: str, system: str) -> str | None:
    """A code, if it comes from the system it should come from."""
    return attribute(parent, f"{path}[@codeSystem='{system}']", "code")


def present(**values: object) -> dict[str, object]:
    """The named values that say something."""
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}


def iso_time(value: str | None) -> str | None:
    """``20240106113623+0100`` as ``2024-01-06T11:36:23+01:00``; anything else unchanged, for the checks to refuse."""
    match = _TIME.fullmatch(value or "")
    if not match:
        return value
    year, month, day, hour, minute, second, sign, hours, minutes = match.groups()
    return f"{year}-{month}-{day}T{hour}:{minute}:{second or '00'}{sign}{hours.zfill(2)}:{minutes}"


def has_short_offset(root: Element) -> bool:
    """Whether a time has an offset of three digits, as one of the official examples (``+100``)."""
    return any(_SHORT_OFFSET.fullmatch(element.get("value", "")) for element in root.iter() if element.get("value"))


def iso_birth(value: str | None) -> str | None:
    """``197903`` as ``1979-03``; anything else unchanged."""
    match = _BIRTH.fullmatch(value or "")
    return "-".join(part for part in match.groups() if part) if match else value


def phones(parent: Element | None) -> list[dict[str, object]]:
    found = every(parent, "telecom")
    return [
        present(number=_digits(one.get("value", "")[4:]), use=PHONE_USES.get(one.get("use", "")))
        for one in found
        if one.get("value", "").startswith("tel:")
    ]


def emails(parent: Element | None) -> list[str]:
    values = (one.get("value", "") for one in every(parent, "telecom"))
    return [value.removeprefix("mailto:") for value in values if value.startswith("mailto:")]


def address(element: Element | None) -> dict[str, object]:
    return present(
        lines=list(_lines(element)),
        postal_code=text(element, "postalCode"),
        city=text(element, "city"),
        commune=text(element, "county"),
        country=country(text(element, "country")),
    )


def country(name: str | None) -> str | None:
    """The ISO code of a country written in French or English; ``??``, which the checks refuse, if there is none."""
    if name is None or name in countries():
        return name
    wanted = folded(name)
    return next((code for code, names in countries().items() if wanted in map(folded, names.values())), "??")


def establishment(parent: Element | None) -> dict[str, object] | None:
    """An identifier of a place, whose first digit says its kind (1 FINESS, 2 SIREN, 3 SIRET …)."""
    extension = attribute(parent, f"id[@root='{PLACES}']", "extension")
    return present(kind=PLACE_DIGITS.get(extension[:1], "?"), value=extension[1:]) if extension else None


def rpps(parent: Element | None) -> str | None:
    extension = attribute(parent, f"id[@root='{PROFESSIONALS}']", "extension")
    return extension.removeprefix(RPPS_DIGIT) if extension else None


def _lines(element: Element | None) -> Iterator[str]:
    lines = [written(one) for one in every(element, "streetAddressLine")]
    if not lines:
        lines = [" ".join(filter(None, (text(element, name) for name in _STREET)))]
        lines += [text(element, name) for name in _OTHER_LINES]
    yield from (line for line in lines if line)


def _digits(number: str) -> str:
    return re.sub(r"[\s.-]", "", number)
