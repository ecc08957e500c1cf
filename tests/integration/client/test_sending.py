"""`sceau send` against a real relay and a real register, to the receipt and back from any crash."""

import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.integration.client.conftest import Pharmacy, Ran

from sceau.client.spool import State
from sceau.demo.people import write_day
from sceau.relay.delivery import operating

BORN = "28/03/1979"  # of the person in the official document


@pytest.fixture(scope="module")
def sent(pharmacy: Pharmacy, bio_trod: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Ran, Path]:
    """The document sent, and the folder it was sent from, with its receipt."""
    folder = tmp_path_factory.mktemp("sent")
    shutil.copy(bio_trod, folder / "document.xml")
    return pharmacy.sceau("send", folder / "document.xml", "--receipts", folder / "receipts", "--json"), folder


def record_of(ran: Ran) -> dict[str, Any]:
    (record,) = ran.json["records"]
    assert isinstance(record, dict)
    return record


def test_a_document_is_followed_to_its_receipt(sent: tuple[Ran, Path]) -> None:
    assert (sent[0].code, record_of(sent[0])["state"]) == (0, "registered")


def test_its_receipt_verifies_offline(pharmacy: Pharmacy, sent: tuple[Ran, Path]) -> None:
    verified = pharmacy.sceau("verify", "receipt", *(sent[1] / "receipts").iterdir(), "--json")
    assert [(one["valid"], one["id"]) for one in verified.json] == [(True, record_of(sent[0])["id"])]


def test_a_receipt_with_a_bit_changed_does_not_verify(pharmacy: Pharmacy, sent: tuple[Ran, Path]) -> None:
    (receipt,) = (sent[1] / "receipts").iterdir()
    data = bytearray(receipt.read_bytes())
    data[len(data) // 2] ^= 1
    forged = sent[1] / "forged.receipt"
    forged.write_bytes(data)
    assert pharmacy.sceau("verify", "receipt", forged).code == 1


def test_sent_again_it_is_the_same_record(pharmacy: Pharmacy, sent: tuple[Ran, Path]) -> None:
    again = pharmacy.sceau("send", sent[1] / "document.xml", "--json")
    assert record_of(again)["id"] == record_of(sent[0])["id"]


def test_its_status_names_each_step(pharmacy: Pharmacy, sent: tuple[Ran, Path]) -> None:
    status = pharmacy.sceau("status", record_of(sent[0])["id"], "--json")
    assert [step["step"] for step in status.json["relay"]["steps"]] == ["accepted", "registered"]


def test_its_ticket_is_read_with_the_birth_date(pharmacy: Pharmacy, sent: tuple[Ran, Path]) -> None:
    opened = pharmacy.sceau("ticket", "open", record_of(sent[0])["ticket"]["link"], "--born", BORN, "--json")
    assert [one["id"] for one in opened.json] == [record_of(sent[0])["id"]]


def test_a_wrong_birth_date_reads_nothing_and_says_what_is_left(pharmacy: Pharmacy, sent: tuple[Ran, Path]) -> None:
    opened = pharmacy.sceau("ticket", "open", record_of(sent[0])["ticket"]["link"], "--born", "29/03/1979")
    assert (opened.code, opened.out, "4" in opened.err) == (2, "", True)


def test_a_reissued_ticket_opens_and_the_old_link_says_replaced(
    pharmacy: Pharmacy, sent: tuple[Ran, Path], tmp_path: Path
) -> None:
    kit = tmp_path / "kit.txt"
    kit.write_text(pharmacy.world.kit, encoding="ascii")
    record = record_of(sent[0])
    links = [record["ticket"]["link"]]
    links += [pharmacy.sceau("ticket", "reissue", record["id"], "--kit", kit, "--json").json["link"] for _ in range(2)]
    opened = [pharmacy.sceau("ticket", "open", link, "--born", BORN, "--json") for link in links]
    assert [one.json["error"]["code"] for one in opened[:2]] == ["ticket-replaced"] * 2
    assert opened[2].json[0]["id"] == record["id"]


def test_a_healthy_installation_has_nothing_to_mend(pharmacy: Pharmacy) -> None:
    examined = pharmacy.sceau("doctor", "--json")
    assert [one for one in examined.json if not one["well"]] == []


def test_bad_rows_come_back_and_the_others_go(pharmacy: Pharmacy, tmp_path: Path) -> None:
    day = write_day(tmp_path / "day.csv")
    day.write_bytes(day.read_bytes().replace(b"02/11/1954", b"31/02/1954"))
    ran = pharmacy.sceau("send", day, "--json")
    told = [(one["state"], one["row"], [bad["column"] for bad in one["errors"]]) for one in ran.json["records"]]
    assert told == [("registered", 2, []), ("to-mend", 3, ["date_naissance"]), ("registered", 4, [])]
    assert (ran.code, ran.json["files_to_mend"]) == (1, [str(tmp_path / "day.csv.to-mend.csv")])


def test_a_mended_file_sends_what_was_missing(pharmacy: Pharmacy, tmp_path: Path) -> None:
    day = write_day(tmp_path / "day.csv")
    whole = day.read_bytes()
    day.write_bytes(whole.replace(b"02/11/1954", b"31/02/1954"))
    first = {one["row"]: one["id"] for one in pharmacy.sceau("send", day, "--json").json["records"]}
    day.write_bytes(whole)
    second = {one["row"]: one["id"] for one in pharmacy.sceau("send", day, "--json").json["records"]}
    assert [row for row in second if second[row] != first[row]] == [3]


# Each kills `sceau send` just before the step named, as a power cut does.
STEPS = [
    "spool.Spool.add",
    "sending.Sending.push",
    "spool.Spool.accepted",
    "sending.Sending.follow",
    "spool.Spool.finish",
]
KILLED = """
import importlib, os, signal, sys
module, name, method = sys.argv[1].split(".")
owner = getattr(importlib.import_module("sceau.client." + module), name)
setattr(owner, method, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
sys.argv = ["sceau", "send", sys.argv[2], "--json"]
from sceau.cli import main
main()
"""


@pytest.mark.fault
@pytest.mark.parametrize("step", STEPS)
def test_killed_before_any_step_and_run_again_each_row_is_registered_once(
    pharmacy: Pharmacy, tmp_path: Path, step: str
) -> None:
    day = write_day(tmp_path / "day.csv")
    spool = pharmacy.world.installation.spool()
    before = spool.counts().get(State.REGISTERED, 0)
    home = {"SCEAU_HOME": str(pharmacy.world.installation.home)}
    killed = subprocess.run([sys.executable, "-c", KILLED, step, str(day)], env=home, capture_output=True, check=False)
    assert killed.returncode == -signal.SIGKILL
    ran = pharmacy.sceau("send", day, "--json")
    assert [one["state"] for one in ran.json["records"]] == ["registered"] * 3
    assert spool.counts() == {State.REGISTERED: before + 3}


def test_a_suspended_installation_is_told_who_stopped_it_and_sends_later(
    pharmacy: Pharmacy, bio_trod: Path, tmp_path: Path
) -> None:
    relay, client = pharmacy.world.relay_settings, pharmacy.world.installation.profile.client_id
    shutil.copy(bio_trod, tmp_path / "document.xml")
    assert operating.suspend(relay, client, reason="a stolen computer, it is said")
    ran = pharmacy.sceau("send", tmp_path / "document.xml", "--lang", "fr")
    assert operating.resume(relay, client, reason="it was found")
    assert (ran.code, "L’opérateur a suspendu cette installation du logiciel." in ran.err) == (2, True)
    assert "Appelez l’opérateur du relais" in ran.err
    assert pharmacy.sceau("send", tmp_path / "document.xml").code == 0
