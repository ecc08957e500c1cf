"""Whatever comes in, the answer is a list of problems, never a crash, and never what was written."""

import io
import json
import random
import re
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.record.forms import BIO_TROD, csv_of

from sceau.record import RecordInvalid, check, from_sections, message, read_bio_trod, sections
from sceau.record.csv_form import read_csv
from sceau.record.facts import everything_in
from sceau.record.ndjson import read_ndjson
from sceau.record.problems import errors

NOW = datetime(2024, 1, 7, 12, tzinfo=UTC)
CASES = Path(__file__).parents[3] / "spec" / "cases"
COMPLETE = json.loads((CASES / "complete.json").read_text("utf-8"))["input"]
PLACES = [path for path, _ in everything_in(COMPLETE) if path]
LEAF = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=30), st.binary(max_size=8), st.floats())
ANYTHING = st.recursive(
    LEAF, lambda one: st.lists(one, max_size=3) | st.dictionaries(st.text(max_size=9), one, max_size=3)
)
FEW = settings(max_examples=200, deadline=None, derandomize=True)


def put(tree: Any, path: str, value: object) -> None:  # noqa: ANN401 - a tree of anything
    *steps, last = [int(step) if step.isdigit() else step for step in re.findall(r"\w+", path)]
    for step in steps:
        tree = tree[step]
    tree[last] = value


@FEW
@given(path=st.sampled_from(PLACES), value=ANYTHING)
def test_anything_anywhere_is_checked_without_a_crash(path: str, value: object) -> None:
    tree = deepcopy(COMPLETE)
    put(tree, path, value)
    found = check(tree, now=NOW)
    if not errors(found):
        assert sections(from_sections(tree, now=NOW)) == tree


@FEW
@given(given_sections=st.dictionaries(st.sampled_from(list(COMPLETE)) | st.text(max_size=9), ANYTHING, max_size=7))
def test_any_sections_at_all_are_checked_without_a_crash(given_sections: dict[str, object]) -> None:
    assert errors(check(given_sections, now=NOW))


@FEW
@given(withheld=st.sets(st.sampled_from(list(COMPLETE)), min_size=1))
def test_whatever_is_withheld_a_record_is_whole_or_refused(withheld: set[str]) -> None:
    tree = {name: one for name, one in COMPLETE.items() if name not in withheld}
    if errors(check(tree, now=NOW, withheld=withheld)):
        assert withheld & {"result", "source", "statistics"}
    else:
        assert sections(from_sections(tree, now=NOW, withheld=withheld)) == tree


@FEW
@given(
    cell=st.text(max_size=40), column=st.sampled_from(["date_naissance", "heure_prelevement", "numero", "lot", "pays"])
)
def test_any_cell_is_read_without_a_crash(cell: str, column: str) -> None:
    content = csv_of([{column: cell}]) if not re.search(r"[\ud800-\udfff]", cell) else csv_of([{}])
    list(read_csv(io.BytesIO(content), now=NOW).rows)


@FEW
@given(content=st.binary(max_size=200))
def test_any_bytes_are_refused_by_every_form_without_a_crash(content: bytes) -> None:
    assert read_bio_trod(content, now=NOW).record is None
    assert all(row.entry.record is None for row in read_ndjson([content], now=NOW))
    with pytest.raises(RecordInvalid):
        read_csv(io.BytesIO(content), now=NOW)


def test_a_document_cut_or_scrambled_anywhere_is_read_without_a_crash() -> None:
    original = (BIO_TROD / "BIO-TROD_2024.01_COVID-19.xml").read_bytes()
    drawn = random.Random(7)  # noqa: S311 - the same places every time
    for _ in range(150):
        scrambled = bytearray(original)
        scrambled[drawn.randrange(len(original))] = drawn.randrange(32, 127)
        read_bio_trod(bytes(scrambled), now=NOW)


def test_a_version_of_five_thousand_digits_is_a_problem() -> None:
    original = (BIO_TROD / "BIO-TROD_2024.01_COVID-19.xml").read_text("utf-8")
    long = original.replace('versionNumber value="1"', f'versionNumber value="{"9" * 5000}"')
    problems = errors(read_bio_trod(long.encode(), now=NOW).problems)
    assert [one.path for one in problems] == ["source.document.version"]


def test_no_problem_and_no_message_repeats_a_value() -> None:
    marked = json.loads(re.sub(r'": "[^"]*"', '": "Zzyx7731"', json.dumps(COMPLETE)))
    found = check(marked, now=NOW)
    told = [str(found), str(RecordInvalid(found)), *(message(one, "fr") + message(one, "en") for one in found)]
    assert len(found) > 15
    assert "zzyx" not in " ".join(told).lower()
