"""Readings at the register's desk as a relay brings them: old ones are not kept, impossible ones refused alone."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import uuid4

import pytest
from tests.unit.ledger.memory_ledger import SIGNER

from sceau.envelope import cbor
from sceau.ledger.checkpoint import Checkpoint, sign_checkpoint
from sceau.ledger.errors import UnknownSignerError
from sceau.ledger.keys import Signer
from sceau.relay.journal import readings
from sceau.web.database import Pool, open_pool
from sceau.web.embedded import EmbeddedPostgres
from sceau.web.journal import Entry

NOW = datetime(2026, 1, 10, 12, 0, tzinfo=UTC)
YEAR = timedelta(days=365)
ABSURD = 2**53 - 1


@dataclass(slots=True)
class Telling:
    """A register: its readings by place, and how many leaves its signed ledger has."""

    told: dict[int, datetime]
    size: int = 5000
    asked: list[str] = field(default_factory=list)

    def ask(self, path: str) -> list[bytes]:
        self.asked.append(path)
        first = int(path.rpartition("/")[2])
        places = sorted(place for place in self.told if place >= first)[: readings.MOST]
        return [cbor.encode(self._line(place)) for place in places]

    def read(self, path: str) -> bytes:
        assert path == "/ledger/checkpoint"
        return sign_checkpoint(Checkpoint(SIGNER.name, self.size, bytes(32)), SIGNER)

    def _line(self, place: int) -> dict[str, object]:
        entry = Entry(self.told[place], "officer-00", "record-read", pharmacy=bytes(16), id=bytes(16), nonce=bytes(32))
        return {"entry": entry.encode(), "nonce": entry.nonce, "index": place}


@pytest.fixture
def pool(relay_cluster: EmbeddedPostgres, relay_template: str) -> Iterator[Pool]:
    url = relay_cluster.create_database(f"readings_{uuid4().hex}", template=relay_template)
    with open_pool(url, size=2) as opened:
        yield opened


def bring(pool: Pool, register: Telling, now: datetime = NOW) -> bool:
    return readings.bring(pool, cast("Any", register), [SIGNER.verifier], now)


def kept(pool: Pool) -> list[int]:
    with pool.connection() as connection:
        return [place for (place,) in connection.execute("SELECT leaf_index FROM reading ORDER BY leaf_index")]


def forgotten(pool: Pool, now: datetime) -> list[int]:
    """What is left after forgetting."""
    with pool.connection() as connection:
        readings.forget(connection, now)
    return kept(pool)


def test_a_reading_is_forgotten_a_year_after_it_was_made_though_it_came_late(pool: Pool) -> None:
    bring(pool, Telling({3: NOW - YEAR + timedelta(days=1)}))
    assert (kept(pool), forgotten(pool, NOW + timedelta(days=2))) == ([3], [])


def test_a_relay_that_forgot_all_walks_past_what_is_older_than_a_year(pool: Pool) -> None:
    old = dict.fromkeys(range(readings.MOST), NOW - YEAR - timedelta(days=1))
    register = Telling({**old, 2000: NOW})
    assert [bring(pool, register), bring(pool, register), bring(pool, register)] == [True, False, False]
    assert (register.asked, kept(pool)) == (["/readings/0", f"/readings/{readings.MOST}", "/readings/2001"], [2000])


def test_where_it_was_is_known_when_every_reading_is_forgotten(pool: Pool) -> None:
    register = Telling({7: NOW})
    bring(pool, register)
    assert forgotten(pool, NOW + YEAR + timedelta(days=1)) == []
    bring(pool, register)
    assert register.asked == ["/readings/0", "/readings/8"]


@pytest.mark.parametrize("absurd", [ABSURD, 5000])
def test_a_place_that_the_ledger_does_not_have_is_refused_and_stops_no_other(pool: Pool, absurd: int) -> None:
    register = Telling({3: NOW, absurd: NOW})
    bring(pool, register)
    register.told[4] = NOW
    bring(pool, register)
    assert (register.asked, kept(pool)) == (["/readings/0", "/readings/4"], [3, 4])


def test_a_page_of_nothing_but_absurd_places_is_not_asked_again_at_once(pool: Pool) -> None:
    assert not bring(pool, Telling(dict.fromkeys(range(5000, 5000 + readings.MOST), NOW)))


def test_what_the_ledger_has_since_is_taken(pool: Pool) -> None:
    register = Telling({3: NOW, 5000: NOW})
    bring(pool, register)
    register.size = 5001
    bring(pool, register)
    assert kept(pool) == [3, 5000]


def test_a_reading_of_the_future_is_kept_a_year_from_now(pool: Pool) -> None:
    bring(pool, Telling({3: NOW + 9 * YEAR}))
    assert forgotten(pool, NOW + YEAR + timedelta(days=1)) == []


def test_a_size_that_another_ledger_signed_is_not_believed(pool: Pool) -> None:
    with pytest.raises(UnknownSignerError):
        readings.bring(pool, cast("Any", Telling({3: NOW})), [Signer(SIGNER.name, bytes(32)).verifier], NOW)
