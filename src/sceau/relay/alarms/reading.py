"""Read a snapshot of the relay's database. Each question costs what is wrong or what a day holds, never history."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from sceau.envelope.statements import KeyRole, Statements
from sceau.relay.alarms.snapshot import Days, Differing, Queue, Shop, Silence, Snapshot, Witnessing
from sceau.relay.delivery.ageing import AHEAD_DAYS
from sceau.relay.delivery.deliver import LAST_DAY
from sceau.relay.relay import Relay
from sceau.web.clock import day_of
from sceau.web.database import Database

_EPOCH: Final = date(1970, 1, 1)
_WEEKS: Final = 4
_SINCE: Final = 7
"""Days that a board is compared over: a row may be sent some days after it was written."""
_BEHIND: Final = timedelta(minutes=15)


def read_snapshot(relay: Relay, *, started: datetime, certificates: Mapping[str, datetime | None]) -> Snapshot:
    """The relay now. `started` is when whoever watches began; `certificates` when each host's ends."""
    now = relay.clock.now()
    with relay.pool.connection() as connection:
        statements = relay.statements.read(connection)
        return Snapshot(
            now=now,
            started=started,
            queue=read_queue(connection),
            days=read_days(connection, day_of(now) - 1, day_of(now)),
            worker_seen=_one(connection, "SELECT at FROM heartbeat WHERE process = 'worker'"),
            compared=_one(connection, "SELECT max(checked_at) FROM reconciliation_day"),
            silences=tuple(_silences(connection, now)),
            differing=tuple(_differing(connection, _DIFFERING, {})),
            short=tuple(_differing(connection, _SHORT, {"today": day_of(now), "since": _SINCE})),
            certificates=certificates,
            keys=key_ends(statements),
            signer=None if (end := statements.signer_end) is None else datetime.fromtimestamp(end, UTC),
            witnesses=tuple(_witnesses(connection, now)),
            lack=_one(connection, "SELECT lack FROM room"),
            ageing=connection.execute(_AGEING, (day_of(now) + AHEAD_DAYS - LAST_DAY,)).fetchall()[0][0],
            unseen=_one(connection, _UNSEEN),
            findings=tuple(connection.execute("SELECT name, subject FROM finding ORDER BY name, subject").fetchall()),
        )


def read_queue(connection: Database) -> Queue:
    """What is on its way. `oldest` is exact while fewer than 10,000 wait, then of the oldest days."""
    ((waiting, dead, oldest),) = connection.execute(_QUEUE).fetchall()
    return Queue(waiting, oldest, dead)


def read_days(connection: Database, first: int, last: int) -> Days:
    """These days together, as they were last compared."""
    (row,) = connection.execute(_DAYS, (first, last)).fetchall()
    return Days(*row)


def key_ends(statements: Statements) -> dict[str, datetime]:
    """When the last published key of each role ends; a role that never had one is absent."""
    ends: dict[str, int] = {}
    for role in KeyRole:
        for key in statements.usable(role):
            ends[role.value] = max(ends.get(role.value, 0), key.not_after)
    return {role: datetime.fromtimestamp(end, UTC) for role, end in ends.items()}


def day_text(day: int) -> str:
    """A day as machines and operators write it: 2026-10-14."""
    return (_EPOCH + timedelta(days=day)).isoformat()


def _silences(connection: Database, now: datetime) -> list[Silence]:
    today = day_of(now)
    days = [today - 7 * week for week in range(1, _WEEKS + 1)]
    rows = connection.execute(_SILENCES, {"days": days, "today": today, "least": _WEEKS - 1})
    return [Silence(Shop(finess, name), usual, sends) for finess, name, usual, sends in rows]


def _differing(connection: Database, query: str, values: Mapping[str, object]) -> list[Differing]:
    rows = connection.execute(query.encode(), values)
    return [Differing(Shop(finess, name), day_text(day), count) for finess, name, day, count in rows]


def _witnesses(connection: Database, now: datetime) -> list[Witnessing]:
    rows = connection.execute(_WITNESSES, {"before": now - _BEHIND})
    return [Witnessing(name, behind) for name, behind in rows]


def _one(connection: Database, query: str) -> Any:  # noqa: ANN401 (whatever the one column has)
    row = connection.execute(query.encode()).fetchone()
    return None if row is None else row[0]


_QUEUE: Final = """
SELECT (SELECT count(*) FROM outbox WHERE state = 'pending'), (SELECT count(*) FROM outbox WHERE state = 'dead'),
       (SELECT min(accepted_at) FROM (
            SELECT day, pharmacy, id FROM outbox WHERE state = 'pending' ORDER BY day LIMIT 10000
        ) AS oldest JOIN envelope USING (day, pharmacy, id))
"""
_AGEING: Final = "SELECT count(*) FROM outbox WHERE state = 'pending' AND day <= %s"
# The shortest is the one that waits longest: a ledger only grows.
_UNSEEN: Final = "SELECT at FROM checkpoint WHERE NOT compared AND EXISTS (SELECT FROM mirror) ORDER BY size LIMIT 1"
_DAYS: Final = """
SELECT coalesce(sum(captured), 0), coalesce(sum(accepted), 0), coalesce(sum(delivered), 0),
       coalesce(sum(waiting), 0), coalesce(sum(registered), 0), coalesce(sum(rejected), 0)
FROM reconciliation WHERE day BETWEEN %s AND %s
"""
# An hour is learned by two clocks, and the later counts: Paris changes its own, overseas clocks stay as they are.
# Whether it has sent today is asked of the envelopes themselves: no comparison is made while the register is away.
_SILENCES: Final = """
SELECT finess, coalesce(shop.name, ''), usual,
       EXISTS (SELECT FROM envelope e WHERE e.day = %(today)s AND e.pharmacy = expected.pharmacy)
FROM (
    SELECT pharmacy, max(greatest(
        first_at + (%(today)s - day) * interval '24 hours',
        ((first_at AT TIME ZONE 'Europe/Paris') + (%(today)s - day) * interval '1 day') AT TIME ZONE 'Europe/Paris'
    )) AS usual FROM reconciliation
    WHERE day = ANY (%(days)s::int[]) AND accepted > 0 AND (first_at AT TIME ZONE 'UTC')::date - date '1970-01-01' = day
    GROUP BY pharmacy HAVING count(*) >= %(least)s
) AS expected JOIN pharmacy USING (pharmacy) LEFT JOIN shop USING (finess) ORDER BY finess
"""
# Oldest first: beyond the limit a new one waits, and never ends the alarm of one that still differs.
_DIFFERING: Final = """
SELECT coalesce(finess, '?'), coalesce(shop.name, ''), day, differs FROM reconciliation r
LEFT JOIN pharmacy p ON p.pharmacy = r.pharmacy LEFT JOIN shop USING (finess)
WHERE differs > 0 ORDER BY day, finess LIMIT 200
"""
# An envelope's day is never before its row's: from any day on, rows that say sent are at most envelopes accepted.
_SHORT: Final = """
SELECT coalesce(finess, '?'), coalesce(shop.name, ''), max(day), max(short)::int FROM (
    SELECT pharmacy, day, sum(coalesce(captured - unsent, 0) - accepted)
           OVER (PARTITION BY pharmacy ORDER BY day DESC) AS short
    FROM reconciliation WHERE day BETWEEN %(today)s::int - %(since)s::int AND %(today)s
) AS since JOIN pharmacy USING (pharmacy) LEFT JOIN shop USING (finess)
WHERE short > 0 AND day < %(today)s GROUP BY finess, shop.name ORDER BY finess LIMIT 200
"""
_WITNESSES: Final = """
SELECT name, size < coalesce((SELECT max(size) FROM witnessed WHERE at < %(before)s), 0)
    OR coalesce((SELECT max(at) FROM witnessed) < %(before)s, false)
FROM witness ORDER BY name
"""
