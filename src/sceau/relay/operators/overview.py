"""What the operator's page shows: totals a day, the queue of a day and a night, and one day's pharmacies."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sceau.relay.alarms import standing
from sceau.relay.alarms.reading import read_days, read_queue
from sceau.relay.alarms.rules import envelopes_are_dead
from sceau.relay.alarms.snapshot import Days, Queue, Snapshot
from sceau.relay.alarms.standing import Standing
from sceau.relay.reconciliation.summary import Line
from sceau.web.clock import day_of
from sceau.web.database import Database

DAYS: Final = 14
SHOWN: Final = 200
_NIGHT: Final = timedelta(hours=24)
_PAST_ALARMS: Final = 8


@dataclass(frozen=True, slots=True)
class DayTotal:
    """All pharmacies of a day together."""

    day: int
    accepted: int
    registered: int
    rejected: int
    waiting: int
    differs: int


@dataclass(frozen=True, slots=True)
class Sample:
    """The longest queue and the oldest envelope, in seconds, of ten minutes."""

    at: datetime
    waiting: int
    age: int


@dataclass(frozen=True, slots=True)
class Overview:
    now: datetime
    queue: Queue
    days: Days
    alarms: list[Standing]
    past: list[Standing]
    totals: list[DayTotal]
    samples: list[Sample]
    seen: dict[str, datetime | None]


@dataclass(frozen=True, slots=True)
class ShopDay:
    """A pharmacy's line of a day, and whose it is; `ids` those that differ, with how."""

    finess: str
    shop: str
    day: int
    line: Line
    ids: tuple[tuple[str, str], ...]


def read_overview(connection: Database, now: datetime) -> Overview:
    """Everything on the first page."""
    today, queue = day_of(now), read_queue(connection)
    return Overview(
        now=now,
        queue=queue,
        days=read_days(connection, today - 1, today),
        alarms=_alarms(connection, queue, now),
        past=standing.past(connection, _PAST_ALARMS),
        totals=_totals(connection, today),
        samples=[Sample(*row) for row in connection.execute(_SAMPLES, (now - _NIGHT,))],
        seen=_seen(connection),
    )


def read_day(connection: Database, day: int, *, limit: int | None = SHOWN) -> list[ShopDay]:
    """The pharmacies of a day, those that differ first; all of them without a limit."""
    return _lines(connection, {"day": day, "first": day, "pharmacy": None, "limit": limit})


def read_differing(connection: Database, day: int) -> int:
    """Envelopes of a day that differ, at all its pharmacies: more than `SHOWN` may."""
    ((differing,),) = connection.execute(_DIFFERING, (day,)).fetchall()
    return int(differing)


def read_shop(connection: Database, pharmacy: bytes, now: datetime) -> list[ShopDay]:
    """The last days of one pharmacy, newest first."""
    today = day_of(now)
    values = {"day": today + 2, "first": today - DAYS, "pharmacy": pharmacy, "limit": None}
    return sorted(_lines(connection, values), key=lambda one: -one.day)


def _lines(connection: Database, values: dict[str, object]) -> list[ShopDay]:
    rows = connection.execute(_LINES, values).fetchall()
    return [_line(row) for row in rows]


def _line(row: tuple[Any, ...]) -> ShopDay:
    finess, shop, day, ids, whats, *line = row
    return ShopDay(finess, shop, day, Line(*line), tuple(zip(ids or (), whats or (), strict=True)))


def _alarms(connection: Database, queue: Queue, now: datetime) -> list[Standing]:
    """What stands. What was given up is told before the watch looks twice: it does not go away by itself."""
    stands = standing.standing_now(connection)
    known = {one.name for one in stands}
    given_up = envelopes_are_dead(Snapshot(now, now, queue=queue))
    return [
        *(Standing(0, one.name, one.subject, one.facts, now, None) for one in given_up if one.name not in known),
        *stands,
    ]


def _totals(connection: Database, today: int) -> list[DayTotal]:
    found = {row[0]: DayTotal(*row) for row in connection.execute(_TOTALS, (today - DAYS + 1, today))}
    days = range(today - DAYS + 1, today + 1)
    return [found.get(day, DayTotal(day, 0, 0, 0, 0, 0)) for day in days]


def _seen(connection: Database) -> dict[str, datetime | None]:
    rows: list[tuple[str, datetime | None]] = connection.execute(_SEEN).fetchall()
    return {"worker": None, "watch": None, "compared": None, **dict(rows)}


_TOTALS: Final = """
SELECT day, sum(accepted), sum(registered), sum(rejected), sum(waiting), sum(differs) FROM reconciliation
WHERE day BETWEEN %s AND %s GROUP BY day
"""
_DIFFERING: Final = "SELECT coalesce(sum(differs), 0) FROM reconciliation WHERE day = %s AND differs > 0"
_SAMPLES: Final = """
SELECT date_bin('10 minutes', at, timestamptz '2026-01-01 00:00+00') AS ten, max(waiting), max(age) FROM sample
WHERE at > %s GROUP BY ten ORDER BY ten
"""
_SEEN: Final = """
SELECT process, at FROM heartbeat UNION ALL SELECT 'compared', max(checked_at) FROM reconciliation_day
"""
_LINES: Final = """
SELECT coalesce(finess, '?'), coalesce(shop.name, ''), r.day, ids.ids, ids.whats,
       r.pharmacy, captured, unsent, accepted, delivered, waiting, dead, registered, rejected, differs
FROM reconciliation r LEFT JOIN pharmacy p ON p.pharmacy = r.pharmacy LEFT JOIN shop USING (finess)
LEFT JOIN LATERAL (
    SELECT array_agg(encode(id, 'hex') ORDER BY id) AS ids, array_agg(what ORDER BY id) AS whats
    FROM reconciliation_difference d WHERE d.day = r.day AND d.pharmacy = r.pharmacy
) AS ids ON r.differs > 0
WHERE r.day BETWEEN %(first)s AND %(day)s AND r.pharmacy = coalesce(%(pharmacy)s, r.pharmacy)
ORDER BY differs DESC, dead DESC, waiting DESC, finess LIMIT %(limit)s
"""
