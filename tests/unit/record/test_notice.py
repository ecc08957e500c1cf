"""Which address is told that a result is ready: the same cases as the browser's."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from sceau.record.csv_form import read_csv
from sceau.record.model import Contact, Guardian, Phone, Record
from sceau.record.notice import reachable
from sceau.record.template import csv_template

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parents[3] / "spec/notices.json").read_text("utf-8"))


def record_of(case: dict[str, Any]) -> Record:
    (row,) = read_csv(BytesIO(csv_template()), now=datetime(2030, 1, 1, tzinfo=UTC)).rows
    record = row.entry.accepted()
    consents = replace(record.source.consents, notice=case.get("agreed", True))
    contact = contact_of(case["contact"]) if "contact" in case else None
    return replace(record, contact=contact, source=replace(record.source, consents=consents))


def contact_of(said: dict[str, Any]) -> Contact:
    guardian = said.get("guardian")
    return Contact(
        emails=tuple(said.get("emails", ())),
        phones=phones_of(said),
        guardian=Guardian(family=guardian["family"], phones=phones_of(guardian)) if guardian else None,
    )


def phones_of(said: dict[str, Any]) -> tuple[Phone, ...]:
    return tuple(Phone(**one) for one in said.get("phones", ()))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_who_is_told_where(case: dict[str, Any]) -> None:
    found = reachable(record_of(case))
    assert (found and [found.channel.value, found.address]) == case["told"]


def test_an_address_stands_in_no_trace_of_an_error() -> None:
    assert "exemple.invalid" not in repr(reachable(record_of(CASES[0])))
