"""Lines of a journal, as a service exports them, and what somebody may have done to them."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.unit.ledger.memory_ledger import made_up_entries
from tests.unit.verifier.exhibits import Folder, ledger_key, policy

from sceau.verifier.__main__ import main
from sceau.web.journal import Entry
from sceau.web.journal_search import Line

NOW = datetime(2026, 11, 22, 10, 8, 7, 123000, tzinfo=UTC)
OTHER_LEAVES = 300
ENTRIES = [
    Entry(NOW, "a client", "envelopes-accepted", 70_000, pharmacy=b"\x01" * 16),
    Entry(NOW + timedelta(minutes=1), "ticket-holder", "ticket-opened", pharmacy=b"\x01" * 16, id=b"\x02" * 16),
    Entry(NOW + timedelta(minutes=2), "operator", "application-approved", detail="990000001 sha256:é"),
]

Ask = Callable[..., dict[str, Any]]


@pytest.fixture
def lines() -> list[dict[str, Any]]:
    return [dict(Line(entry, OTHER_LEAVES + at).members()) for at, entry in enumerate(ENTRIES)]


@pytest.fixture
def ask(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Ask:
    """What the command answers of these lines; a line is given as JSON's object or as it is written."""
    ledger = Folder(tmp_path / "ledger")
    ledger.append([*made_up_entries(OTHER_LEAVES), *(entry.leaf() for entry in ENTRIES)])
    trusted = tmp_path / "policy"
    trusted.write_text(policy(ledger_key()))

    def asked(*given: dict[str, Any] | str) -> dict[str, Any]:
        file = tmp_path / "journal.jsonl"
        file.write_text("".join((one if isinstance(one, str) else json.dumps(one)) + "\n" for one in given))
        main(["journal", str(file), "--ledger", str(ledger.path), "--policy", str(trusted), "--json"])
        (answer,) = json.loads(capsys.readouterr().out)
        found: dict[str, Any] = answer
        return found

    return asked


def test_lines_as_they_were_written_are_found_right(ask: Ask, lines: list[dict[str, Any]]) -> None:
    answer = ask(*lines)
    assert (answer["valid"], answer["lines"], answer["others"]) == (True, 3, 0)


def test_what_is_not_shown_is_counted(ask: Ask, lines: list[dict[str, Any]]) -> None:
    assert ask(lines[0])["others"] == 2


def test_a_line_that_has_no_place_yet_is_told_apart(ask: Ask, lines: list[dict[str, Any]]) -> None:
    answer = ask(lines[0], without_place({**lines[1], "count": 2}))
    assert (answer["lines"], answer["unplaced"]) == (1, 1)


def without_place(line: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in line.items() if name != "index"}


def test_a_line_whose_place_was_left_out_is_found_at_it(ask: Ask, lines: list[dict[str, Any]]) -> None:
    answer = ask(lines[0], without_place(lines[1]))
    assert (answer["lines"], answer["unplaced"]) == (2, 0)


def test_a_line_shown_again_without_its_place_counts_once(ask: Ask, lines: list[dict[str, Any]]) -> None:
    assert ask(lines[0], without_place(lines[0]))["code"] == "repeated-line"


@pytest.mark.parametrize(
    "change",
    [
        {"at": "2026-11-22T10:09:07.124Z"},
        {"actor": "a colleague"},
        {"action": "ticket-refused"},
        {"count": 2},
        {"detail": "more"},
        {"pharmacy": "03" * 16},
        {"id": "03" * 16},
        {"nonce": "03" * 32},
        {"index": OTHER_LEAVES},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_line_that_was_changed_is_found(ask: Ask, lines: list[dict[str, Any]], change: dict[str, Any]) -> None:
    answer = ask(lines[0], {**lines[1], **change})
    assert (answer["code"], answer["place"]) == ("changed-line", "line 2")


def test_a_subject_that_was_taken_away_is_found(ask: Ask, lines: list[dict[str, Any]]) -> None:
    assert ask({name: value for name, value in lines[1].items() if name != "id"})["code"] == "changed-line"


def test_a_line_of_another_journal_is_found(ask: Ask, lines: list[dict[str, Any]]) -> None:
    assert ask({**lines[1], "index": OTHER_LEAVES + 3})["code"] == "not-in-ledger"


def test_a_line_that_names_another_ledger_is_counted_apart(ask: Ask, lines: list[dict[str, Any]]) -> None:
    answer = ask({**lines[0], "ledger": ledger_key().name}, {**lines[0], "ledger": "other.example/ledger"})
    assert (answer["valid"], answer["lines"], answer["elsewhere"]) == (True, 1, 1)


def test_a_line_shown_twice_counts_once(ask: Ask, lines: list[dict[str, Any]]) -> None:
    assert ask(lines[0], lines[0])["code"] == "repeated-line"


@pytest.mark.parametrize("written", ["", "[]", "{", '{"at":1}', "null"])
def test_what_is_no_line_is_refused(ask: Ask, written: str) -> None:
    assert ask(written)["code"] == "bad-line"


@pytest.mark.parametrize("change", [{"place": "here"}, {"count": True}, {"id": "0" * 31 + "G"}, {"nonce": "AA" * 32}])
def test_a_field_too_many_or_in_another_form_is_refused(
    ask: Ask, lines: list[dict[str, Any]], change: dict[str, Any]
) -> None:
    assert ask({**lines[1], **change})["code"] == "bad-line"


def test_half_of_a_character_is_refused(ask: Ask, lines: list[dict[str, Any]]) -> None:
    assert ask({**lines[0], "detail": "\ud800"})["code"] == "bad-line"


def test_a_name_that_comes_twice_is_refused(ask: Ask, lines: list[dict[str, Any]]) -> None:
    """A person would read the first, a program the second."""
    written = json.dumps(lines[1])
    assert ask('{"action": "nothing", ' + written[1:])["code"] == "bad-line"


def test_a_person_is_told_what_the_lines_show_and_what_they_do_not(
    ask: Ask, lines: list[dict[str, Any]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ask(lines[0])
    told = ["journal", str(tmp_path / "journal.jsonl"), "--ledger", str(tmp_path / "ledger")]
    assert main([*told, "--policy", str(tmp_path / "policy"), "--lang", "en"]) == 0
    assert "not in this file: 2;" in capsys.readouterr().out
