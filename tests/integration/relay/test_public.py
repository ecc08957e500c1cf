"""What anybody may ask: keys, logs, the ledger, health; and what every answer says to a browser and never to a log."""

import time

import httpx2
import pytest
from tests.integration.relay.pharmacy import Pharmacy
from tests.integration.running import RunningRelay

from sceau.envelope import cbor, enrol
from sceau.envelope.pharmacy_log import PharmacyLog
from sceau.envelope.seal import TicketFor
from sceau.envelope.signature import leaf
from sceau.envelope.signed import parse_object
from sceau.envelope.statements import Statements, ledger_origin
from sceau.envelope.ticket import Ticket
from sceau.ledger.checkpoint import open_checkpoint
from sceau.ledger.keys import Signer
from sceau.ledger.tiles import parse_entries
from sceau.relay.configuration import RelaySettings
from sceau.relay.ledger import ledger_signer
from sceau.web import ledger_store
from sceau.web.clock import SystemClock
from sceau.web.database import open_pool
from sceau.web.headers import API_POLICY, PAGE_POLICY


def split(sequence: bytes) -> list[bytes]:
    return list(cbor.split_sequence(bytearray(sequence), limit=65_536))


def test_the_statements_lead_from_the_pinned_root(pharmacy: Pharmacy) -> None:
    answer = httpx2.get(f"{pharmacy.relay.url}/keys")
    statements = Statements.replay(split(answer.content), root_hash=pharmacy.register.root_hash)
    assert statements.seq == pharmacy.register.statements.seq


def test_the_enrolments_are_those_that_the_register_signed(pharmacy: Pharmacy) -> None:
    served = httpx2.get(f"{pharmacy.relay.url}/enrolments")
    statements = Statements.replay(pharmacy.register.objects, root_hash=pharmacy.register.root_hash)
    for enrolment in split(served.content):
        statements.enrol(parse_object(enrolment))
    assert statements.enrolments[pharmacy.log.enrolment] == pharmacy.finess


def test_a_pharmacys_log_is_public(pharmacy: Pharmacy) -> None:
    answer = httpx2.get(f"{pharmacy.relay.url}/pharmacies/{pharmacy.log.pharmacy.hex()}/log")
    log = PharmacyLog.replay(split(answer.content), enrolments=pharmacy.register_enrolments())
    assert log.head == pharmacy.log.head


def test_an_unknown_pharmacy_has_no_log(relay: RunningRelay) -> None:
    answer = httpx2.get(f"{relay.url}/pharmacies/{'ff' * 16}/log")
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown-pharmacy")


def test_an_entry_sent_twice_is_there_once(pharmacy: Pharmacy) -> None:
    entry = pharmacy.append(enrol.new_epoch(pharmacy.log, kit=pharmacy.kit, time=int(time.time())))
    path = f"/pharmacies/{pharmacy.log.pharmacy.hex()}/log"
    answers = [pharmacy.post(path, entry.encode(), kind="application/cbor-seq").json() for _ in range(2)]
    assert answers == [{"seq": pharmacy.log.seq}] * 2


def test_an_entry_that_does_not_follow_is_refused(pharmacy: Pharmacy) -> None:
    stranger = PharmacyLog.replay(pharmacy.entries[:2], enrolments=pharmacy.register_enrolments())
    fork = enrol.new_epoch(stranger, kit=pharmacy.kit, time=int(time.time())).encode()
    path = f"/pharmacies/{pharmacy.log.pharmacy.hex()}/log"
    answer = pharmacy.post(path, fork, kind="application/cbor-seq")
    assert (answer.status_code, answer.json()["code"]) == (409, "bad-chain")


def test_a_neighbours_log_is_not_ones_own(pharmacy: Pharmacy, neighbour: Pharmacy) -> None:
    path = f"/pharmacies/{neighbour.log.pharmacy.hex()}/log"
    answer = pharmacy.post(path, b"".join(neighbour.entries), kind="application/cbor-seq")
    assert (answer.status_code, answer.json()["code"]) == (403, "wrong-tenant")


def test_every_entry_of_a_log_is_in_the_ledger(pharmacy: Pharmacy) -> None:
    signer = sequenced(pharmacy.relay)
    note = httpx2.get(f"{pharmacy.relay.url}/ledger/checkpoint").content
    size = open_checkpoint(note, [signer.verifier]).size
    bundle = httpx2.get(f"{pharmacy.relay.url}/ledger/tile/entries/000.p/{size}").content
    assert leaf("pharmacy", parse_object(pharmacy.entries[0]).body) in parse_entries(bundle)


@pytest.mark.parametrize("path", ["0/999", "0/00", "zero/000", "entries/000.p/0", "-1/000", "../../etc/passwd"])
def test_a_tile_that_is_not_there_is_not_found(relay: RunningRelay, path: str) -> None:
    assert httpx2.get(f"{relay.url}/ledger/tile/{path}").status_code == 404


def test_what_never_changes_may_be_kept_for_ever(relay: RunningRelay) -> None:
    relay.execute("INSERT INTO tile (level, index, data) VALUES (9, 7, %s)", bytes(256 * 32))
    paths = {"tile/9/007": "31536000, immutable", "tile/9/007.p/3": "600", "checkpoint": "2"}
    kept = {path: httpx2.get(f"{relay.url}/ledger/{path}").headers["Cache-Control"] for path in paths}
    assert kept == {path: f"public, max-age={seconds}" for path, seconds in paths.items()}


def test_it_is_alive_and_ready(relay: RunningRelay) -> None:
    assert [httpx2.get(f"{relay.url}/{path}").json()["status"] for path in ("health", "ready")] == ["alive", "ready"]


@pytest.mark.parametrize("path", ["/nothing", "/t/", "/.env", "/.git/config", "/static/../relay/settings.py", "/admin"])
def test_nothing_else_is_served(relay: RunningRelay, path: str) -> None:
    answer = httpx2.get(relay.url + path)
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


def test_another_method_is_told_which_are_taken(relay: RunningRelay) -> None:
    answer = httpx2.get(f"{relay.url}/envelopes")
    assert (answer.status_code, answer.json()["code"], answer.headers["Allow"]) == (405, "method-not-allowed", "POST")


def test_another_host_is_refused(relay: RunningRelay) -> None:
    assert httpx2.get(f"{relay.url}/keys", headers={"Host": "elsewhere.example"}).status_code == 400


@pytest.mark.parametrize("path", ["/health", "/keys", "/nothing", "/envelopes"])
def test_every_answer_allows_a_browser_nothing(relay: RunningRelay, path: str) -> None:
    headers = httpx2.get(relay.url + path).headers
    assert headers["Content-Security-Policy"] == API_POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Strict-Transport-Security"].startswith("max-age=63072000")
    assert headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in headers


def test_the_tickets_page_has_the_policy_of_pages(relay: RunningRelay) -> None:
    answer = httpx2.get(f"{relay.url}/t")
    assert (answer.status_code, answer.headers["Content-Security-Policy"]) == (200, PAGE_POLICY)


def test_a_static_file_is_not_sent_twice(relay: RunningRelay) -> None:
    first = httpx2.get(f"{relay.url}/static/inter.woff2")
    again = httpx2.get(f"{relay.url}/static/inter.woff2", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, first.headers["Content-Type"], again.status_code) == (200, "font/woff2", 304)


def test_no_log_holds_content_identifiers_or_addresses(pharmacy: Pharmacy) -> None:
    ticket = Ticket.new()
    sealed = pharmacy.seal(ticket=TicketFor(ticket, "1979-03-28"))
    pharmacy.send(sealed)
    pharmacy.post("/envelopes", b"\xff" + sealed.envelope.encode())
    httpx2.post(
        f"{pharmacy.relay.url}/t/open",
        content=ticket.token + bytes(32),
        headers={"Content-Type": "application/octet-stream"},
    )
    httpx2.get(f"{pharmacy.relay.url}/t/state?token={ticket.token.hex()}")
    httpx2.get(f"{pharmacy.relay.url}/ready", headers={"Host": "canari.example"})
    said = pharmacy.relay.log.read_text()
    secrets = [
        "CANARI",
        "1979-03-28",
        "19790328",
        ticket.token.hex(),
        sealed.envelope.header.id.hex(),
        "canari",
        pharmacy.client_id,
    ]
    assert [secret for secret in [*secrets, "127.0.0.1", "testclient"] if secret in said] == []


def test_the_database_holds_no_content(pharmacy: Pharmacy) -> None:
    pharmacy.send(pharmacy.seal())
    tables = [name for (name,) in pharmacy.relay.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
    dump = "".join(str(pharmacy.relay.rows(f'SELECT t::text FROM "{name}" t')) for name in tables)  # noqa: S608
    canaries = ["CANARI-INVENTÉ", "Zéphyrine", "résultat inventé"]
    assert [one for one in canaries if one in dump or one.encode().hex() in dump] == []


def sequenced(relay: RunningRelay) -> Signer:
    """Give waiting leaves their place, as the worker does; returns the ledger's signer."""
    settings = RelaySettings.model_validate(
        {name.removeprefix("SCEAU_RELAY_").lower(): value for name, value in relay.environment.items()}
    )
    # The template's ledger was opened under the template's own name and key.
    relay.execute("DELETE FROM ledger_state")
    relay.execute("DELETE FROM tile")
    signer = ledger_signer(settings)
    now = SystemClock().now()
    with open_pool(relay.database_url, size=1) as pool, pool.connection() as connection:
        ledger_store.open_ledger(connection, signer, now)
        ledger_store.sequence(connection, signer, now)
    assert signer.name == ledger_origin(settings.domain)
    return signer


@pytest.mark.parametrize("path", ["/nothing", "/favicon.ico"])
def test_an_address_that_is_not_there_is_said_not_to_be(relay: RunningRelay, path: str) -> None:
    answer = httpx2.get(f"{relay.url}{path}")
    said = (answer.status_code, answer.headers["Content-Type"], answer.json()["code"])
    assert said == (404, "application/problem+json", "not-found")


def test_no_header_moves_an_address(relay: RunningRelay) -> None:
    assert httpx2.get(f"{relay.url}/elsewhere/health", headers={"SCRIPT_NAME": "/elsewhere"}).status_code == 404
