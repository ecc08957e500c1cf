"""A person asks who opened the result: what both services noted, checked on the phone, to keep for an auditor."""

import json
from pathlib import Path

import pytest
from tests.integration.relay.sequencing import ORIGIN
from tests.journeys.conftest import NewPhone
from tests.journeys.desk import COVID, NEGATIVE, Desk, Handed
from tests.journeys.phone import Phone

from sceau.verifier.__main__ import main
from sceau.web.clock import SystemClock
from sceau.web.journal import Entry

pytestmark = pytest.mark.journey


def read_by_all(desk: Desk, phone: Phone) -> Handed:
    """Given a result that the pharmacy read, on which somebody tried a wrong date, and which is open now."""
    handed = desk.read(desk.hand_over(), {COVID: NEGATIVE})
    desk.look(handed)
    desk.fail(handed, 1)
    phone.opens(handed.link)
    phone.gives_birth_date()
    phone.sees_state("result")
    desk.settle()
    return handed


def rows(phone: Phone) -> list[tuple[str, str]]:
    """Who, and whether it is proven."""
    said = zip(*(phone.page.locator(f".openings {one}").all_inner_texts() for one in ("strong", ".proof")), strict=True)
    return [(who, proof) for who, proof in said]


def test_a_person_sees_who_opened_it_each_line_proven(desk: Desk, phone: Phone) -> None:
    read_by_all(desk, phone)
    phone.asks_who_opened()
    phone.sees_title("Qui l’a ouvert")
    assert rows(phone) == [
        ("Avec ce lien et la date de naissance", "✓ Prouvé"),
        ("Avec ce lien, mais une mauvaise date", "✓ Prouvé"),
        ("La pharmacie", "✓ Prouvé"),
    ]
    assert phone.policy_refusals() == []


def test_a_line_that_the_relay_changed_is_said_to_be_false(desk: Desk, phone: Phone) -> None:
    """Given a relay whose operator turns a reading by the pharmacy into another, then the phone finds it."""
    handed = read_by_all(desk, phone)
    change = "UPDATE journal SET actor = 'somebody else' WHERE id = %s AND action = 'pharmacy-copy-read'"
    desk.pharmacy.relay.execute(change, handed.sealed[-1].envelope.header.id)
    phone.asks_who_opened()
    phone.sees_title("Qui l’a ouvert")
    assert rows(phone)[-1] == ("La pharmacie", "✗ La preuve est fausse")


def test_what_was_noted_a_moment_ago_waits_for_its_proof(desk: Desk, phone: Phone) -> None:
    handed = read_by_all(desk, phone)
    desk.look(handed)
    phone.asks_who_opened()
    phone.sees_title("Qui l’a ouvert")
    assert rows(phone)[0] == ("La pharmacie", "… La preuve arrive dans un instant")


def test_an_officers_reading_at_the_register_is_told(desk: Desk, phone: Phone) -> None:
    handed = read_by_all(desk, phone)
    header = handed.sealed[-1].envelope.header
    reading = Entry(SystemClock().now(), "officer-00", "record-read", pharmacy=header.pharmacy, id=header.id)
    keep = "INSERT INTO reading (leaf_index, at, pharmacy, id, entry, nonce) VALUES (%s, now(), %s, %s, %s, %s)"
    said = (int.from_bytes(header.id[:4]), header.pharmacy, header.id, reading.encode(), reading.nonce)
    desk.pharmacy.relay.execute(keep, *said)
    phone.asks_who_opened()
    phone.sees("Un agent du registre de santé")


def test_the_result_is_there_again_after_the_list(desk: Desk, phone: Phone) -> None:
    read_by_all(desk, phone)
    phone.asks_who_opened()
    phone.sees_state("openings")
    phone.page.locator("button.secondary").click()
    phone.sees_state("result")
    phone.sees("Négatif")


def test_without_network_the_result_stays_and_the_page_says_so(desk: Desk, phone: Phone) -> None:
    read_by_all(desk, phone)
    phone.page.route("**/t/journal", lambda route: route.abort())
    phone.asks_who_opened()
    phone.sees("La liste n’a pas pu être lue.", "Négatif")


def test_what_a_person_keeps_an_auditor_checks(
    desk: Desk, new_phone: NewPhone, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    phone = new_phone("en")
    read_by_all(desk, phone)
    phone.asks_who_opened()
    phone.sees_state("openings")
    name, file = phone.saves()
    (tmp_path / name).write_bytes(file)
    (tmp_path / "policy").write_text(f"log {desk.ledger.verifier}\nquorum none\n")
    asked = ["journal", str(tmp_path / name), "--ledger", f"{desk.url}/ledger", "--policy", str(tmp_path / "policy")]
    assert main([*asked, "--json"]) == 0
    (answer,) = json.loads(capsys.readouterr().out)
    assert (name, answer["origin"], answer["lines"], answer["unplaced"]) == ("readings.jsonl", ORIGIN, 3, 0)
