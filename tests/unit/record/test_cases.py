import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from tests.unit.record.forms import problems_of

from sceau.errors import catalogue
from sceau.record import check, from_sections, sections
from sceau.record.problems import RecordInvalid, errors

SPEC = Path(__file__).parents[3] / "spec"
CASES = sorted((SPEC / "cases").glob("*.json"))
FORMS = sorted((SPEC / "cases" / "forms").glob("*.json"))


def read(path: Path) -> dict[str, Any]:
    case: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return case


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_record_gets_exactly_the_problems_of_its_case(path: Path) -> None:
    case = read(path)
    found = check(case["input"], now=datetime.fromisoformat(case["now"]), withheld=case.get("withheld", ()))
    assert sorted((one.code, one.path, one.severity) for one in found) == sorted(
        (one["code"], one["path"], one["severity"]) for one in case["errors"]
    )


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_record_without_error_survives_being_built_and_written_again(path: Path) -> None:
    case = read(path)
    now, withheld = datetime.fromisoformat(case["now"]), case.get("withheld", ())
    if any(one["severity"] == "error" for one in case["errors"]):
        with pytest.raises(RecordInvalid) as refused:
            from_sections(case["input"], now=now, withheld=withheld)
        assert errors(refused.value.problems)
    else:
        assert sections(from_sections(case["input"], now=now, withheld=withheld)) == case["input"]


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_form_gets_exactly_the_problems_of_its_case(path: Path) -> None:
    case = read(path)
    told = [(one.code, one.path, one.severity.value, one.row, one.column) for one in problems_of(case)]
    expected = [
        (one["code"], one["path"], one["severity"], one.get("row"), one.get("column")) for one in case["errors"]
    ]
    assert sorted(map(str, told)) == sorted(map(str, expected))


def test_every_code_of_a_record_has_a_case() -> None:
    told = {one["code"] for path in [*CASES, *FORMS] for one in read(path)["errors"]}
    assert told == {code for code, said in catalogue().items() if said.is_of_a_record}
