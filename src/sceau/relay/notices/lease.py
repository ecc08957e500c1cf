"""Lease slips to the notifier, and settle what became of them (`spec/notice.md` §3).

The one idea: a slip is leased, never marked done first. Taking it moves `due_at` to the lease's end, so that it is due
again by itself when nobody settles it; settling names the lease, so that a late word changes nothing.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random
from typing import Final
from uuid import UUID, uuid4

from sceau.envelope.wire import Delivery
from sceau.relay.delivery.schedule import next_attempt
from sceau.relay.journal.entry import WORKER, Action, write, write_each
from sceau.web.database import Database

LEASE: Final = timedelta(minutes=5)
MOST: Final = 50
"""Slips leased at once."""
UNTRIED: Final = timedelta(seconds=10)
"""Until a slip is due again that the notifier could not try: nothing is known against its address."""

Key = tuple[int, bytes, bytes]
"""day, pharmacy, id."""


class Outcome(StrEnum):
    """What the notifier did with a slip. `undeliverable` is counted and told to nobody."""

    SENT = "sent"
    UNDELIVERABLE = "undeliverable"
    LATER = "later"
    UNTRIED = "untried"


_ENDINGS: Final = {
    Outcome.SENT: Action.NOTICES_SENT,
    Outcome.UNDELIVERABLE: Action.NOTICES_UNDELIVERABLE,
}


@dataclass(frozen=True, slots=True)
class Leased:
    """`token` names the lease; `slips` are deliveries of the notifier's copies."""

    token: UUID
    slips: tuple[Delivery, ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """One slip's outcome."""

    key: Key
    outcome: Outcome


def lease(database: Database, *, most: int, now: datetime, by: str) -> Leased:
    """Lease up to `most` slips that are due, oldest first, and note that `by` was given each. The caller commits."""
    token = uuid4()
    rows = database.execute(_LEASE, {"token": token, "now": now, "until": now + LEASE, "most": min(most, MOST)})
    slips = rows.fetchall()
    if slips:
        given = [(pharmacy, one) for pharmacy, one, *_ in slips]
        write_each(database, at=now, actor=by, action=Action.SLIP_GIVEN, envelopes=given)
    return Leased(token, tuple(Delivery(*delivery) for _, _, *delivery in slips))


def settle(
    database: Database, token: UUID, settled: Sequence[Settled], *, now: datetime, by: str, random: Random
) -> dict[Outcome, int]:
    """Delete what is done with, plan the rest again; how many of each were still under this lease. Caller commits."""
    counts: Counter[Outcome] = Counter()
    for outcome in _ENDINGS:
        counts[outcome] = _delete(database, token, [one.key for one in settled if one.outcome is outcome])
    for one in settled:
        if one.outcome not in _ENDINGS:
            counts[one.outcome] += _postpone(database, token, one, now, random)
    for outcome, action in _ENDINGS.items():
        if counts[outcome]:
            write(database, at=now, actor=by, action=action, count=counts[outcome])
    return dict(counts)


def expire(database: Database, now: datetime) -> int:
    """Delete slips that nobody sent in seven days; how many. The caller commits."""
    expired = database.execute("DELETE FROM notice WHERE delete_after <= %s", (now,)).rowcount
    if expired:
        write(database, at=now, actor=WORKER, action=Action.NOTICES_EXPIRED, count=expired)
    return expired


def _postpone(database: Database, token: UUID, one: Settled, now: datetime, random: Random) -> int:
    row = database.execute(_ATTEMPTS, (*one.key, token)).fetchone()
    if row is None:
        return 0
    attempts = row[0] + (one.outcome is Outcome.LATER)
    due = now + UNTRIED if one.outcome is Outcome.UNTRIED else next_attempt(attempts, now, random)
    return database.execute(_POSTPONE, (attempts, due, *one.key)).rowcount


def _delete(database: Database, token: UUID, keys: Sequence[Key]) -> int:
    days, pharmacies, ids = ([key[at] for key in keys] for at in range(3))
    return database.execute(_DELETE, {"days": days, "pharmacies": pharmacies, "ids": ids, "token": token}).rowcount


_LEASE: Final = """
WITH due AS (
    SELECT day, pharmacy, id FROM notice WHERE due_at <= %(now)s AND delete_after > %(now)s
    ORDER BY due_at LIMIT %(most)s FOR UPDATE SKIP LOCKED
), leased AS (
    UPDATE notice SET lease_token = %(token)s, due_at = %(until)s
    FROM due WHERE (notice.day, notice.pharmacy, notice.id) = (due.day, due.pharmacy, due.id)
    RETURNING notice.day, notice.pharmacy, notice.id, notice.slip
)
SELECT pharmacy, id, envelope.header, envelope.signature, leased.slip
FROM leased JOIN envelope USING (day, pharmacy, id)
"""
_DELETE: Final = """
DELETE FROM notice USING unnest(%(days)s::int[], %(pharmacies)s::bytea[], %(ids)s::bytea[]) AS given (day, pharmacy, id)
WHERE (notice.day, notice.pharmacy, notice.id) = (given.day, given.pharmacy, given.id)
    AND notice.lease_token = %(token)s
"""
_ATTEMPTS: Final = """
SELECT attempts FROM notice WHERE day = %s AND pharmacy = %s AND id = %s AND lease_token = %s FOR UPDATE
"""
_POSTPONE: Final = """
UPDATE notice SET attempts = %s, due_at = %s, lease_token = NULL WHERE day = %s AND pharmacy = %s AND id = %s
"""
