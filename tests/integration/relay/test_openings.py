"""Who opened a result, told to whoever could open it now: every line with what it takes to check it."""

import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import psycopg
import pytest
from tests.integration.relay.pharmacy import TODAY, Pharmacy
from tests.integration.relay.sequencing import own_ledger, sequence
from tests.integration.relay.test_tickets import BORN, BYTES, OTHER, opened, patient_copy, reissue, sent, state
from tests.integration.running import RunningRelay

from sceau.envelope import cbor
from sceau.envelope.kdf import sha256
from sceau.envelope.ticket import Ticket
from sceau.ledger.checkpoint import Checkpoint, sign_checkpoint
from sceau.ledger.keys import Signer, parse_verifier
from sceau.ledger.leaf import leaf_entry
from sceau.ledger.proof import parse_proof, verify_proof
from sceau.relay.journal import readings
from sceau.web import journal
from sceau.web.database import open_pool
from sceau.web.journal import Entry

NOW = datetime.now(UTC)
REGISTER = Signer("register.example/ledger", bytes(32))


def told(pharmacy: Pharmacy, ticket: Ticket, born: str = BORN) -> dict[str, Any]:
    body = ticket.token + ticket.proof(born)
    answer = httpx2.post(f"{pharmacy.relay.url}/t/journal", content=body, headers={"Content-Type": BYTES})
    assert answer.status_code == 200, answer.text
    said = cbor.decode(answer.content, limit=1_000_000)
    assert isinstance(said, dict)
    return said


def actions(said: dict[str, Any]) -> list[str]:
    return [entry_of(line)["action"] for line in said["lines"]]


def entry_of(line: dict[str, Any]) -> dict[str, Any]:
    entry = cbor.decode(line["entry"], limit=4096)
    assert isinstance(entry, dict)
    return entry


@pytest.fixture(scope="module", autouse=True)
def signer(relay: RunningRelay) -> Signer:
    """Who signs this relay's ledger from now on: a worker would, and there is none here."""
    return own_ledger(relay)


def test_readings_by_pharmacy_and_person_are_told_the_newest_first(pharmacy: Pharmacy) -> None:
    ticket = Ticket.new()
    one = sent(pharmacy, ticket)
    pharmacy.get(f"/envelopes/{TODAY}/{one.envelope.header.id.hex()}/copy")
    opened(pharmacy, ticket, OTHER)
    opened(pharmacy, ticket)
    assert actions(told(pharmacy, ticket)) == ["ticket-opened", "ticket-refused", "pharmacy-copy-read"]


def test_every_line_is_proven(pharmacy: Pharmacy, signer: Signer) -> None:
    ticket = Ticket.new()
    sent(pharmacy, ticket)
    opened(pharmacy, ticket)
    sequence(pharmacy.relay, signer)
    said = told(pharmacy, ticket)
    (line,) = said["lines"]
    key = next(one for one in map(parse_verifier, said["keys"]) if one.name == line["ledger"])
    leaf = leaf_entry("journal", sha256(line["nonce"] + line["entry"]))
    assert key == signer.verifier
    assert verify_proof(parse_proof(line["proof"].encode()), leaf, [key]).origin == signer.name


def test_what_has_no_place_yet_comes_without_a_proof(pharmacy: Pharmacy, signer: Signer) -> None:
    ticket = Ticket.new()
    sent(pharmacy, ticket)
    sequence(pharmacy.relay, signer)
    opened(pharmacy, ticket)
    (line,) = told(pharmacy, ticket)["lines"]
    assert "proof" not in line


def test_nothing_is_told_for_a_wrong_date_which_costs_a_try(pharmacy: Pharmacy) -> None:
    ticket = Ticket.new()
    sent(pharmacy, ticket)
    assert told(pharmacy, ticket, OTHER)["state"] == "wrong"
    assert state(pharmacy, ticket)["tries"] == 4


def test_a_wrong_date_costs_its_try_though_nothing_can_be_told(pharmacy: Pharmacy) -> None:
    ticket, key = Ticket.new(), pharmacy.relay.rows("SELECT verifier_key FROM ledger_state")[0][0]
    sent(pharmacy, ticket)
    pharmacy.relay.execute("UPDATE ledger_state SET verifier_key = ''")
    try:
        assert told(pharmacy, ticket, OTHER)["tries"] == 4
    finally:
        pharmacy.relay.execute("UPDATE ledger_state SET verifier_key = %s", key)


def test_a_ticket_that_nobody_knows_is_unknown(pharmacy: Pharmacy) -> None:
    assert told(pharmacy, Ticket.new()) == {"state": "unknown", "tries": 0}


def test_looking_at_the_list_adds_nothing_to_it(pharmacy: Pharmacy) -> None:
    ticket = Ticket.new()
    sent(pharmacy, ticket)
    assert [told(pharmacy, ticket)["lines"] for _ in range(2)] == [[], []]


def test_many_openings_hide_no_reading_by_another(pharmacy: Pharmacy) -> None:
    ticket, soon = Ticket.new(), datetime.now(UTC) + timedelta(minutes=1)
    one = sent(pharmacy, ticket)
    pharmacy.get(f"/envelopes/{TODAY}/{one.envelope.header.id.hex()}/copy")
    opening = Entry(NOW, "ticket-holder", "ticket-opened", pharmacy=pharmacy.log.pharmacy, id=one.envelope.header.id)
    later = [replace(opening, at=soon, nonce=secrets.token_bytes(32)) for _ in range(60)]
    with psycopg.connect(pharmacy.relay.database_url) as database:
        journal.write(database, later)
    assert actions(told(pharmacy, ticket)) == ["ticket-opened"] * 50 + ["pharmacy-copy-read"]


def test_a_new_ticket_tells_what_was_done_under_the_old_one(pharmacy: Pharmacy) -> None:
    ticket, new = Ticket.new(), Ticket.new()
    one = sent(pharmacy, ticket)
    opened(pharmacy, ticket)
    reissue(pharmacy, new, [(one, patient_copy(one))])
    assert actions(told(pharmacy, new)) == ["ticket-reissued", "ticket-opened"]


def test_a_neighbours_envelope_of_the_same_id_is_not_told(pharmacy: Pharmacy, neighbour: Pharmacy) -> None:
    ticket = Ticket.new()
    one = sent(pharmacy, ticket)
    with psycopg.connect(pharmacy.relay.database_url) as database:
        other = Entry(NOW, "a client", "pharmacy-copy-read", pharmacy=neighbour.log.pharmacy, id=one.envelope.header.id)
        journal.write(database, [other])
    assert told(pharmacy, ticket)["lines"] == []


class Telling:
    """A register that tells of readings: what the relay's client of it would answer."""

    def __init__(self, *told: Entry) -> None:
        self.told = told
        self.asked: list[str] = []

    def ask(self, path: str) -> list[bytes]:
        self.asked.append(path)
        first = int(path.rpartition("/")[2])
        lines = [{"entry": one.encode(), "nonce": one.nonce, "index": 7 + place} for place, one in enumerate(self.told)]
        return [cbor.encode(line) for line in lines if line["index"] >= first]  # type: ignore[operator]

    def read(self, _path: str) -> bytes:
        return sign_checkpoint(Checkpoint(REGISTER.name, 100, bytes(32)), REGISTER)


def test_readings_at_the_desk_are_brought_once_and_told(pharmacy: Pharmacy) -> None:
    ticket = Ticket.new()
    one = sent(pharmacy, ticket)
    reading = Entry(NOW, "officer-00", "record-read", pharmacy=pharmacy.log.pharmacy, id=one.envelope.header.id)
    register: Any = Telling(reading)
    with open_pool(pharmacy.relay.database_url, size=1) as pool:
        for _ in range(2):
            readings.bring(pool, register, [REGISTER.verifier], NOW)
    (line,) = told(pharmacy, ticket)["lines"]
    assert register.asked == ["/readings/0", "/readings/8"]
    assert (line["ledger"], line["entry"], "proof" in line) == ("register.example/ledger", reading.encode(), False)
