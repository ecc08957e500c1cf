"""Take due rows of the outbox, and settle them (`relay/migrations/0001_initial.sql`, table outbox).

A lease is a random token and an end: past it a row may be taken again, in the place that it had. Settling names the
token: a worker that was stopped past its lease and woke up changes nothing, because another has it now.

Rows are taken oldest first. When more are due than a batch takes, half of it is one row of each of the pharmacies that
follow a random place on the ring of those that wait: ten thousand rows of one keep no other's single row waiting.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sceau.relay.delivery.answers import Acknowledged
from sceau.relay.delivery.schedule import STEPS
from sceau.relay.journal.entry import WORKER, Action, write
from sceau.relay.mirror.contradictions import store_checkpoint
from sceau.web.database import Database

LEASE: Final = timedelta(seconds=60)
GRACE: Final = timedelta(hours=24)
"""How long the register copy is kept after the register signed for it."""

Key = tuple[int, bytes, bytes]
"""day, pharmacy, id."""


@dataclass(frozen=True, slots=True)
class Leased:
    """One envelope to deliver: what the register is sent, how often it was tried, how often it alone was to blame.

    `due_at` is its place among those that wait.
    """

    key: Key
    header: bytes
    signature: bytes
    copy: bytes
    attempts: int
    faults: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Postponed:
    """An envelope to try again at `due_at`, or, without, one to give up; `code` says why, None that nothing is new."""

    key: Key
    code: str | None
    attempts: int
    faults: int
    due_at: datetime | None


def take(database: Database, token: UUID, now: datetime, limit: int) -> list[Leased]:
    """Lease up to `limit` due envelopes, a fair share of the oldest, skipping those that others take. Commits.

    `token` is random: it is also where the walk over the pharmacies begins.
    """
    named = {
        "token": token,
        "now": now,
        "until": now + LEASE,
        "never": now + 2 * LEASE,
        "limit": limit,
        "share": limit // 2,
        "from": token.bytes,
    }
    rows = database.execute(_TAKE, named).fetchall()
    database.commit()
    return [Leased((day, pharmacy, envelope), *rest) for day, pharmacy, envelope, *rest in rows]


def prolong(database: Database, token: UUID, keys: Sequence[Key], now: datetime) -> set[Key]:
    """Hold these for a whole lease from now, before they are sent again; returns those still ours. Commits."""
    columns = {
        "days": [key[0] for key in keys],
        "pharmacies": [key[1] for key in keys],
        "ids": [key[2] for key in keys],
    }
    ours = set(database.execute(_PROLONG, {**columns, "token": token, "until": now + LEASE}).fetchall())
    database.commit()
    return ours


def settle_acknowledged(database: Database, token: UUID, answers: Sequence[Acknowledged], now: datetime) -> int:
    """Store the register's word on each and end its delivery; returns how many were still ours. The caller commits."""
    if not answers:
        return 0
    for size, note in sorted({answer.size: answer.note for answer in answers}.items()):  # all in one order: no deadlock
        store_checkpoint(database, size, note, now)
    columns = {
        "days": [answer.key[0] for answer in answers],
        "pharmacies": [answer.key[1] for answer in answers],
        "ids": [answer.key[2] for answer in answers],
        "statuses": [answer.status for answer in answers],
        "acks": [answer.ack for answer in answers],
        "signatures": [answer.ack_signature for answer in answers],
        "answers": [answer.answer for answer in answers],
        "indexes": [answer.index for answer in answers],
        "paths": [b"".join(answer.path) for answer in answers],
        "sizes": [answer.size for answer in answers],
    }
    return database.execute(_ACKNOWLEDGE, {**columns, "token": token, "now": now, "delete_after": now + GRACE}).rowcount


def settle_postponed(database: Database, token: UUID, postponed: Sequence[Postponed], now: datetime) -> int:
    """Plan another attempt, or give up; returns how many were still ours. The caller commits."""
    if not postponed:
        return 0
    columns = {
        "days": [item.key[0] for item in postponed],
        "pharmacies": [item.key[1] for item in postponed],
        "ids": [item.key[2] for item in postponed],
        "codes": [item.code for item in postponed],
        "attempts": [item.attempts for item in postponed],
        "faults": [item.faults for item in postponed],
        "due": [item.due_at for item in postponed],
    }
    states = [state for (state,) in database.execute(_POSTPONE, {**columns, "token": token})]
    if given_up := states.count("dead"):
        write(database, at=now, actor=WORKER, action=Action.ENVELOPES_GIVEN_UP, count=given_up)
    return len(states)


def was_answered_since(database: Database, moment: datetime) -> bool:
    """Whether the register has signed for any envelope since `moment`, at most `GRACE` ago."""
    return database.execute(_ANSWERED, {"after": moment + GRACE}).fetchone() is not None


def mend_times(database: Database, now: datetime) -> int:
    """Bring back what a clock that was ahead has put off for longer than any schedule does; how many. Commits.

    All are moved by as much, so that they keep their order.
    """
    named = {"now": now, "longest": now + 2 * STEPS[-1]}
    mended = database.execute(_MEND_TIMES, named).rowcount
    database.commit()
    return mended


def prune(database: Database, now: datetime, limit: int = 1000) -> int:
    """Delete register copies whose grace period is over; returns how many. Commits."""
    deleted = database.execute(_PRUNE, {"now": now, "limit": limit}).rowcount
    database.commit()
    return deleted


# A lease that ends later than any lease can was written by a clock that was ahead: nobody waits for it.
_FREE: Final = """
    state = 'pending' AND due_at <= %(now)s
    AND (lease_until IS NULL OR lease_until <= %(now)s OR lease_until > %(never)s)
"""
_FIRST: Final = "SELECT pharmacy FROM outbox WHERE state = 'pending' ORDER BY pharmacy LIMIT 1"
_NEXT: Final = "SELECT pharmacy FROM outbox WHERE state = 'pending' AND pharmacy > {} ORDER BY pharmacy LIMIT 1"
# What a take costs depends neither on the backlog nor on how many pharmacies wait: each step of the walk descends an
# index once, and the rows found are updated where they lie (a join would be planned for far more than a batch).
_TAKE: Final = f"""
WITH RECURSIVE turn (pharmacy, number) AS (
    SELECT coalesce(({_NEXT.format("%(from)s")}), ({_FIRST})), 1
    WHERE EXISTS (SELECT FROM outbox WHERE {_FREE} ORDER BY due_at OFFSET %(limit)s)
    UNION ALL
    SELECT coalesce(({_NEXT.format("turn.pharmacy")}), ({_FIRST})), number + 1 FROM turn WHERE number < %(share)s
), shared AS (
    SELECT one.place FROM (SELECT DISTINCT pharmacy FROM turn) AS turn, LATERAL (
        SELECT ctid AS place FROM outbox WHERE outbox.pharmacy = turn.pharmacy AND {_FREE}
        ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED) AS one
), oldest AS (
    SELECT ctid AS place FROM outbox WHERE {_FREE} AND ctid NOT IN (SELECT place FROM shared)
    ORDER BY due_at LIMIT %(limit)s - (SELECT count(*) FROM shared) FOR UPDATE SKIP LOCKED
), leased AS (
    UPDATE outbox SET lease_token = %(token)s, lease_until = %(until)s
    WHERE ctid = ANY(ARRAY(SELECT place FROM shared UNION ALL SELECT place FROM oldest))
    RETURNING day, pharmacy, id, register_copy, attempts, faults, due_at
)
SELECT day, pharmacy, id, envelope.header, envelope.signature, leased.register_copy, leased.attempts, leased.faults,
    leased.due_at
FROM leased JOIN envelope USING (day, pharmacy, id) ORDER BY leased.due_at
"""  # noqa: S608 (constants)

_PROLONG: Final = """
UPDATE outbox SET lease_until = %(until)s
FROM unnest(%(days)s::int[], %(pharmacies)s::bytea[], %(ids)s::bytea[]) AS given (day, pharmacy, id)
WHERE (outbox.day, outbox.pharmacy, outbox.id) = (given.day, given.pharmacy, given.id)
    AND lease_token = %(token)s AND state = 'pending'
RETURNING outbox.day, outbox.pharmacy, outbox.id
"""

_ACKNOWLEDGE: Final = """
WITH given AS (
    SELECT * FROM unnest(%(days)s::int[], %(pharmacies)s::bytea[], %(ids)s::bytea[], %(statuses)s::text[],
        %(acks)s::bytea[], %(signatures)s::bytea[], %(answers)s::bytea[], %(indexes)s::bigint[],
        %(paths)s::bytea[], %(sizes)s::bigint[])
    AS given (day, pharmacy, id, status, ack, ack_signature, answer, leaf_index, path, checkpoint)
), ours AS (
    UPDATE outbox SET state = 'registered', delete_after = %(delete_after)s, lease_token = NULL, lease_until = NULL
    FROM given WHERE (outbox.day, outbox.pharmacy, outbox.id) = (given.day, given.pharmacy, given.id)
        AND lease_token = %(token)s AND state = 'pending'
    RETURNING outbox.day, outbox.pharmacy, outbox.id
)
INSERT INTO acknowledgement
    (day, pharmacy, id, status, ack, ack_signature, answer, leaf_index, path, checkpoint, acknowledged_at)
SELECT day, pharmacy, id, status, ack, ack_signature, answer, leaf_index, path, checkpoint, %(now)s
FROM given JOIN ours USING (day, pharmacy, id)
"""

_POSTPONE: Final = """
UPDATE outbox SET attempts = given.attempts, faults = given.faults, last_code = coalesce(given.code, outbox.last_code),
    lease_token = NULL, lease_until = NULL, due_at = coalesce(given.due_at, outbox.due_at),
    state = CASE WHEN given.due_at IS NULL THEN 'dead' ELSE 'pending' END
FROM unnest(%(days)s::int[], %(pharmacies)s::bytea[], %(ids)s::bytea[], %(codes)s::text[], %(attempts)s::int[],
    %(faults)s::int[], %(due)s::timestamptz[]) AS given (day, pharmacy, id, code, attempts, faults, due_at)
WHERE (outbox.day, outbox.pharmacy, outbox.id) = (given.day, given.pharmacy, given.id)
    AND lease_token = %(token)s AND state = 'pending'
RETURNING outbox.state
"""

_ANSWERED: Final = "SELECT FROM outbox WHERE state = 'registered' AND delete_after > %(after)s LIMIT 1"

_MEND_TIMES: Final = """
UPDATE outbox SET due_at = due_at - (latest - %(now)s)
FROM (SELECT max(due_at) AS latest FROM outbox WHERE state = 'pending') AS found
WHERE state = 'pending' AND due_at > %(longest)s
"""

_PRUNE: Final = """
DELETE FROM outbox WHERE (day, pharmacy, id) IN (
    SELECT day, pharmacy, id FROM outbox WHERE state = 'registered' AND delete_after <= %(now)s
    ORDER BY delete_after LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
"""
