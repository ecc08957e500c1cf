"""Salted sections: what is revealed and what is withheld have one commitment, and nothing else has it."""

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.envelope.messages import RECORD
from tests.unit.envelope.refusals import refused

from sceau.envelope.sections import NAMES, PATIENT_SEES, commitment, make_sections, read_sections, reveal, withhold

PARTS = make_sections(RECORD)
COMMIT = commitment((part.name, part.digest) for part in PARTS)


@given(st.sets(st.sampled_from(NAMES)))
def test_whatever_is_revealed_the_commitment_is_the_same(names: set[str]) -> None:
    revealed = read_sections(reveal(PARTS, names))
    assert revealed.commit == COMMIT
    assert revealed.sections == {name: RECORD[name] for name in NAMES if name in names}
    assert revealed.withheld == tuple(name for name in NAMES if name not in names)


@given(st.sets(st.sampled_from(NAMES)), st.sets(st.sampled_from(NAMES)))
def test_what_was_open_can_be_withheld_but_not_the_other_way(opened: set[str], wanted: set[str]) -> None:
    assert withhold(reveal(PARTS, opened), wanted) == reveal(PARTS, opened & wanted)


def test_a_withheld_section_shows_a_digest_and_no_content() -> None:
    number = reveal(PARTS, PATIENT_SEES)[1]
    assert number == ["number", PARTS[1].digest]


def test_the_same_section_has_another_digest_each_time() -> None:
    assert {part.digest for part in make_sections(RECORD)}.isdisjoint(part.digest for part in PARTS)


def test_every_salt_of_a_record_is_its_own() -> None:
    assert len({part.salt for part in PARTS}) == len(PARTS)


@pytest.mark.parametrize("at", range(len(PARTS)))
def test_another_content_has_another_commitment(at: int) -> None:
    entries = reveal(PARTS, NAMES)
    entries[at] = [entries[at][0], entries[at][1], b"\xa0"]
    assert read_sections(entries).commit != COMMIT


def test_a_section_left_out_changes_the_commitment() -> None:
    assert read_sections(reveal(PARTS[:-1], NAMES)).commit != COMMIT


def test_a_section_moved_to_another_name_changes_the_commitment() -> None:
    entries = reveal(PARTS, NAMES)[:1]
    assert read_sections([["number", *entries[0][1:]]]).commit != read_sections(entries).commit


@pytest.mark.parametrize(
    ("entries", "code"),
    [
        ([], "bad-length"),
        ({}, "bad-type"),
        ([1], "bad-type"),
        ([["result"]], "bad-length"),
        ([["result", bytes(32), b"\xa0", 1]], "bad-length"),
        ([["secret", bytes(32)]], "bad-sections"),
        ([[1, bytes(32)]], "bad-sections"),
        ([[["result"], bytes(32)]], "bad-sections"),
        ([["result", bytes(31)]], "bad-length"),
        ([["result", bytes(31), b"\xa0"]], "bad-length"),
        ([["result", "a" * 32]], "bad-type"),
        ([["result", bytes(32), "a"]], "bad-type"),
        ([["result", bytes(32), b"\x80"]], "bad-type"),
        ([["result", bytes(32), b""]], "not-canonical"),
        ([["result", bytes(32), b"\xa0\x00"]], "not-canonical"),
        ([["result", bytes(32)], ["identity", bytes(32)]], "bad-sections"),
        ([["result", bytes(32)], ["result", bytes(32)]], "bad-sections"),
        ([[name, bytes(32)] for name in (*NAMES, "source")], "bad-length"),
    ],
)
def test_entries_of_another_shape_are_refused(entries: object, code: str) -> None:
    with refused(code):
        read_sections(entries)


@pytest.mark.parametrize("record", [{}, {"identiy": {}}, {**RECORD, "extra": {}}])
def test_a_record_with_a_section_nobody_knows_is_not_sealed_without_it(record: dict[str, dict[str, object]]) -> None:
    with refused("bad-sections"):
        make_sections(record)


def test_sections_stand_in_their_order_whatever_the_record_says() -> None:
    backwards = dict(reversed(RECORD.items()))
    assert tuple(part.name for part in make_sections(backwards)) == NAMES


def test_what_a_section_holds_is_in_no_text_of_it() -> None:
    content = secrets.token_hex(8)
    (part,) = make_sections({"contact": {"email": content}})
    assert content not in repr(part) + repr(read_sections(reveal([part], NAMES)))
