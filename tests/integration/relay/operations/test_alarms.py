"""What the watching process sees of a real database, raises once, mails once, and clears once."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from tests.integration.relay.mailbox import Mailbox, listening
from tests.integration.running import PublishedRegister, relay_environment

from sceau.relay.alarms import standing
from sceau.relay.alarms.reading import read_snapshot
from sceau.relay.alarms.snapshot import Snapshot
from sceau.relay.alarms.watch import Watch
from sceau.relay.configuration import RelaySettings
from sceau.relay.maintenance import make_room
from sceau.relay.mirror import contradictions
from sceau.relay.operators.overview import read_overview
from sceau.relay.relay import Relay
from sceau.relay.statements.storing import store_statements
from sceau.web.clock import day_of
from sceau.web.embedded import EmbeddedPostgres

SHOP, FINESS = b"s" * 16, "990000001"
OPERATOR = "exploitant@relais.example"


@dataclass
class SetClock:
    """Shows the time it is set to: three in the afternoon, at first."""

    time: datetime = field(default_factory=lambda: datetime.now(UTC).replace(hour=15, minute=0))

    def now(self) -> datetime:
        return self.time


@dataclass
class Watched:
    """A relay's database, and the process that looks at it once a call."""

    relay: Relay
    clock: SetClock
    watch: Watch
    mailbox: Mailbox

    @property
    def today(self) -> int:
        return day_of(self.clock.now())

    def execute(self, statement: str, *values: object) -> None:
        with self.relay.pool.connection() as connection:
            connection.execute(statement.encode(), values)

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with self.relay.pool.connection() as connection:
            return connection.execute(query.encode()).fetchall()

    def is_well(self) -> None:
        """A worker is alive, and a day was compared."""
        with self.relay.pool.connection() as connection:
            standing.beat(connection, "worker", self.clock.now())
        self.execute(
            "INSERT INTO reconciliation_day VALUES (1, %s) ON CONFLICT (day) DO UPDATE SET checked_at = %s",
            *(self.clock.now(), self.clock.now()),
        )

    def looks(self, times: int = 2) -> list[str]:
        """What stands after so many looks, a minute each."""
        for _ in range(times):
            self.clock.time += timedelta(minutes=1)
            self.is_well()
            self.watch.look()
        return [str(name) for (name,) in self.rows("SELECT name FROM alarm WHERE cleared_at IS NULL ORDER BY name")]

    def sees(self) -> Snapshot:
        return read_snapshot(self.relay, started=self.clock.now(), certificates={})

    def day(self, day: int, *, hour: int = 9, **numbers: int) -> None:
        """A day of the shop's, as a comparison kept it; its first envelope was seen at this hour."""
        names = ("captured", "unsent", "accepted", "delivered", "waiting", "dead", "registered", "rejected", "differs")
        values = [numbers.get(name, 0) for name in names]
        first_at = datetime.fromtimestamp(day * 86_400, UTC) + timedelta(hours=hour)
        self.execute(_DAY, day, SHOP, *values, first_at)

    def accept(self, number: int, *, day: int, minutes_ago: int = 0, state: str = "pending") -> None:
        key, now = (day, SHOP, number.to_bytes(16, "big")), self.clock.now()
        at = now - timedelta(minutes=minutes_ago)
        self.execute(_ENVELOPE, *key, bytes(32), bytes(32), b"h", bytes(64), b"copy", at)
        self.execute(_OUTBOX, *key, bytes(16), b"copy", state, at)


@pytest.fixture
def watched(
    relay_cluster: EmbeddedPostgres, relay_template: str, published_register: PublishedRegister
) -> Iterator[Watched]:
    url = relay_cluster.create_database(f"alarms_{uuid4().hex}", template=relay_template)
    environment = relay_environment(url, published_register)
    values = {name.removeprefix("SCEAU_RELAY_").lower(): value for name, value in environment.items()}
    clock = SetClock()
    with listening() as (mailbox, smtp_url):
        mail = {"smtp_url": smtp_url, "operator_email": OPERATOR}
        relay = Relay.start(RelaySettings.model_validate({**values, **mail}), clock, connections=2)
        with relay.pool.connection() as connection:
            make_room(connection, clock.now())
            connection.execute("INSERT INTO pharmacy VALUES (%s, %s, 0, %s)", (SHOP, FINESS, clock.now()))
            connection.execute(_SHOP, (FINESS, "Officine inventée", SHOP, clock.now()))
        yield Watched(relay, clock, Watch(relay), mailbox)
        relay.pool.close()


def test_a_relay_that_is_well_calls_nobody(watched: Watched) -> None:
    assert (watched.looks(3), watched.mailbox.mails) == ([], [])


def test_an_alarm_is_raised_told_and_cleared_once(watched: Watched) -> None:
    watched.accept(1, day=watched.today, state="dead")
    assert watched.looks(4) == ["envelopes-dead"]
    watched.execute("DELETE FROM outbox")
    assert watched.looks(3) == []
    assert [to for to, _ in watched.mailbox.mails] == [OPERATOR, OPERATOR]
    actions = "SELECT action, detail FROM journal WHERE actor = 'watch' ORDER BY number"
    assert watched.rows(actions) == [("alarm-raised", "envelopes-dead"), ("alarm-cleared", "envelopes-dead")]


def test_the_operators_page_never_says_that_all_is_well_beside_what_was_given_up(watched: Watched) -> None:
    watched.accept(1, day=watched.today, state="dead")
    for _ in range(3):
        with watched.relay.pool.connection() as connection:
            shown = read_overview(connection, watched.clock.now())
        assert [(one.name, one.facts) for one in shown.alarms] == [("envelopes-dead", {"count": 1})]
        watched.looks(1)


def test_the_end_of_the_registers_signer_is_seen(watched: Watched, published_register: PublishedRegister) -> None:
    objects, root_hash = published_register.objects, published_register.root_hash
    with watched.relay.pool.connection() as connection:
        store_statements(connection, objects, root_hash=root_hash, now=watched.clock.now(), by="operator")
    assert watched.sees().signer == datetime.fromtimestamp(published_register.now + 300 * 86_400, UTC)


def test_what_holds_for_one_look_calls_nobody(watched: Watched) -> None:
    watched.accept(1, day=watched.today, state="dead")
    watched.looks(1)
    watched.execute("DELETE FROM outbox")
    assert (watched.looks(2), watched.mailbox.mails) == ([], [])


def test_a_mail_that_was_not_taken_is_sent_again(watched: Watched) -> None:
    watched.accept(1, day=watched.today, state="dead")
    watched.looks(2)
    watched.execute("UPDATE alarm SET told = false")
    watched.looks(2)
    assert len(watched.mailbox.mails) == 2


def test_a_mail_server_that_breaks_off_is_not_written_to_every_minute(watched: Watched) -> None:
    watched.accept(1, day=watched.today, state="dead")
    watched.mailbox.breaks = True
    watched.looks(4)
    assert watched.mailbox.tried == 1


def test_the_mail_speaks_french_then_english_of_pharmacies_and_of_nobody_else(watched: Watched) -> None:
    watched.day(watched.today - 1, accepted=3, delivered=3, registered=2, differs=1)
    watched.looks(2)
    ((_, mail),) = watched.mailbox.mails
    text = str(mail.get_payload(decode=True).decode())  # type: ignore[union-attr]  # one part
    french, english = text.split("—")
    assert ("Officine inventée" in french, "une enveloppe diffère" in french, "one envelope differs" in english) == (
        True,
        True,
        True,
    )
    assert f"{watched.relay.settings.public_url}/operator" in french


def test_the_age_of_the_queue_is_that_of_its_oldest_envelope(watched: Watched) -> None:
    watched.accept(1, day=watched.today, minutes_ago=3)
    watched.accept(2, day=watched.today - 2, minutes_ago=20)
    watched.accept(3, day=watched.today, minutes_ago=90, state="registered")
    queue = watched.sees().queue
    assert (queue.waiting, queue.oldest) == (2, watched.clock.now() - timedelta(minutes=20))


def test_a_pharmacy_that_usually_sends_on_this_weekday_and_has_not_is_silent(watched: Watched) -> None:
    for week, hour in ((1, 8), (2, 9), (4, 13)):
        watched.day(watched.today - 7 * week, hour=hour, accepted=4, delivered=4, registered=4)
    assert watched.looks() == ["pharmacy-silent"]
    watched.accept(9, day=watched.today)
    assert watched.looks(1) == []


def test_a_pharmacy_that_sent_on_two_of_four_weekdays_is_not_expected(watched: Watched) -> None:
    for week in (1, 2):
        watched.day(watched.today - 7 * week, accepted=4, delivered=4, registered=4)
    assert watched.looks() == []


def test_envelopes_that_came_a_day_late_teach_no_hour(watched: Watched) -> None:
    for week in (1, 2, 3):
        watched.day(watched.today - 7 * week, hour=30, accepted=4, delivered=4, registered=4)
    assert watched.sees().silences == ()


@pytest.mark.parametrize(
    ("today", "usual", "expected"),
    [
        (datetime(2026, 10, 28, tzinfo=UTC), 8, 9),  # Paris has gone back an hour since: ten is later by UTC
        (datetime(2027, 3, 31, tzinfo=UTC), 9, 9),  # and forward: earlier there, and the same where clocks stay
        (datetime(2026, 12, 9, tzinfo=UTC), 9, 9),
    ],
)
def test_where_clocks_were_changed_nobody_is_silent_an_hour_early(
    watched: Watched, today: datetime, usual: int, expected: int
) -> None:
    watched.clock.time = today + timedelta(hours=15)
    for week in (1, 2, 3, 4):
        watched.day(watched.today - 7 * week, hour=usual, accepted=4, delivered=4, registered=4)
    assert [one.usual for one in watched.sees().silences] == [today + timedelta(hours=expected)]


def test_a_difference_is_not_over_because_many_newer_ones_came(watched: Watched) -> None:
    for back in range(1, 201):
        watched.day(watched.today - back, differs=1)
    watched.looks()
    watched.day(watched.today, differs=1)
    watched.looks()
    assert watched.rows("SELECT count(*), count(cleared_at) FROM alarm") == [(200, 0)]


def test_a_board_that_says_sent_more_often_than_came_is_short(watched: Watched) -> None:
    watched.day(watched.today - 3, captured=5, unsent=1, accepted=3, delivered=3, registered=3)
    assert watched.looks(13) == ["board-short"]


def test_a_row_sent_between_two_days_comparisons_calls_nobody(watched: Watched) -> None:
    watched.day(watched.today - 1, captured=5, accepted=4, delivered=4, registered=4)
    assert watched.looks(7) == []
    watched.day(watched.today, accepted=1, delivered=1, registered=1)
    assert watched.looks(13) == []


def test_a_row_that_was_sent_on_a_later_day_is_not_missed(watched: Watched) -> None:
    watched.day(watched.today - 3, captured=5, accepted=4, delivered=4, registered=4)
    watched.day(watched.today - 2, accepted=1, delivered=1, registered=1)
    assert watched.looks() == []


def test_todays_rows_may_still_be_on_their_way(watched: Watched) -> None:
    watched.day(watched.today, captured=5, accepted=3, delivered=3, registered=3)
    assert watched.looks() == []


def test_a_certificate_that_does_not_hold_is_not_over_while_its_server_is_away(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    def after_an_hour(seen: dict[str, datetime | None]) -> list[str]:
        monkeypatch.setattr("sceau.relay.alarms.watch.certificate_ends", lambda _: seen)
        watched.clock.time += timedelta(hours=1, minutes=1)
        return watched.looks()

    ends = watched.clock.now() + timedelta(days=60)
    seen: list[dict[str, datetime | None]] = [{"register.example": None}, {}, {"register.example": ends}]
    assert [after_an_hour(one) for one in seen] == [["certificate-bad"], ["certificate-bad"], []]


def test_a_finding_stands_until_the_operator_settles_it(watched: Watched) -> None:
    with watched.relay.pool.connection() as connection:
        standing.find(connection, "ledger-fork", "register.example", watched.clock.now())
    assert watched.looks() == ["ledger-fork"]
    with watched.relay.pool.connection() as connection:
        standing.settle_finding(connection, "ledger-fork", now=watched.clock.now(), actor="operator")
    assert watched.looks(1) == []


def test_acknowledgements_that_no_witness_saw_for_long_are_an_alarm_until_they_are_compared(watched: Watched) -> None:
    """A register that keeps a fork from its witnesses: what they see stands still."""
    with watched.relay.pool.connection() as connection:
        for size in (9, 7):
            contradictions.store_checkpoint(connection, size, b"note", watched.clock.now())
    assert watched.looks(20) == []  # nobody watches this register
    watched.execute("INSERT INTO mirror (size, note) VALUES (5, 'note')")
    assert watched.looks() == ["ledger-unseen"]
    watched.execute("UPDATE checkpoint SET compared = true")
    assert watched.looks() == []


def test_what_was_acknowledged_lately_is_yet_to_be_seen(watched: Watched) -> None:
    watched.execute("INSERT INTO mirror (size, note) VALUES (5, 'note')")
    with watched.relay.pool.connection() as connection:
        contradictions.store_checkpoint(connection, 7, b"note", watched.clock.now())
    assert (watched.looks(15), watched.looks()) == ([], ["ledger-unseen"])


def test_a_relay_without_room_is_an_alarm(watched: Watched) -> None:
    watched.execute("UPDATE room SET lack = 'disk', since = now()")
    assert watched.looks() == ["intake-closed"]


def test_a_database_that_is_away_ends_nothing_and_the_public_page_says_so(watched: Watched, tmp_path: Path) -> None:
    settings = watched.relay.settings.model_copy(update={"status_folder": str(tmp_path)})
    watch = Watch(replace(watched.relay, settings=settings))
    watched.relay.pool.close()
    assert watch.look() is None
    watch.publish(None)
    assert "Une partie ne fonctionne pas" in (tmp_path / "index.html").read_text()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["en.html", "history.json", "index.html", "static"]


_ENVELOPE = """
INSERT INTO envelope (day, pharmacy, id, header_hash, commit, header, signature, pharmacy_copy, accepted_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_DAY = "INSERT INTO reconciliation VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
_OUTBOX = """
INSERT INTO outbox (day, pharmacy, id, kid, register_copy, state, due_at) VALUES (%s, %s, %s, %s, %s, %s, %s)
"""
_SHOP = """
INSERT INTO shop (finess, name, phone, email, pharmacy, contract, approved_at)
VALUES (%s, %s, '0199000000', 'titulaire@pharmacie.example', %s, 'contrat', %s)
"""
