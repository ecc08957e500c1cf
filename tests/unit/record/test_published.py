"""What is published is what the program does: the schema, the tables, the errors, the model."""

import json
import types
from dataclasses import is_dataclass
from pathlib import Path
from typing import cast, get_args, get_type_hints

import jsonschema_rs
import pytest

from sceau.errors import Language
from sceau.errors import catalogue as codes
from sceau.record import Problem, Record, Severity, message
from sceau.record.bio_trod_dropped import NOT_CARRIED
from sceau.record.catalogue import catalogue
from sceau.record.fields import shapes, walk
from sceau.record.numbers import gtin_is_valid, loinc_is_valid
from sceau.record.schema import json_schema, schema_text
from sceau.record.table import generated

SPEC = Path(__file__).parents[3] / "spec"
OURS = [code for code, said in codes().items() if said.is_of_a_record]
# What the first pass looks at and a schema cannot say: characters, calendars, who is withheld.
UNSAID = {"text-spaces", "text-control", "text-invisible", "text-not-nfc", "text-surrogate", "text-empty"}
UNSAID |= {"date-impossible", "time-impossible"}


def test_the_published_schema_is_current() -> None:
    assert (SPEC / "record.schema.json").read_text("utf-8") == schema_text()


@pytest.mark.parametrize("name", generated())
def test_the_tables_of_the_specification_are_current(name: str) -> None:
    written = (SPEC / "record.md").read_text("utf-8")
    assert f"<!-- {name}: made by sceau.record.table -->\n\n{generated()[name]}\n\n<!-- end -->" in written


def test_the_schema_accepts_what_the_first_pass_accepts_and_refuses_what_it_refuses() -> None:
    schema = jsonschema_rs.validator_for(json_schema())
    formal = {"field-missing", "field-unknown", "section-unknown", "section-missing", "wrong-type", "number-range"}
    formal |= {"list-empty", "list-too-long", "text-too-long", "code-unknown", "country-unknown"}
    formal |= {code for code in OURS if code.endswith("-format")} - {"nir-format"}
    for path in sorted((SPEC / "cases").glob("*.json")):
        case = json.loads(path.read_text("utf-8"))
        codes = {one["code"] for one in case["errors"]}
        # A pattern refuses too: postal codes and establishments also have rules that depend on other fields.
        if case.get("withheld") or codes & (UNSAID | {"postal-code-format", "establishment-format"}):
            continue
        assert schema.is_valid(case["input"]) is not bool(codes & formal), path.stem


def test_the_model_has_the_fields_of_the_shapes() -> None:
    assert tree_of(Record) == {path for section in shapes().sections for path, _ in walk(section)}


def tree_of(cls: type, path: str = "") -> set[str]:
    found = set()
    for name, hint in get_type_hints(cls).items():
        inner = get_args(hint)[0] if isinstance(hint, types.UnionType) or get_args(hint) else hint
        place = f"{path}.{name}" if path else name
        found |= {place} if path else set()
        if is_dataclass(inner):
            found |= tree_of(
                cast("type", inner), f"{place}[]" if get_args(hint) and not isinstance(hint, types.UnionType) else place
            )
    return found


def test_every_field_has_a_place_in_a_document_or_is_listed_as_not_carried() -> None:
    listed = " ".join(gap.path for gap in NOT_CARRIED)
    homeless = [
        path
        for section in ("identity", "number", "contact", "result", "source")
        for path, one in walk(section)
        if one.cda is None and path.rpartition(".")[2] not in listed
    ]
    assert homeless == []


@pytest.mark.parametrize("code", OURS)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_message_is_filled_and_begins_as_a_sentence(code: str, language: Language) -> None:
    told = message(
        Problem(code, "identity.sex", Severity.ERROR, values={"min": 15, "max": 20, "nearest": "lot"}), language
    )
    assert "{" not in told.replace('{"identity"', "")
    assert told[0].isupper()


def test_severities_are_those_of_the_program() -> None:
    assert {codes()[code].severity for code in OURS} == set(Severity)


def test_the_codes_of_the_catalogue_have_right_keys() -> None:
    known = catalogue()
    assert all(loinc_is_valid(loinc) and one.disease in known.diseases for loinc, one in known.analytes.items())
    assert all(kit.gtin is None or gtin_is_valid(kit.gtin) for kit in known.kits)
    assert all(kit.earliest_minute <= kit.latest_minute for kit in known.kits)


def test_results_are_the_agency_s_value_set() -> None:
    published = (SPEC.parent / "tests/data/bio-trod/JDV_ResultatDepistage_CISIS.xml").read_text("utf-8")
    outcome = next(one for one in shapes().fields["analyte"] if one.name == "outcome")
    assert published.count("<Concept ") == len(outcome.codes or {})
    assert all(f'code="{code}"' in published for code in outcome.codes or {})
