"""Files that are not there, cut short, of another kind, too large: a sentence and an exit code, never a traceback."""

import io
import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from tests.unit.envelope import test_receipt
from tests.unit.envelope.domains import CODE, DEVICE, Domain, Pharmacy, enrolment_of
from tests.unit.envelope.readers import sealed
from tests.unit.envelope.test_receipt import Register, with_keys
from tests.unit.ledger.memory_ledger import made_up_entries
from tests.unit.verifier.exhibits import Folder, ledger_key, policy, vkey

from sceau.envelope.access import enrolment_seed
from sceau.envelope.pharmacy_log import Operation
from sceau.envelope.signature import public_key
from sceau.verifier import reading, views
from sceau.verifier.__main__ import main
from sceau.verifier.reading import Answer, reader

ROOT = ("--root", "00" * 32)
NOT_UNDERSTOOD = 2
CONTENTS = {
    "empty": b"",
    "text": b"nothing of the kind\n",
    "not-utf-8": b"\xff\xfe\x00",
    "json": b'{"files": [',
    "deep-json": b"[" * 100_000,
    "huge-number": b"9" * 10_000,
    "deep-cbor": b"\x81" * 100,
    "long-cbor": b"\x9b\x00\x1f\xff\xff\xff\xff\xff\xff",
    "cut-cbor": b"\x58\xff",
}
QUESTIONS: dict[str, Callable[[str, str, str], list[str]]] = {
    "receipt": lambda bad, _policy, _ledger: ["receipt", bad, *ROOT],
    "delivered": lambda bad, _policy, _ledger: ["delivered", bad, bad, *ROOT],
    "policy": lambda bad, _policy, ledger: ["ledger", ledger, "--policy", bad],
    "since": lambda bad, policy, ledger: ["ledger", ledger, "--policy", policy, "--since", bad],
    "pharmacy": lambda bad, _policy, _ledger: ["pharmacy", bad, "--statements", bad, "--enrolments", bad, *ROOT],
    "fork": lambda bad, policy, _ledger: ["fork", bad, bad, "--policy", policy],
    "proof": lambda bad, policy, ledger: ["fork", *[f"{ledger}/checkpoint"] * 2, "--proof", bad, "--policy", policy],
    "built": lambda bad, policy, _l: ["bundle", "http://127.0.0.1:1", "--policy", policy, "--built", bad],
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A policy, a ledger that verifies, and every bad file."""
    home = tmp_path_factory.mktemp("bad")
    Folder(home / "ledger").append(made_up_entries(3))
    (home / "policy").write_text(policy(ledger_key()), encoding="utf-8")
    (home / "a-folder").mkdir()
    for name, data in CONTENTS.items():
        (home / name).write_bytes(data)
    return home


@pytest.mark.parametrize("bad", [*CONTENTS, "absent", "a-folder"])
@pytest.mark.parametrize("question", QUESTIONS)
def test_a_bad_file_is_refused_in_a_sentence(
    home: Path, question: str, bad: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = QUESTIONS[question](str(home / bad), str(home / "policy"), str(home / "ledger"))
    assert main([*words, "--lang", "en"]) == 1
    assert capsys.readouterr().out.startswith("✗ ")


@pytest.mark.parametrize("bad", [name for name in CONTENTS if name != "empty"] + ["absent", "a-folder"])
def test_a_bad_file_of_journal_lines_is_refused(home: Path, bad: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["journal", str(home / bad), "--ledger", str(home / "ledger"), "--policy", str(home / "policy")]
    assert main([*words, "--lang", "en"]) == 1
    assert capsys.readouterr().out.startswith("✗ ")


def code_of(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    assert main([*words, "--json"]) == 1
    return str(json.loads(capsys.readouterr().out)[0]["code"])


@pytest.mark.parametrize(("bad", "code"), [("absent", "absent"), ("a-folder", "unreachable"), ("text", "too-large")])
def test_what_cannot_be_read_is_named_so(
    home: Path, bad: str, code: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "_LIMIT", 10)
    assert code_of(["receipt", str(home / bad), *ROOT], capsys) == code


def test_a_file_of_a_ledgers_folder_is_read_no_further_than_an_answer(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = (home / "policy").stat().st_size
    Folder(home / "large").append(made_up_entries(3))
    (home / "large/tile/entries/000.p/3").write_bytes(bytes(limit + 1))
    monkeypatch.setattr(reading, "_LIMIT", limit)
    assert code_of(["ledger", str(home / "large"), "--policy", str(home / "policy")], capsys) == "too-large"


def test_a_bad_line_of_a_policy_is_named_by_its_number(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written = policy(ledger_key()).replace("group both all w0 w1", f"group both {'9' * 5000} w0 w1")
    (tmp_path / "policy").write_text(written, encoding="utf-8")
    assert main(["ledger", str(home / "ledger"), "--policy", str(tmp_path / "policy"), "--json"]) == 1
    (answer,) = json.loads(capsys.readouterr().out)
    assert (answer["code"], answer["place"]) == ("bad-policy", "line 5")


@pytest.mark.parametrize(
    "words",
    [
        ["receipt", "one", "--root", "00"],
        ["receipt", "one", "--root", "0" * 63 + "g"],
        ["watch", "--policy", "one", "--state", "two", "--every", "-1"],
        ["watch", "--policy", "one", "--state", "two", "--every", "9" * 30],
        ["watch", "--policy", "one", "--state", "two", "--stale", "-1"],
    ],
)
def test_a_number_that_means_nothing_is_not_understood(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(words)
    assert caught.value.code == NOT_UNDERSTOOD
    assert "error: argument --" in capsys.readouterr().err


def pharmacy(folder: Path, time: int) -> list[str]:
    """A log whose last entry claims to be of this time."""
    domain, pharmacy = Domain(), Pharmacy()
    domain.add_signer()
    added = pharmacy.entry(Operation.DEVICE_ADDED, {"device": DEVICE, "software": "example"}, time=time)
    log = [entry.encode() for entry in (*pharmacy.entries, added)]
    (folder / "log").write_bytes(b"".join(log))
    (folder / "keys").write_bytes(b"".join(domain.encoded()))
    (folder / "enrolments").write_bytes(enrolment_of(public_key(enrolment_seed(CODE))).encode())
    given = ("--statements", str(folder / "keys"), "--enrolments", str(folder / "enrolments"))
    return ["pharmacy", str(folder / "log"), *given, "--root", domain.root_hash.hex()]


def registered(folder: Path) -> list[str]:
    domain = Domain()
    domain.add_signer()
    receipt = Register(with_keys(domain)).receipt(sealed())
    (folder / "one.receipt").write_bytes(receipt.encode())
    return ["receipt", str(folder / "one.receipt"), "--root", domain.root_hash.hex()]


FAR = 2**53 - 1
"""The largest number that a body may have, and no calendar."""


def test_a_time_beyond_every_calendar_is_shown_as_it_stands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(pharmacy(tmp_path, FAR)) == 0
    assert str(FAR) in capsys.readouterr().out


def test_a_day_beyond_every_calendar_is_shown_as_it_stands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(test_receipt, "DAY", FAR)
    assert main(registered(tmp_path)) == 0
    assert str(FAR * 86_400) in capsys.readouterr().out


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
@pytest.mark.parametrize("form", [["--lang", "fr"], ["--json"]])
def test_a_terminal_of_few_letters_is_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str, form: list[str]
) -> None:
    shown = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(shown, encoding))
    strange = tmp_path / "caf\u00e9\udcff"
    assert main(["receipt", str(strange), *ROOT, *form]) == 1
    assert b"absent" in shown.getvalue()


def test_what_is_shown_cannot_draw_a_line_of_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Names come from whoever is audited: a line break or a terminal's command in one is shown, not obeyed."""
    forged = tmp_path / "one\n\u2713 two.receipt: registered\x1b[1A\x9b2K"
    assert main(["receipt", str(forged), *ROOT, "--lang", "fr"]) == 1
    shown = capsys.readouterr().out
    assert [line[:1] for line in shown.splitlines()] == ["✗"]
    assert {"\x1b", "\x9b"}.isdisjoint(shown)


def test_a_watch_that_cannot_keep_what_it_found_still_says_it(
    tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "policy").write_text(f"log {vkey(ledger_key())} https://one.example\nquorum none\n")
    (tmp_path / "state").write_text("a file where a folder should be")
    monkeypatch.setattr(views, "fetch", partial(served, home / "ledger"))
    words = ["watch", "--policy", str(tmp_path / "policy"), "--state", str(tmp_path / "state"), "--json"]
    assert main(words) == 1
    answers = json.loads(capsys.readouterr().out)
    assert {answer.get("code", "valid") for answer in answers} == {"not-kept", "valid"}


def served(folder: Path, url: str) -> Answer:
    return Answer(reader(str(folder))(url.removeprefix("https://one.example/")), "application/octet-stream", ())


def test_a_watch_ended_by_hand_ends_in_silence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "policy").write_text("nonsense\n")

    def ended(_seconds: float) -> None:
        raise KeyboardInterrupt

    words = ["watch", "--policy", str(tmp_path / "policy"), "--state", str(tmp_path), "--every", "5"]
    assert main(words, wait=ended) == 130
    assert capsys.readouterr().out.count("\n") == 1


def test_a_policy_that_says_of_no_ledger_where_it_is_read_cannot_be_watched(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["watch", "--policy", str(home / "policy"), "--state", str(tmp_path)]
    assert code_of(words, capsys) == "no-address"
