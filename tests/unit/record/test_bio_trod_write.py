import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
from tests.unit.record.forms import BIO_TROD

from sceau.record import Record, RecordInvalid, from_sections, read_bio_trod, sections
from sceau.record.bio_trod_dropped import NOT_CARRIED
from sceau.record.bio_trod_write import write_bio_trod
from sceau.record.cda import country
from sceau.record.facts import everything_in
from sceau.record.fields import countries
from sceau.record.model import Document

CASES = sorted((Path(__file__).parents[3] / "spec" / "cases").glob("*.json"))
NOW = datetime(2024, 1, 7, 12, tzinfo=UTC)
DOCUMENT = Document(id="1.2.250.1.213.1.1.1.59.9.1", set_id="1.2.3^a-9", version=2, time=NOW)


def accepted_cases() -> list[Path]:
    cases = [(path, json.loads(path.read_text("utf-8"))) for path in CASES]
    return [
        path
        for path, case in cases
        if "identity" in case["input"]
        # A kit that contradicts its own UDI is warned about, and its UDI is believed.
        and not any(one["severity"] == "error" or one["code"] == "udi-differs" for one in case["errors"])
    ]


def record_of(path: Path) -> Record:
    case = json.loads(path.read_text("utf-8"))
    record = from_sections(case["input"], now=NOW, withheld=case.get("withheld", ()))
    return replace(record, source=replace(record.source, document=DOCUMENT))


def leaves(record: Record) -> dict[str, Any]:
    return {path: value for path, value in everything_in(sections(record)) if not isinstance(value, dict | list)}


def is_carried(path: str) -> bool:
    plain = re.sub(r"\[\d+\]", "", path)
    return not any(fnmatchcase(plain, gap.path) for gap in NOT_CARRIED)


@pytest.mark.parametrize("path", sorted(BIO_TROD.glob("BIO-TROD*.xml")), ids=lambda path: path.stem)
def test_an_official_document_read_and_written_reads_the_same(path: Path) -> None:
    record = read_bio_trod(path.read_bytes(), now=NOW).accepted()
    again = read_bio_trod(write_bio_trod(record), now=NOW)
    assert again.record == record
    assert again.problems == ()


@pytest.mark.parametrize("path", accepted_cases(), ids=lambda path: path.stem)
def test_what_a_written_record_loses_is_listed(path: Path) -> None:
    record = record_of(path)
    again = read_bio_trod(write_bio_trod(record), now=NOW).accepted()
    before, after = leaves(record), leaves(again)
    assert {place: after.get(place) for place in before if is_carried(place)} == {
        place: value for place, value in before.items() if is_carried(place)
    }
    assert not [place for place in after if place not in before and is_carried(place)]


def test_a_record_without_document_identifiers_is_not_written() -> None:
    record = record_of(accepted_cases()[0])
    with pytest.raises(RecordInvalid) as refused:
        write_bio_trod(replace(record, source=replace(record.source, document=None)))
    assert [one.path for one in refused.value.problems] == ["source.document"]


def test_a_record_whose_identity_is_withheld_is_not_written() -> None:
    with pytest.raises(RecordInvalid) as refused:
        write_bio_trod(replace(record_of(accepted_cases()[0]), identity=None))
    assert [one.path for one in refused.value.problems] == ["identity"]


def test_an_unqualified_identity_does_not_carry_its_number() -> None:
    record = read_bio_trod(min(BIO_TROD.glob("BIO-TROD*.xml")).read_bytes(), now=NOW).accepted()
    assert record.identity is not None
    assert record.number is not None
    unqualified = replace(record, identity=replace(record.identity, status="PROV"))
    assert f'extension="{record.number.value}"'.encode() not in write_bio_trod(unqualified)


@pytest.mark.parametrize("code", sorted(countries()))
def test_a_country_is_found_again_by_its_name(code: str) -> None:
    assert country(countries()[code]["fr"].upper()) == code
