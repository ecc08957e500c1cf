"""Comparing a relay's books with a register's: equal days cost one question, unequal ones name their ids."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, cast
from uuid import uuid4

import pytest

from sceau.envelope import cbor
from sceau.relay.maintenance import make_room
from sceau.relay.reconciliation.comparing import Difference
from sceau.relay.reconciliation.reconciling import OLDER, RECENT, Compared, reconcile_day, reconcile_next
from sceau.web.clock import day_of
from sceau.web.database import Pool, open_pool
from sceau.web.embedded import EmbeddedPostgres

if TYPE_CHECKING:
    from sceau.relay.delivery.register import Register

NOW = datetime(2026, 1, 10, 12, 0, tzinfo=UTC)
TODAY = day_of(NOW)
SHOP, OTHER = b"s" * 16, b"o" * 16


def identity(number: int) -> bytes:
    return number.to_bytes(16, "big")


@dataclass
class Books:
    """What the register answered for good, as it would tell it; notes each question."""

    registered: dict[tuple[int, bytes], set[bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def add(self, pharmacy: bytes, *numbers: int, day: int = TODAY) -> None:
        self.registered.setdefault((day, pharmacy), set()).update(map(identity, numbers))

    def ask(self, path: str) -> list[bytes]:
        self.asked.append(path)
        _, _, day, *pharmacy = path.split("/")
        if pharmacy:
            ids = self.registered.get((int(day), bytes.fromhex(pharmacy[0])), set())
            return [cbor.encode([one, True]) for one in sorted(ids)]
        of_day = {key[1]: sorted(ids) for key, ids in self.registered.items() if key[0] == int(day)}
        return [cbor.encode([one, len(ids), 0, sha256(b"".join(ids)).digest()]) for one, ids in sorted(of_day.items())]


@dataclass
class Relay:
    """A relay's database, written as accepting and delivering write it."""

    pool: Pool
    books: Books = field(default_factory=Books)

    def accept(self, pharmacy: bytes, *numbers: int, day: int = TODAY, state: str | None = "pending") -> None:
        """Envelopes, and rows of the outbox in this state; None for no row."""
        with self.pool.connection() as connection:
            for number in numbers:
                key = (day, pharmacy, identity(number))
                connection.execute(_ENVELOPE, (*key, bytes(32), bytes(32), b"h", bytes(64), b"copy", NOW))
                if state is not None:
                    connection.execute(_OUTBOX, (*key, bytes(16), b"copy", state, NOW))

    def deliver(self, pharmacy: bytes, *numbers: int, day: int = TODAY) -> None:
        """Accepted, acknowledged, and no longer in the outbox."""
        self.accept(pharmacy, *numbers, day=day, state=None)
        with self.pool.connection() as connection:
            for number in numbers:
                connection.execute(_ACKNOWLEDGED, (day, pharmacy, identity(number), bytes(64), NOW))

    def compare(self) -> Compared:
        return reconcile_day(self.pool, cast("Register", self.books), TODAY, NOW)

    def next_day(self, now: datetime = NOW) -> bool:
        return reconcile_next(self.pool, cast("Register", self.books), now)

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with self.pool.connection() as connection:
            return connection.execute(query.encode()).fetchall()


@pytest.fixture
def relay(relay_cluster: EmbeddedPostgres, relay_template: str) -> Iterator[Relay]:
    url = relay_cluster.create_database(f"reconciliation_{uuid4().hex}", template=relay_template)
    with open_pool(url, size=2) as pool:
        with pool.connection() as connection:
            make_room(connection, NOW)
        yield Relay(pool)


def test_a_day_on_which_both_books_agree_costs_one_question(relay: Relay) -> None:
    for shop in (SHOP, OTHER):
        relay.deliver(shop, 1, 2, 3)
        relay.books.add(shop, 1, 2, 3)
    compared = relay.compare()
    assert (compared.differences, relay.books.asked) == ({}, [f"/reconciliation/{TODAY}"])


def test_a_line_counts_what_was_accepted_delivered_waits_was_given_up_and_registered(relay: Relay) -> None:
    relay.deliver(SHOP, 1, 2)
    relay.accept(SHOP, 3, 4)
    relay.accept(SHOP, 5, state="dead")
    relay.books.add(SHOP, 1, 2)
    relay.compare()
    query = "SELECT accepted, delivered, waiting, dead, registered, rejected, differs FROM reconciliation"
    assert relay.rows(query) == [(5, 2, 2, 1, 2, 0, 0)]


def test_each_id_that_differs_is_named_with_how(relay: Relay) -> None:
    relay.deliver(SHOP, 1, 2)
    relay.accept(SHOP, 3, 4, state=None)
    relay.accept(SHOP, 5, state="dead")
    relay.books.add(SHOP, 1, 4, 5, 6)
    assert relay.compare().differences == {
        SHOP: {
            identity(2): Difference.UNREGISTERED,
            identity(3): Difference.LOST,
            identity(4): Difference.UNACKNOWLEDGED,
            identity(5): Difference.DEAD_REGISTERED,
            identity(6): Difference.UNKNOWN,
        }
    }


def test_a_neighbour_that_agrees_is_not_asked_about(relay: Relay) -> None:
    relay.deliver(SHOP, 1)
    relay.deliver(OTHER, 1)
    relay.books.add(OTHER, 1)
    relay.compare()
    assert [path for path in relay.books.asked if OTHER.hex() in path] == []


def test_a_pharmacy_that_only_the_register_knows_is_seen(relay: Relay) -> None:
    relay.books.add(SHOP, 1)
    assert relay.compare().differences == {SHOP: {identity(1): Difference.UNKNOWN}}


def test_what_is_mended_is_no_longer_named(relay: Relay) -> None:
    relay.deliver(SHOP, 1)
    relay.compare()
    relay.books.add(SHOP, 1)
    relay.compare()
    assert relay.rows("SELECT differs FROM reconciliation") == [(0,)]
    assert relay.rows("SELECT id FROM reconciliation_difference") == []


def test_the_board_says_what_was_captured_and_what_has_not_been_sent(relay: Relay) -> None:
    with relay.pool.connection() as connection:
        for number, state in enumerate(("waiting", "sampled", "read", "sent", "sent", "cancelled"), 1):
            connection.execute(_ITEM, (SHOP, TODAY, number, state, bytes(4096)))
    relay.compare()
    assert relay.rows("SELECT captured, unsent, accepted FROM reconciliation") == [(3, 1, 0)]


def test_without_a_board_nobody_claims_to_know_what_was_captured(relay: Relay) -> None:
    relay.deliver(SHOP, 1)
    relay.books.add(SHOP, 1)
    relay.compare()
    assert relay.rows("SELECT captured FROM reconciliation") == [(None,)]


def test_every_day_that_may_be_asked_about_has_its_turn_and_then_none(relay: Relay) -> None:
    turns = 0
    while relay.next_day():
        turns += 1
    days = [int(path.rpartition("/")[2]) for path in relay.books.asked]
    assert (turns, sorted(days)) == (63, list(range(TODAY - 60, TODAY + 3)))


def test_a_day_on_which_something_moves_has_its_turn_again_soon(relay: Relay) -> None:
    relay.accept(SHOP, 1, day=TODAY - 20)
    while relay.next_day():
        pass
    relay.books.asked.clear()
    while relay.next_day(NOW + RECENT):
        pass
    days = sorted(int(path.rpartition("/")[2]) for path in relay.books.asked)
    assert days == [TODAY - 20, TODAY - 1, TODAY, TODAY + 1, TODAY + 2]


def test_an_older_day_is_compared_again_after_a_day(relay: Relay) -> None:
    while relay.next_day():
        pass
    relay.books.asked.clear()
    later = NOW + OLDER - timedelta(minutes=1)
    while relay.next_day(later):
        pass
    assert f"/reconciliation/{TODAY - 30}" not in relay.books.asked
    while relay.next_day(NOW + OLDER):
        pass
    assert f"/reconciliation/{TODAY - 30}" in relay.books.asked


_ENVELOPE = """
INSERT INTO envelope (day, pharmacy, id, header_hash, commit, header, signature, pharmacy_copy, accepted_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_OUTBOX = """
INSERT INTO outbox (day, pharmacy, id, kid, register_copy, state, due_at) VALUES (%s, %s, %s, %s, %s, %s, %s)
"""
_ACKNOWLEDGED = """
INSERT INTO acknowledgement
(day, pharmacy, id, status, ack, ack_signature, answer, leaf_index, path, checkpoint, acknowledged_at)
VALUES (%s, %s, %s, 'accepted', 'ack', %s, 'answer', 0, '', 1, %s)
"""
_ITEM = "INSERT INTO item (pharmacy, day, number, state, version, change, sealed) VALUES (%s, %s, %s, %s, 1, 1, %s)"
