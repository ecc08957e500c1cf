import json
from datetime import UTC, datetime
from pathlib import Path

from sceau.record.ndjson import read_ndjson, write_ndjson

NOW = datetime(2024, 1, 7, 12, tzinfo=UTC)
COMPLETE = json.loads((Path(__file__).parents[3] / "spec" / "cases" / "complete.json").read_text("utf-8"))["input"]


def line(**changes: object) -> bytes:
    return json.dumps(COMPLETE | changes).encode() + b"\n"


def test_records_written_are_read_again_the_same() -> None:
    (row,) = read_ndjson([line()], now=NOW)
    (again,) = read_ndjson(write_ndjson([row.entry.accepted()]), now=NOW)
    assert again.entry == row.entry


def test_statistics_are_counted_when_they_are_not_given() -> None:
    uncounted = {name: one for name, one in COMPLETE.items() if name != "statistics"}
    (row,) = read_ndjson([json.dumps(uncounted).encode()], now=NOW)
    assert row.entry.accepted().statistics.age_band == "40-49"


def test_blank_lines_are_counted_and_left_out() -> None:
    assert [row.number for row in read_ndjson([b"\n", line(), b"\n", line()], now=NOW)] == [2, 4]


def test_a_bad_line_does_not_stop_the_next() -> None:
    rows = list(read_ndjson([b"{", line()], now=NOW))
    assert [row.entry.record is None for row in rows] == [True, False]


def test_numbers_with_a_fraction_and_nulls_are_refused() -> None:
    rows = read_ndjson([line(context={"health_worker": None}), line(context={"symptoms": 1.5})], now=NOW)
    assert [one.code for row in rows for one in row.entry.problems] == ["wrong-type", "wrong-type"]


def test_a_very_deep_line_is_a_broken_one() -> None:
    (row,) = read_ndjson([b"[" * 100_000], now=NOW)
    assert [one.code for one in row.entry.problems] == ["json-broken"]


def test_accents_in_two_pieces_are_put_together() -> None:
    identity = COMPLETE["identity"] | {"used_name": "Zoe\u0308"}
    (row,) = read_ndjson([line(identity=identity)], now=NOW)
    assert row.entry.record is not None
    assert row.entry.record.identity is not None
    assert row.entry.record.identity.used_name == "Zoë"
