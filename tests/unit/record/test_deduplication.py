import json
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sceau.record import deduplication_traits, from_sections
from sceau.record.numbers import OID_NIR

NOW = datetime(2024, 1, 7, 12, tzinfo=UTC)
COMPLETE = json.loads((Path(__file__).parents[3] / "spec" / "cases" / "complete.json").read_text("utf-8"))["input"]


def traits(*, withheld: tuple[str, ...] = (), **changes: dict[str, Any]) -> bytes | None:
    given = deepcopy(COMPLETE)
    for section, fields in changes.items():
        given[section].update(fields)
    kept = {name: one for name, one in given.items() if name not in withheld}
    return deduplication_traits(from_sections(kept, now=NOW, withheld=withheld))


def by_traits(**identity: str) -> bytes | None:
    return traits(identity={"status": "PROV", **identity})


def test_a_qualified_person_is_their_number() -> None:
    assert traits() == traits(identity={"birth_name": "AUTRE", "used_name": "ENCORE"})


def test_an_unqualified_person_is_not_their_number() -> None:
    assert by_traits() != by_traits(birth_name="AUTRE")


def test_case_accents_and_punctuation_make_no_other_person() -> None:
    assert by_traits(birth_name="D’ÉSSAI-EXEMPLE") == by_traits(birth_name="d essai exemple")


def test_the_first_of_several_first_names_is_enough() -> None:
    given = {"birth_first_names": "JEANNE PAULE"}
    assert by_traits(**given) == by_traits()


def test_seconds_make_no_other_test_but_minutes_do() -> None:
    exact = traits(result={"sampling_time": "2024-01-06T11:36:23+01:00"})
    assert traits(result={"sampling_time": "2024-01-06T11:36:00+01:00"}) == exact
    assert traits(result={"sampling_time": "2024-01-06T11:37:00+01:00"}) != exact


def test_the_same_instant_in_another_zone_is_the_same_test() -> None:
    assert (
        traits(result={"sampling_time": "2024-01-06T14:36:23+04:00", "reading_time": "2024-01-06T11:52:00+01:00"})
        == traits()
    )


def test_another_result_of_the_same_test_is_the_same_test() -> None:
    positive = [{"disease": "U07.1", "loinc": "94558-4", "outcome": "10828004"}]
    assert traits(result={"analytes": positive}) == traits()


def test_another_analyte_is_another_test() -> None:
    assert traits(result={"analytes": [{"disease": "J09", "loinc": "80382-5", "outcome": "10828004"}]}) != traits()


def test_a_withheld_person_is_nobody_s_double() -> None:
    assert traits(withheld=("identity", "number", "contact", "context")) is None


@pytest.mark.parametrize("oid", [OID_NIR, None])
def test_only_an_ins_identifies_on_its_own(oid: str | None) -> None:
    number = {"value": "279035121518989"} | ({"oid": oid} if oid else {})
    given = deepcopy(COMPLETE) | {"number": number}
    other = deepcopy(given)
    other["identity"]["birth_name"] = "AUTRE"
    same = deduplication_traits(from_sections(given, now=NOW)) == deduplication_traits(from_sections(other, now=NOW))
    assert same is (oid is not None)
