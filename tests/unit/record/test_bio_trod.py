from collections.abc import Iterator
from datetime import UTC, datetime
from fnmatch import fnmatchcase

import pytest
from lxml import etree
from tests.unit.record.forms import BIO_TROD

from sceau.record import Entry, read_bio_trod, sections
from sceau.record.bio_trod_dropped import DROPPED
from sceau.record.cda import MAXIMUM_BYTES, NAMESPACE

NOW = datetime(2024, 1, 7, tzinfo=UTC)
COVID = BIO_TROD / "BIO-TROD_2024.01_COVID-19.xml"
INFLUENZA = BIO_TROD / "BIO-TROD_2024.01_COVID-19_Grippe-A_Grippe-B.xml"


def read(root: etree._Element) -> Entry:
    return read_bio_trod(etree.tostring(root), now=NOW)


def values(root: etree._Element) -> Iterator[tuple[etree._Element, str | None, str]]:
    """Every attribute and text of a document: element, attribute (None for text) and path."""
    for element in root.iter(f"{{{NAMESPACE}}}*"):
        steps = [etree.QName(one).localname for one in [element, *element.iterancestors()]]
        path = "/".join(reversed(steps[:-1]))
        for name in element.attrib:
            yield element, str(name), f"{path}/@{etree.QName(str(name)).localname}".lstrip("/")
        if element.text and element.text.strip():
            yield element, None, f"{path}/text()"


def is_dropped(path: str) -> bool:
    return any(fnmatchcase(path, gap.path) for gap in DROPPED)


def readings_with_another_value(root: etree._Element, element: etree._Element, name: str | None) -> Iterator[Entry]:
    old = str(element.text if name is None else element.get(name))
    for new in (f"{old}9", "9", old):
        if name is None:
            element.text = new
        else:
            element.set(name, new)
        yield read(root)


def changes_the_reading(root: etree._Element, element: etree._Element, name: str | None, before: Entry) -> bool:
    readings = list(readings_with_another_value(root, element, name))
    return any(one != before for one in readings)


def changes_the_record(root: etree._Element, element: etree._Element, name: str | None, before: Entry) -> bool:
    readings = list(readings_with_another_value(root, element, name))
    return any(one.record != before.record for one in readings)


@pytest.mark.parametrize("path", [COVID, INFLUENZA], ids=["covid", "influenza"])
def test_every_value_of_an_official_document_is_read_or_listed_as_dropped(path: object) -> None:
    root = etree.fromstring((BIO_TROD / str(path)).read_bytes())
    before = read(root)
    lost = [
        place
        for element, name, place in values(root)
        if not is_dropped(place) and not changes_the_reading(root, element, name, before)
    ]
    assert lost == []


def test_every_line_of_the_dropped_list_drops_something() -> None:
    root = etree.fromstring(INFLUENZA.read_bytes())
    before = read(root)
    unread = [place for element, name, place in values(root) if not changes_the_record(root, element, name, before)]
    idle = [gap.path for gap in DROPPED if not any(fnmatchcase(place, gap.path) for place in unread)]
    assert idle == []


def test_the_person_of_the_official_document_is_read_as_the_agency_wrote_them() -> None:
    person = sections(read_bio_trod(COVID.read_bytes(), now=NOW).accepted())["identity"]
    assert person == {
        "birth_name": "PAT-TROIS",
        "used_name": "PAT-TROIS",
        "birth_first_names": "DOMINIQUE MARIE-LOUISE",
        "birth_first_name": "DOMINIQUE",
        "used_first_name": "DOMINIQUE",
        "sex": "F",
        "birth_date": "1979-03-28",
        "birthplace": {"insee": "51215", "city": "DOMPREMY"},
        "status": "VALI",
    }


def test_the_number_stays_in_its_own_section() -> None:
    written = sections(read_bio_trod(COVID.read_bytes(), now=NOW).accepted())
    number = written.pop("number")
    assert number["secure_email"] == f"{number['value']}@patient.mssante.fr"
    assert str(number["value"]) not in str(written)


def test_coded_results_win_over_the_contradicting_table() -> None:
    record = read_bio_trod(INFLUENZA.read_bytes(), now=NOW).accepted()
    assert [(one.disease, one.outcome) for one in record.result.analytes] == [
        ("U07.1", "260385009"),
        ("J09", "10828004"),
        ("J10", "260385009"),
    ]


def test_a_siren_is_not_taken_for_a_finess() -> None:
    pharmacy = read_bio_trod(COVID.read_bytes(), now=NOW).accepted().source.pharmacy
    assert (pharmacy.identifier.kind, pharmacy.identifier.value) == ("siren", "801234567")


def test_consents_collected_elsewhere_are_added_to_those_of_the_document() -> None:
    record = read_bio_trod(COVID.read_bytes(), now=NOW, consents=["identity"]).accepted()
    assert (record.source.consents.test, record.source.consents.identity, record.source.consents.notice) == (
        True,
        True,
        False,
    )


def test_an_entity_is_neither_expanded_nor_fetched() -> None:
    hostile = b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a xmlns="urn:hl7-org:v3">&e;</a>'
    assert [one.code for one in read_bio_trod(hostile, now=NOW).problems] == ["xml-forbidden"]


def test_a_document_of_the_largest_size_is_still_looked_at() -> None:
    padded = COVID.read_bytes().ljust(MAXIMUM_BYTES)
    assert read_bio_trod(padded, now=NOW).record is not None
