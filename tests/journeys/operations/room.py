"""The operator's desk: a relay with made-up pharmacies and days in its database, and a link for its operator."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
from tests.integration.running import (
    NO_POWER_CUTS,
    PublishedRegister,
    RunningRelay,
    free_port,
    relay_environment,
    run_python,
)

from sceau.relay.alarms import standing
from sceau.relay.alarms.reading import day_text
from sceau.relay.alarms.rules import Alarm
from sceau.relay.operators import accounts
from sceau.web.clock import day_of
from sceau.web.embedded import EmbeddedPostgres

EMAIL = "astreinte@relais.example"
SHOPS = 9
NAME = "Officine inventée n°\u00a0{}"
OLDEST = 18
"""Minutes since the envelope was accepted that the register has not answered for: long enough for an alarm."""
IDS = {
    "registered": bytes.fromhex("4fa19c2e" + "11" * 12),
    "retried": bytes.fromhex("a27be010" + "22" * 12),
    "dead": bytes.fromhex("c9000d71" + "33" * 12),
    "lost": bytes.fromhex("0e55aa90" + "44" * 12),
}
_MIGRATE = (
    "from sceau.relay.configuration import RelaySettings; from sceau.relay.commands import migrate\n"
    "migrate(RelaySettings())"
)


def finess(number: int) -> str:
    return f"99000010{number}"


@dataclass
class Room:
    """`now` is when the made-up days end."""

    relay: RunningRelay
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def today(self) -> int:
        return day_of(self.now)

    def invites(self) -> str:
        """The path of a link that makes an operator's passkey."""
        with psycopg.connect(self.relay.database_url) as connection:
            return f"/operator/join#{accounts.invite(connection, EMAIL, datetime.now(UTC))}"

    def has_days(self) -> None:
        """Fourteen days of nine pharmacies on which all agrees, and a queue that is short."""
        for number in range(SHOPS):
            self.relay.execute(_PHARMACY, shop(number), finess(number), self.now)
            self.relay.execute(_SHOP, finess(number), NAME.format(number + 1), shop(number), self.now)
            for back in range(14):
                count = 0 if (self.today - back) % 7 == 3 else 20 + (number * 7 + back * 5) % 23
                captured = None if number % 3 else count
                unsent = None if captured is None else 0
                row = (
                    self.today - back,
                    shop(number),
                    captured,
                    unsent,
                    count,
                    count,
                    0,
                    0,
                    count,
                    count // 20,
                    0,
                    self.now,
                )
                self.relay.execute(_DAY, *row)
        for minute in range(0, 1440, 10):
            waiting = minute % 90 // 10 + (60 if 600 < minute < 700 else 0)
            self.relay.execute(_SAMPLE, self.now - timedelta(minutes=minute), waiting, waiting * 3)
        self.is_watched()

    def is_watched(self) -> None:
        with psycopg.connect(self.relay.database_url) as connection:
            for process in ("worker", "watch"):
                standing.beat(connection, process, datetime.now(UTC))
            connection.execute(_CHECKED, (self.today, datetime.now(UTC)))

    def has_alarms(self) -> None:
        """Of the envelopes, the difference, a pharmacy that is silent, a certificate; and one that is over."""
        self.relay.execute(_SILENT, self.today, shop(4))
        yesterday = day_text(self.today - 1)
        held = [
            Alarm("pharmacy-silent", finess(4), {"name": NAME.format(5)}),
            Alarm("queue-old", facts={"count": 1, "minutes": OLDEST}),
            Alarm("envelopes-dead", facts={"count": 1}),
            Alarm("books-differ", f"{finess(1)} {yesterday}", {"name": NAME.format(2), "count": 1, "day": yesterday}),
            Alarm("certificate-ends", "relais.example", {"day": day_text(self.today + 10)}),
        ]
        over = Alarm("witness-behind", "temoin.example")
        with psycopg.connect(self.relay.database_url) as connection:
            standing.settle(connection, [over], self.now - timedelta(hours=5))
            standing.settle(connection, held[1:], self.now - timedelta(minutes=40))
            standing.settle(connection, held, self.now - timedelta(minutes=3))

    def has_a_difference(self) -> None:
        """Yesterday one envelope of the second pharmacy was lost."""
        self.relay.execute(
            "UPDATE reconciliation SET differs = 1, accepted = accepted + 1 WHERE (day, pharmacy) = (%s, %s)",
            *(self.today - 1, shop(1)),
        )
        self.relay.execute(
            "INSERT INTO reconciliation_difference VALUES (%s, %s, %s, 'lost')", self.today - 1, shop(1), IDS["lost"]
        )

    def has_envelopes(self) -> None:
        """One registered and read twice, one that the register has not answered for, one given up."""
        self._accepts("registered", minutes=95)
        self._accepts("retried", minutes=OLDEST, state="pending", attempts=2, code="register-unreachable")
        self._accepts("dead", minutes=900, state="dead", attempts=9, code="poison")
        self.relay.execute(_UNDER_WAY, self.today, shop(0))
        for minutes in (0, 10):
            at = self.now - timedelta(minutes=minutes, seconds=1)
            self.relay.execute(_SAMPLE, at, 1, 60 * (OLDEST - minutes))
        key = (self.today, shop(0), IDS["registered"])
        self.relay.execute(_ACKNOWLEDGED, *key, bytes(64), self.now - timedelta(minutes=94))
        for minutes in (60, 20):
            self.relay.execute(_OPENED, self.now - timedelta(minutes=minutes), *key[1:], bytes(32))

    def has_a_row(self, number: int, state: str) -> None:
        self.relay.execute(_ITEM, shop(0), self.today, number, state, bytes(4096))

    def _accepts(self, name: str, *, minutes: int, state: str | None = None, attempts: int = 0, code: str = "") -> None:
        key, at = (self.today, shop(0), IDS[name]), self.now - timedelta(minutes=minutes)
        lookup = IDS[name][::-1]
        self.relay.execute(_ENVELOPE, *key, bytes(32), bytes(32), b"h", bytes(64), b"copy", lookup, at)
        self.relay.execute(_TICKET, lookup, shop(0), bytes(32), self.today)
        if state is not None:
            due = self.now + timedelta(minutes=8)
            self.relay.execute(_OUTBOX, *key, bytes(16), b"copy", state, due, attempts, code)


def shop(number: int) -> bytes:
    return bytes([number + 1]) * 16


@contextmanager
def control_room(folder: Path) -> Iterator[Room]:
    """A relay at `localhost`, for which passkeys can be made."""
    with EmbeddedPostgres(folder / "data", NO_POWER_CUTS) as cluster:
        environment = relay_environment(cluster.create_database("operations"), PublishedRegister())
        port = free_port()
        public = {"SCEAU_RELAY_PUBLIC_URL": f"http://localhost:{port}", "SCEAU_RELAY_BIND": f"127.0.0.1:{port}"}
        run_python(_MIGRATE, {**environment, **public})
        relay = RunningRelay.start({**environment, **public}, folder / "relay.log")
        try:
            yield Room(relay)
        finally:
            relay.stop()


_PHARMACY = "INSERT INTO pharmacy VALUES (%s, %s, 0, %s)"
_SHOP = """
INSERT INTO shop (finess, name, phone, email, pharmacy, contract, approved_at)
VALUES (%s, %s, '0199000000', 'titulaire@pharmacie.example', %s, 'contrat', %s)
"""
_DAY = "INSERT INTO reconciliation VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
_UNDER_WAY = """
UPDATE reconciliation SET captured = captured + 2, accepted = accepted + 2, waiting = 1, dead = 1
WHERE (day, pharmacy) = (%s, %s)
"""
_SILENT = """
UPDATE reconciliation SET captured = NULL, unsent = NULL, accepted = 0, delivered = 0, registered = 0, rejected = 0
WHERE (day, pharmacy) = (%s, %s)
"""
_SAMPLE = "INSERT INTO sample VALUES (%s, %s, %s, 0)"
_CHECKED = (
    "INSERT INTO reconciliation_day VALUES (%s, %s) ON CONFLICT (day) DO UPDATE SET checked_at = excluded.checked_at"
)
_ENVELOPE = """
INSERT INTO envelope (day, pharmacy, id, header_hash, commit, header, signature, pharmacy_copy, lookup, accepted_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_TICKET = "INSERT INTO ticket (lookup, pharmacy, proof_hash, last_day) VALUES (%s, %s, %s, %s)"
_OUTBOX = """
INSERT INTO outbox (day, pharmacy, id, kid, register_copy, state, due_at, attempts, last_code)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_ACKNOWLEDGED = """
INSERT INTO acknowledgement
(day, pharmacy, id, status, ack, ack_signature, answer, leaf_index, path, checkpoint, acknowledged_at)
VALUES (%s, %s, %s, 'accepted', 'ack', %s, 'answer', 20518, '', 1, %s)
"""
_OPENED = """
INSERT INTO journal (at, actor, action, count, detail, pharmacy, id, nonce)
VALUES (%s, 'ticket-holder', 'ticket-opened', 1, '', %s, %s, %s)
"""
_ITEM = "INSERT INTO item (pharmacy, day, number, state, version, change, sealed) VALUES (%s, %s, %s, %s, 1, 1, %s)"
