"""The journal on a real PostgreSQL: each entry a leaf that says nothing, a year of months, no reading unsaid."""

import ast
import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from tests.integration.relay.pharmacy import Pharmacy
from tests.integration.running import PublishedRegister, relay_environment

from sceau import relay
from sceau.envelope import cbor
from sceau.envelope.kdf import sha256
from sceau.ledger.keys import Signer
from sceau.ledger.tiles import parse_entries
from sceau.relay.journal.entry import Action
from sceau.web import journal, ledger_store
from sceau.web.database import Database
from sceau.web.embedded import EmbeddedPostgres
from sceau.web.journal_search import Wanted, find
from sceau.web.migration_files import SHARED

NOW = datetime(2026, 11, 22, 10, 8, 7, 123987, tzinfo=UTC)
MILLISECONDS = NOW.replace(microsecond=123000)
"""As it is hashed, and so as it is kept."""
SIGNER = Signer("ledger.example/ledger", bytes(31) + b"\x01")
READING = journal.Entry(NOW, "a client", "pharmacy-copy-read", pharmacy=b"p" * 16, id=b"i" * 16)


@pytest.fixture
def database(relay_cluster: EmbeddedPostgres) -> Iterator[Database]:
    with psycopg.connect(relay_cluster.create_database(f"journal_{secrets.token_hex(6)}")) as opened:
        for file in ("ledger.sql", "journal.sql", "ledger_key.sql"):
            opened.execute((SHARED / file).read_bytes())
        ledger_store.open_ledger(opened, SIGNER, NOW)
        yield opened


def test_an_entry_has_one_encoding() -> None:
    assert cbor.decode(READING.encode(), limit=1000) == {
        "at": "2026-11-22T10:08:07.123Z",
        "actor": "a client",
        "action": "pharmacy-copy-read",
        "count": 1,
        "detail": "",
        "pharmacy": b"p" * 16,
        "id": b"i" * 16,
    }


def test_two_entries_that_say_the_same_have_leaves_that_nobody_can_match() -> None:
    assert READING.leaf() != replace(READING, nonce=secrets.token_bytes(32)).leaf()


def test_every_entry_is_told_where_its_leaf_stands(database: Database) -> None:
    ledger_store.queue(database, [b"another leaf"])
    journal.write(database, [READING, journal.Entry(NOW, "operator", "notifier-added", detail="of one pharmacy")])
    ledger_store.queue(database, [b"one more"])
    ledger_store.sequence(database, SIGNER, NOW)
    leaves = parse_entries(ledger_store.read_tile_at(database, "tile/entries/000.p/4"))
    rows = database.execute("SELECT at, actor, action, count, detail, pharmacy, id, nonce, leaf_index FROM journal")
    found = [(journal.Entry(*said).leaf(), leaves[index]) for *said, index in rows]
    assert len(found) == 2
    assert [rebuilt for rebuilt, _ in found] == [logged for _, logged in found]


def test_a_leaf_is_the_hash_of_nonce_and_entry(database: Database) -> None:
    journal.write(database, [READING])
    ((queued,),) = database.execute("SELECT entry FROM leaf_queue").fetchall()
    assert queued == b"sceau/leaf/journal/v1\0" + sha256(READING.nonce + READING.encode())


def test_what_is_undone_leaves_neither_line_nor_leaf(database: Database) -> None:
    database.commit()
    journal.write(database, [READING])
    database.rollback()
    counts = "SELECT (SELECT count(*) FROM journal), (SELECT count(*) FROM leaf_queue)"
    assert database.execute(counts).fetchone() == (0, 0)


def test_an_act_in_a_month_that_nobody_made_is_noted_all_the_same(database: Database) -> None:
    late = NOW + timedelta(days=800)
    journal.write(database, [replace(READING, at=late)])
    journal.make_room(database, late)
    assert database.execute("SELECT count(*) FROM journal").fetchone() == (1,)


def test_months_are_dropped_whole_once_they_are_a_year_old(database: Database) -> None:
    begun = datetime(2025, 3, 31, 23, 59, tzinfo=UTC)
    for at in (begun, begun + timedelta(hours=1)):
        journal.make_room(database, at)
        journal.write(database, [replace(READING, at=at, nonce=secrets.token_bytes(32))])
    assert journal.forget(database, begun + timedelta(days=365)) == 0
    assert journal.forget(database, begun + timedelta(days=366)) == 1
    assert database.execute("SELECT at FROM journal").fetchall() == [(begun + timedelta(hours=1),)]


def test_what_no_month_has_is_forgotten_too(database: Database) -> None:
    journal.write(database, [replace(READING, at=datetime(2020, 1, 1, tzinfo=UTC))])
    journal.forget(database, NOW)
    assert database.execute("SELECT count(*) FROM journal").fetchone() == (0,)


READS = {
    "envelopes/<day:day>/<hex16:envelope_id>/copy": Action.PHARMACY_COPY_READ,  # test_status.py
    "t/open": Action.TICKET_OPENED,  # test_tickets.py
    "notices/lease": Action.SLIP_GIVEN,  # test_notices.py
    "counter/api/items": Action.ITEMS_READ,  # counter/test_items.py
    "counter/api/prefills": Action.PREFILLS_READ,  # counter/test_prefills.py
    "counter/api/browser-halves/<hex16:half_id>": Action.BROWSER_HALF_GIVEN,  # counter/test_log.py
}
"""What gives sealed bytes of a record away, or half of a key, and what it is noted as; tested where it is named."""
NOTHING_SEALED = [
    ".well-known/smart-configuration",
    "token",
    "pharmacies",
    "pharmacies/<hex16:pharmacy>/log",
    "keys",
    "enrolments",
    "envelopes",
    "envelopes/status",
    "envelopes/<day:day>/<hex16:envelope_id>",
    "announce",
    "bundle/manifest",
    "bundle/proof",
    "reissue",
    "notices/done",
    "t",
    "t/state",
    "t/journal",
    "p",
    "p/identity",
    "counter",
    "counter/<counter_screen:screen>",
    "counter/service-worker.js",
    "counter/manifest.webmanifest",
    "counter/api/configuration",
    "counter/api/session",
    "counter/api/contract",
    "counter/api/applications",
    "counter/api/joining",
    "counter/api/passkeys",
    "counter/api/passkeys/creation",
    "counter/api/passkeys/request",
    "counter/api/passkeys/<int:number>",
    "counter/api/sign-in",
    "counter/api/lock",
    "counter/api/sign-out",
    "counter/api/members",
    "counter/api/members/<hex16:member>",
    "counter/api/invitations",
    "counter/api/invitations/<hex16:member>",
    "accounts/psc/login/",
    "accounts/psc/login/callback/",
    "accounts/choice",
    "counter/api/members/<hex16:member>/removal",
    "counter/api/log",
    "counter/api/key-requests",
    "counter/api/token",
    "counter/api/numbers",
    "counter/api/items/<day:day>/<number:number>",
    "counter/api/shelf/<shelf_name:name>",
    "counter/api/prefills/<number:number>",
    "operator",
    "operator/record",
    "operator/days/<day:day>",
    "operator/days/<day:day>/file",
    "operator/join",
    "operator/api/passkeys/creation",
    "operator/api/passkeys",
    "operator/api/passkeys/request",
    "operator/api/sign-in",
    "operator/api/sign-out",
    "ledger/mirrored",
    "ledger/evidence",
    "ledger/checkpoint",
    "ledger/witnessed",
    "ledger/tile/<path:path>",
    "static/<str:name>",
    "health",
    "ready",
]
"""What does not. A shelf holds who is on duty and the tests' kits."""


def test_no_address_gives_sealed_bytes_without_a_line_in_the_journal() -> None:
    source = (Path(relay.__file__).parent / "urls.py").read_text(encoding="utf-8")
    calls = [one for one in ast.walk(ast.parse(source)) if isinstance(one, ast.Call)]
    served = [ast.literal_eval(call.args[0]) for call in calls if getattr(call.func, "id", "") == "path"]
    assert sorted(served) == sorted([*READS, *NOTHING_SEALED]), "say of a new address whether it gives sealed bytes"


def test_what_is_looked_for_is_found_page_by_page(database: Database) -> None:
    entries = [
        journal.Entry(NOW + timedelta(minutes=minute // 3), f"client {minute % 2}", "envelopes-accepted", minute)
        for minute in range(12)
    ]
    journal.write(database, [*entries, READING])
    since, until = (MILLISECONDS + timedelta(minutes=one) for one in (1, 3))
    wanted = Wanted(since=since, until=until, actor="client 0")
    assert [line.entry.count for line in find(database, wanted, page=2)] == [4, 6, 8]
    assert [line.entry for line in find(database, Wanted(id=READING.id))] == [replace(READING, at=MILLISECONDS)]


def test_what_was_done_of_a_pharmacy_is_found_by_its_finess_number(pharmacy: Pharmacy, neighbour: Pharmacy) -> None:
    for sender in (pharmacy, neighbour):
        assert sender.send(sender.seal()).status_code == 201
    asked = sceau(pharmacy.relay.environment, "relay", "journal", "--pharmacy", neighbour.finess, "--json")
    query = "SELECT encode(pharmacy, 'hex') FROM pharmacy WHERE finess = %s"
    ((known,),) = pharmacy.relay.rows(query, neighbour.finess)
    assert {json.loads(line)["pharmacy"] for line in asked.splitlines()} == {known}


def test_a_finess_number_that_nobody_has_is_said(pharmacy: Pharmacy) -> None:
    with pytest.raises(AssertionError, match="990009999"):
        sceau(pharmacy.relay.environment, "relay", "journal", "--pharmacy", "990009999")


def test_what_the_operator_exports_is_what_an_auditor_checks(
    database: Database, published_register: PublishedRegister, tmp_path: Path
) -> None:
    journal.write(database, [READING, journal.Entry(NOW, "operator", "notifier-added")])
    ledger_store.sequence(database, SIGNER, NOW)
    database.commit()
    for path in ("tile/entries/000.p/2", "tile/0/000.p/2"):
        (tmp_path / path).parent.mkdir(parents=True)
        (tmp_path / path).write_bytes(ledger_store.read_tile_at(database, path))
    (tmp_path / "checkpoint").write_bytes(ledger_store.read_checkpoint(database))
    (tmp_path / "policy").write_text(f"log {SIGNER.verifier}\nquorum none\n")
    url = f"postgresql:///{database.info.dbname}?host={database.info.host}&user={database.info.user}"
    asked = sceau(relay_environment(url, published_register), "relay", "journal", "--envelope", "69" * 16, "--json")
    (tmp_path / "journal.jsonl").write_text(asked)
    told = sceau(
        {}, "verify", "journal", f"{tmp_path}/journal.jsonl",
        "--ledger", str(tmp_path), "--policy", f"{tmp_path}/policy", "--json",
    )  # fmt: skip
    assert json.loads(asked)["action"] == "pharmacy-copy-read"
    assert json.loads(told)[0] == {
        "file": f"{tmp_path}/journal.jsonl",
        "valid": True,
        "origin": SIGNER.name,
        "lines": 1,
        "unplaced": 0,
        "elsewhere": 0,
        "others": 1,
        "cosigned": None,
    }


def sceau(environment: dict[str, str], *words: str) -> str:
    command = [sys.executable, "-c", "from sceau.cli import main; main()", *words]
    ran = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout
