"""`sceau send --corrects` against a real relay, register and worker: the line, the ticket, and what is refused."""

import csv
import io
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.integration.client.conftest import Pharmacy, Ran, eventually

from sceau.demo.people import NEGATIVE, POSITIVE
from sceau.record.template import csv_template
from sceau.record.to_mend import csv_line

BORN, BORN_INDEED = "28/03/1979", "29/03/1979"
NO_RELAY = "http://127.0.0.1:9"  # the port that discards: nobody listens


@dataclass(frozen=True)
class Counter:
    """A computer of the pharmacy, and a folder of its files."""

    pharmacy: Pharmacy
    folder: Path
    home: Path

    def sceau(self, *words: object, language: str = "C") -> Ran:
        return self.pharmacy.sceau(*words, environment={"SCEAU_HOME": str(self.home), "LANG": language})

    def send(self, *words: object, name: str = "one.csv", **cells: str) -> Ran:
        return self.sceau("send", row(self.folder / name, **cells), *words, "--json")

    def open(self, link: str, born: str = BORN) -> Any:  # noqa: ANN401 - the command's JSON
        return self.sceau("ticket", "open", link, "--born", born, "--json").json

    def other(self, name: str) -> "Counter":
        """Another computer that knows what this one knows now. (A real one has another device key.)"""
        home = self.folder / name
        shutil.copytree(self.home, home)
        return replace(self, home=home)


def row(path: Path, **cells: str) -> Path:
    """The template's made-up person, with other cells."""
    example = next(csv.DictReader(io.StringIO(csv_template().decode("utf-8-sig")), delimiter=";"))
    told = {**example, "numero": "", "numero_type": "", "resultat": NEGATIVE, **cells}
    path.write_bytes(csv_line(list(told), first=True) + csv_line(list(told.values())))
    return path


def record_of(ran: Ran) -> dict[str, Any]:
    (record,) = ran.json["records"]
    assert isinstance(record, dict)
    return record


def error_of(ran: Ran) -> str:
    assert ran.code == 2, ran.out
    return str(ran.json["error"]["code"])


@pytest.fixture
def counter(pharmacy: Pharmacy, tmp_path: Path) -> Counter:
    return Counter(pharmacy, tmp_path, pharmacy.world.installation.home)


@pytest.fixture
def first(counter: Counter) -> dict[str, Any]:
    """A registered record with a ticket: `id`, `ticket`."""
    record = record_of(counter.send())
    assert record["state"] == "registered"
    return record


def correct(counter: Counter, target: dict[str, Any], *words: object, **cells: str) -> Ran:
    given = ("--corrects", target["id"], "--ticket", target["ticket"]["link"], *words)
    return counter.send(*given, **{"name": "mended.csv", "resultat": POSITIVE, **cells})


def test_a_correction_is_registered_with_a_receipt_that_verifies(
    counter: Counter, first: dict[str, Any], tmp_path: Path
) -> None:
    ran = correct(counter, first, "--receipts", tmp_path / "receipts")
    assert (ran.code, record_of(ran)["state"], record_of(ran)["corrects"]) == (0, "registered", first["id"])
    verified = counter.sceau("verify", "receipt", *(tmp_path / "receipts").iterdir(), "--json").json
    assert [(one["valid"], one["id"]) for one in verified] == [(True, record_of(ran)["id"])]


def test_the_same_ticket_shows_the_first_as_corrected_and_then_its_correction(
    counter: Counter, first: dict[str, Any]
) -> None:
    second = record_of(correct(counter, first))
    opened = counter.open(first["ticket"]["link"])
    assert [one["id"] for one in opened] == [first["id"], second["id"]]
    assert [one["corrected_on"] is None for one in opened] == [False, True]


def test_a_mistyped_birth_date_no_longer_opens_the_ticket_once_corrected(
    counter: Counter, first: dict[str, Any]
) -> None:
    correct(counter, first, date_naissance=BORN_INDEED, resultat=NEGATIVE)
    assert counter.open(first["ticket"]["link"])["error"]["code"] == "ticket-wrong"
    assert len(counter.open(first["ticket"]["link"], BORN_INDEED)) == 2


def test_a_birth_date_that_is_no_longer_whole_gives_the_ticket_another_link_and_a_code(
    counter: Counter, first: dict[str, Any]
) -> None:
    ticket = record_of(correct(counter, first, date_naissance="1979"))["ticket"]
    opened = counter.sceau("ticket", "open", ticket["link"], "--born", "1979", "--code", ticket["code"], "--json")
    assert (ticket["link"], len(opened.json)) == (first["ticket"]["link"] + ".", 2)


def test_the_same_correction_again_is_the_same_record_and_needs_no_link(
    counter: Counter, first: dict[str, Any]
) -> None:
    ran = correct(counter, first)
    before = counter.pharmacy.world.installation.spool().counts()
    again = counter.sceau("send", counter.folder / "mended.csv", "--corrects", first["id"], "--json")
    assert record_of(again)["id"] == record_of(ran)["id"]
    assert counter.pharmacy.world.installation.spool().counts() == before


def test_a_second_correction_takes_the_place_of_the_newest(counter: Counter, first: dict[str, Any]) -> None:
    second = record_of(correct(counter, first))
    third = record_of(correct(counter, first, commentaire="Relu."))
    status = counter.sceau("status", third["id"], "--json").json
    assert (third["state"], status["corrects"]) == ("registered", second["id"])


def test_what_was_corrected_may_be_put_back_as_it_was(counter: Counter, first: dict[str, Any]) -> None:
    second = {**record_of(correct(counter, first)), "ticket": first["ticket"]}
    third = record_of(correct(counter, second, resultat=NEGATIVE))
    assert (third["state"], third["id"] != first["id"]) == ("registered", True)


def test_the_status_tells_what_corrected_a_record_and_the_newest(counter: Counter, first: dict[str, Any]) -> None:
    second = record_of(correct(counter, first))
    third = record_of(correct(counter, first, commentaire="Relu."))
    status = counter.sceau("status", first["id"], "--json").json
    line = (status["corrects"], status["corrected_by"], status["newest"])
    assert line == (None, second["id"], third["id"])


@pytest.mark.parametrize(("language", "said"), [("en", "was corrected by"), ("fr", "a été corrigé par")])
def test_the_status_says_it_in_words(counter: Counter, first: dict[str, Any], language: str, said: str) -> None:
    correct(counter, first)
    assert said in counter.sceau("status", first["id"], language=language).out


def test_a_ticketed_record_is_not_corrected_without_the_link(counter: Counter, first: dict[str, Any]) -> None:
    assert error_of(counter.send("--corrects", first["id"], name="mended.csv")) == "ticket-needed"


def test_the_link_of_another_persons_ticket_is_refused(counter: Counter, first: dict[str, Any]) -> None:
    neighbour = record_of(counter.send(name="neighbour.csv", nom_naissance="EXEMPLE-VOISIN"))
    assert error_of(correct(counter, {**first, "ticket": neighbour["ticket"]})) == "other-ticket"


def test_a_file_of_two_records_is_no_correction(counter: Counter, first: dict[str, Any]) -> None:
    both = row(counter.folder / "both.csv")
    both.write_bytes(both.read_bytes() + both.read_bytes().split(b"\r\n", 1)[1])
    assert error_of(counter.sceau("send", both, "--corrects", first["id"], "--json")) == "one-record"


def test_a_correction_with_errors_comes_back_to_be_mended_and_says_how_to_go_on(
    counter: Counter, first: dict[str, Any]
) -> None:
    bad = row(counter.folder / "bad.csv", date_naissance="31/02/1979")
    ran = counter.sceau("send", bad, "--corrects", first["id"])
    assert (ran.code, f"bad.csv.to-mend.csv --corrects {first['id']}" in ran.out) == (1, True)


@pytest.mark.parametrize(("language", "said"), [("en", "has been corrected already"), ("fr", "a déjà été corrigée")])
def test_a_correction_that_comes_too_late_is_refused_and_why_is_said(
    counter: Counter, first: dict[str, Any], language: str, said: str
) -> None:
    other = counter.other("other")
    correct(counter, first)
    late = row(counter.folder / "late.csv", commentaire="Trop tard.")
    ticket = ("--ticket", first["ticket"]["link"])
    ran = other.sceau("send", late, "--corrects", first["id"], *ticket, language=language)
    assert (ran.code, said in ran.out, f"sceau status {first['id']}" in ran.out) == (1, True, True)


def test_a_correction_refused_as_late_is_no_target(counter: Counter, first: dict[str, Any]) -> None:
    other = counter.other("other")
    correct(counter, first)
    refused = {**record_of(correct(other, first, name="late.csv", commentaire="Trop tard.")), "ticket": first["ticket"]}
    assert (refused["state"], refused["code"]) == ("refused", "stale-correction")
    assert error_of(correct(other, refused)) == "refused-target"


@pytest.mark.parametrize(("language", "said"), [("en", "the new link"), ("fr", "le nouveau lien")])
def test_a_correction_to_a_ticket_that_moved_is_refused_and_sent_again_with_the_new_link(
    counter: Counter, first: dict[str, Any], language: str, said: str
) -> None:
    other, kit = counter.other("other"), counter.folder / "kit.txt"
    kit.write_text(counter.pharmacy.world.kit, encoding="ascii")
    moved = other.sceau("ticket", "reissue", first["id"], "--kit", kit, "--json").json
    mended = row(counter.folder / "mended.csv", resultat=POSITIVE)
    ran = counter.sceau(
        "send", mended, "--corrects", first["id"], "--ticket", first["ticket"]["link"], language=language
    )
    assert (ran.code, said in ran.out) == (1, True)
    again = other.sceau("send", mended, "--corrects", first["id"], "--ticket", moved["link"], "--json")
    assert [one["id"] for one in counter.open(moved["link"])] == [first["id"], record_of(again)["id"]]


def test_a_new_ticket_takes_the_corrections_along_and_opens_with_the_date_as_corrected(
    counter: Counter, first: dict[str, Any]
) -> None:
    second = record_of(correct(counter, first, date_naissance=BORN_INDEED))
    kit = counter.folder / "kit.txt"
    kit.write_text(counter.pharmacy.world.kit, encoding="ascii")
    moved = counter.sceau("ticket", "reissue", second["id"], "--kit", kit, "--json").json
    assert [one["id"] for one in counter.open(moved["link"], BORN_INDEED)] == [first["id"], second["id"]]
    third = record_of(correct(counter, {**first, "ticket": moved}, date_naissance=BORN_INDEED, commentaire="Relu."))
    assert len(counter.open(moved["link"], BORN_INDEED)) == 3
    assert third["state"] == "registered"


def test_a_correction_of_what_another_computer_sent_needs_only_its_id(counter: Counter) -> None:
    other = counter.other("other")
    sent = record_of(other.send(name="theirs.csv", nom_naissance="EXEMPLE-AILLEURS"))
    assert error_of(counter.send("--corrects", sent["id"], name="mended.csv")) == "ticket-needed"
    ran = correct(counter, sent, nom_naissance="EXEMPLE-AILLEURS")
    assert record_of(ran)["state"] == "registered"


def test_an_id_that_nobody_knows_is_said_to_be_unknown(counter: Counter) -> None:
    assert error_of(counter.send("--corrects", "ab" * 16)) == "unknown-target"


def test_a_correction_waits_for_its_target_and_is_registered_once_that_has_come(counter: Counter) -> None:
    """The other computer has sealed the first record and has no network; the correction goes before it."""
    other = counter.other("other")
    held = record_of(other.send("--relay", NO_RELAY, name="held.csv", nom_naissance="EXEMPLE-ATTENTE"))
    assert held["state"] == "waiting"
    target = {**held, "id": f"{datetime.now(UTC).date().isoformat()}/{held['id']}"}
    sent = record_of(correct(counter, target, "--wait", "0", nom_naissance="EXEMPLE-ATTENTE"))
    assert eventually(lambda: deferral(counter, sent["id"]) == "correction-waits")
    assert record_of(other.sceau("send", counter.folder / "held.csv", "--json"))["state"] == "registered"
    done = correct(counter, target, nom_naissance="EXEMPLE-ATTENTE")
    assert (record_of(done)["state"], len(counter.open(held["ticket"]["link"]))) == ("registered", 2)


def deferral(counter: Counter, one: str) -> str:
    return str(counter.sceau("status", one, "--json").json["relay"].get("code", ""))


# Sends what its own checks would have stopped, as software that has none does.
UNCHECKED = """
import sys
import sceau.record.entry
sceau.record.entry.check = lambda *_, **__: []
from sceau.cli import main
sys.argv = ["sceau", *sys.argv[1:]]
main()
"""


@pytest.mark.parametrize(("language", "said"), [("en", "keeps its place in the line"), ("fr", "garde sa place")])
def test_a_rejected_correction_keeps_its_place_and_the_next_one_corrects_it(
    counter: Counter, first: dict[str, Any], language: str, said: str
) -> None:
    broken = row(counter.folder / "broken.csv", professionnel_rpps="'01234567866")
    words = ("send", str(broken), "--corrects", first["id"], "--ticket", first["ticket"]["link"])
    environment = {"SCEAU_HOME": str(counter.home), "LANG": language}
    command = [sys.executable, "-c", UNCHECKED, *words]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (ran.returncode, said in ran.stdout) == (1, True), ran.stderr
    mended = record_of(correct(counter, first))
    rejected = counter.sceau("status", first["id"], "--json").json["corrected_by"]
    assert (mended["state"], f"--corrects {rejected}" in ran.stdout) == ("registered", True)
