"""What an operator relies on: room for days to come, retention, statements brought in, counts, a clean stop."""

import secrets
import signal
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx2
import psycopg
import pytest
from tests.integration.relay.pharmacy import TODAY, Pharmacy
from tests.integration.running import PublishedRegister, RunningRelay, free_port, relay_environment

from sceau.envelope import statements
from sceau.envelope.errors import EnvelopeError
from sceau.envelope.seal import TicketFor
from sceau.envelope.signed import SignedObject, parse_object
from sceau.envelope.ticket import Ticket
from sceau.relay.maintenance import forget, make_room
from sceau.relay.statements import storing
from sceau.relay.statements.storing import published_enrolments, store_enrolments, store_statements
from sceau.web.clock import day_of
from sceau.web.embedded import EmbeddedPostgres
from sceau.web.smart import forget_expired

NOW = datetime.now(UTC)


@pytest.fixture
def database(relay_cluster: EmbeddedPostgres, relay_template: str) -> str:
    return relay_cluster.create_database(f"operating_{secrets.token_hex(6)}", template=relay_template)


def test_there_is_room_for_every_day_that_is_taken_in_the_next_weeks(database: str) -> None:
    later = NOW + timedelta(days=100)
    with psycopg.connect(database) as connection:
        make_room(connection, later)
        make_room(connection, later)
        weeks = connection.execute(
            "SELECT count(*) FROM pg_class WHERE relname = %s", (f"envelope_w{day_of(later) // 7}",)
        )
        assert weeks.fetchone() == (1,)


def test_weeks_past_retention_are_dropped_whole(database: str) -> None:
    with psycopg.connect(database) as connection:
        before = partitions(connection)
        forget(connection, NOW, keep_days=90, by="worker")
        assert partitions(connection) == before
        assert forget(connection, NOW + timedelta(days=400), keep_days=90, by="worker") == len(before)
        assert partitions(connection) == []


def test_tickets_end_with_their_results(database: str) -> None:
    with psycopg.connect(database) as connection:
        insert = "INSERT INTO ticket (lookup, pharmacy, proof_hash, last_day) VALUES (%s, %s, %s, %s)"
        for days in (10, 91):
            connection.execute(insert, (secrets.token_bytes(16), bytes(16), bytes(32), TODAY - days))
        forget(connection, NOW, keep_days=90, by="worker")
        assert connection.execute("SELECT last_day FROM ticket").fetchall() == [(TODAY - 10,)]


def test_a_week_with_an_envelope_still_to_be_delivered_is_kept(database: str) -> None:
    later = NOW + timedelta(days=400)
    with psycopg.connect(database) as connection:
        weeks = partitions(connection)
        leave_in_outbox(connection, "pending", day=TODAY)
        forget(connection, later, keep_days=90, by="worker")
        kept = partitions(connection)
        connection.execute("DELETE FROM outbox")
        forget(connection, later, keep_days=90, by="worker")
        assert (f"envelope_w{TODAY // 7}" in kept, len(kept) < len(weeks), partitions(connection)) == (True, True, [])


def test_a_register_copy_that_was_given_up_ends_with_its_envelope(database: str) -> None:
    with psycopg.connect(database) as connection:
        leave_in_outbox(connection, "dead", day=TODAY)
        forget(connection, NOW + timedelta(days=85), keep_days=90, by="worker")
        assert connection.execute("SELECT count(*) FROM outbox").fetchone() == (1,)
        forget(connection, NOW + timedelta(days=98), keep_days=90, by="worker")
        assert connection.execute("SELECT count(*) FROM outbox").fetchone() == (0,)


def test_used_assertions_are_forgotten_when_their_age_refuses_them(database: str) -> None:
    with psycopg.connect(database) as connection:
        for seconds in (-60, 60):
            row = (secrets.token_bytes(32), NOW + timedelta(seconds=seconds))
            connection.execute("INSERT INTO assertion_jti VALUES (%s, %s)", row)
        forget_expired(connection, NOW)
        assert connection.execute("SELECT count(*) FROM assertion_jti").fetchone() == (1,)


def test_statements_are_brought_in_once(database: str) -> None:
    register = PublishedRegister()
    with psycopg.connect(database) as connection:
        taken = [store(connection, register, register.objects[:length]) for length in (3, 6, 6)]
        assert taken == [3, 3, 0]


def test_statements_that_forget_what_was_seen_are_refused(database: str) -> None:
    register = PublishedRegister()
    with psycopg.connect(database) as connection:
        store(connection, register, register.objects)
        with pytest.raises(EnvelopeError, match="rollback"):
            store(connection, register, register.objects[:3])


def test_statements_from_another_root_are_refused(database: str) -> None:
    register = PublishedRegister()
    with psycopg.connect(database) as connection, pytest.raises(EnvelopeError, match="rollback"):
        store(connection, register, PublishedRegister().objects)


def test_a_revoked_signer_s_enrolments_are_believed_again_once_the_next_has_signed_them(database: str) -> None:
    register = PublishedRegister()
    register.enrol("990000011")
    with psycopg.connect(database) as connection:
        store(connection, register, register.objects)
        assert store_published(connection, register) == 1
        register.replace_signer()
        assert (store(connection, register, register.objects), store_published(connection, register)) == (2, 0)
        assert published_enrolments(connection, "990000011", register.statements) == {}
        register.sign_enrolments_again()
        assert [store_published(connection, register) for _ in range(2)] == [1, 0]
        assert list(published_enrolments(connection, "990000011", register.statements).values()) == ["990000011"]


def test_what_was_brought_in_before_is_not_verified_again(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of it comes every few seconds: twenty thousand pharmacies' would keep half a core busy."""
    register, verified = PublishedRegister(), list[bytes]()
    for finess in ("990000012", "990000013"):
        register.enrol(finess)

    def parse(data: bytes, path: str) -> SignedObject:
        verified.append(data)
        return parse_object(data, path)

    monkeypatch.setattr(storing, "parse_object", parse)
    monkeypatch.setattr(statements, "parse_object", parse)
    with psycopg.connect(database) as connection:
        for _ in range(3):
            store(connection, register, register.objects)
            store_published(connection, register)
        register.enrol("990000014")
        store_published(connection, register)
    assert verified == [*register.objects, *register.enrolments]


def test_processes_count_together_and_name_nobody(
    relay_cluster: EmbeddedPostgres,
    relay_template: str,
    published_register: PublishedRegister,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    url = relay_cluster.create_database("operating_metrics", template=relay_template)
    port = free_port()
    environment = {**relay_environment(url, published_register), "SCEAU_RELAY_METRICS_PORT": str(port)}
    relay = RunningRelay.start(environment, tmp_path_factory.mktemp("metrics") / "relay.log")
    try:
        pharmacy = Pharmacy.enrolled(relay, published_register, "990000009")
        for _ in range(20):
            assert pharmacy.send(pharmacy.seal()).status_code == 201
        ticket = Ticket.new()
        pharmacy.send(pharmacy.seal(ticket=TicketFor(ticket, "1979-03-28")))
        for address in ("t/open", "t/journal"):
            guessed = ticket.token + ticket.proof("1979-03-29")
            httpx2.post(f"{relay.url}/{address}", content=guessed, headers={"Content-Type": "application/octet-stream"})
        page = httpx2.get(f"http://127.0.0.1:{port}/metrics").text
    finally:
        relay.stop()
    assert 'sceau_relay_envelopes_total{outcome="accepted"} 21.0' in page
    assert 'sceau_relay_tickets_total{answer="wrong"} 2.0' in page
    assert [one for one in (pharmacy.client_id, pharmacy.log.pharmacy.hex(), pharmacy.finess) if one in page] == []


def test_a_request_that_has_begun_is_answered_when_the_service_stops(
    relay_cluster: EmbeddedPostgres,
    relay_template: str,
    published_register: PublishedRegister,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    url = relay_cluster.create_database("operating_stop", template=relay_template)
    log = tmp_path_factory.mktemp("stop") / "relay.log"
    relay = RunningRelay.start(relay_environment(url, published_register), log)
    pharmacy = Pharmacy.enrolled(relay, published_register, "990000010")
    encoded = [pharmacy.seal().envelope.encode() for _ in range(40)]
    token = pharmacy.token()

    def slowly() -> Iterator[bytes]:
        for number, one in enumerate(encoded):
            if number == 5:
                relay.process.send_signal(signal.SIGTERM)
            time.sleep(0.02)
            yield one

    answer = pharmacy.post("/envelopes", slowly(), kind="application/cbor-seq", token=token)
    relay.process.wait(timeout=30)
    assert answer.text.count('"accepted"') == 40, log.read_text()


def leave_in_outbox(connection: psycopg.Connection[tuple[object, ...]], state: str, *, day: int) -> None:
    key = (day, bytes(16), secrets.token_bytes(16), bytes(16))
    connection.execute(
        "INSERT INTO outbox (day, pharmacy, id, kid, register_copy, due_at, state)"
        " VALUES (%s, %s, %s, %s, 'sealed', %s, %s)",
        (*key, NOW, state),
    )


def partitions(connection: psycopg.Connection[tuple[object, ...]]) -> list[object]:
    query = (
        "SELECT relname FROM pg_class JOIN pg_inherits ON inhrelid = oid"
        " WHERE relname ~ '_w[0-9]+$' AND relkind = 'r' ORDER BY relname"
    )
    return [name for (name,) in connection.execute(query)]


def store(connection: psycopg.Connection[tuple[object, ...]], register: PublishedRegister, objects: list[bytes]) -> int:
    return store_statements(connection, objects, root_hash=register.root_hash, now=NOW, by="operator")


def store_published(connection: psycopg.Connection[tuple[object, ...]], register: PublishedRegister) -> int:
    return store_enrolments(connection, register.enrolments, statements=register.statements, now=NOW, by="worker")
