"""What came of comparing (`migrations/0009_reconciliation.sql`): kept, read, and whose turn it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sceau.relay.reconciliation.books import Board, Own, Theirs
from sceau.relay.reconciliation.comparing import Difference
from sceau.web.database import Database

LISTED_IDS: Final = 1000


@dataclass(frozen=True, slots=True)
class Line:
    """A pharmacy's day. `captured` and `unsent` are None where the pharmacy has no board of that day."""

    pharmacy: bytes
    captured: int | None
    unsent: int | None
    accepted: int
    delivered: int
    waiting: int
    dead: int
    registered: int
    rejected: int
    differs: int

    @classmethod
    def of(cls, pharmacy: bytes, own: Own, theirs: Theirs, board: Board | None, differs: int) -> "Line":
        return cls(
            pharmacy=pharmacy,
            captured=None if board is None else board.captured,
            unsent=None if board is None else board.unsent,
            accepted=own.accepted,
            delivered=own.delivered,
            waiting=own.waiting,
            dead=own.dead,
            registered=theirs.registered,
            rejected=theirs.rejected,
            differs=differs,
        )


def next_day(
    connection: Database, *, today: int, last: int, ahead: int, recent: datetime, older: datetime
) -> int | None:
    """The day compared longest ago among those due: days that move before `recent`, others before `older`."""
    values = {"today": today, "last": last, "ahead": ahead, "recent": recent, "older": older}
    row = connection.execute(_NEXT, values).fetchone()
    return None if row is None else int(row[0])


def keep(
    connection: Database,
    day: int,
    lines: Sequence[Line],
    differences: Mapping[bytes, Mapping[bytes, Difference]],
    *,
    present: Sequence[bytes],
    now: datetime,
) -> None:
    """Keep a day's lines, rows that did not change unwritten. The caller commits."""
    connection.execute(_GONE, {"day": day, "present": list(present)})
    columns = {name: [getattr(line, name) for line in lines] for name in _COLUMNS}
    connection.execute(_KEEP, {"day": day, "now": now, **columns})
    connection.execute(_FORGET_IDS, {"day": day, "lines": columns["pharmacy"], "present": list(present)})
    rows = [
        (day, pharmacy, one, found[one].value)
        for pharmacy, found in sorted(differences.items())
        for one in sorted(found)[:LISTED_IDS]
    ]
    with connection.cursor() as cursor:
        cursor.executemany(_KEEP_ID, rows)
    connection.execute(_CHECKED, (day, now))


def forget(connection: Database, before: int) -> None:
    """Forget the days before this one. The caller commits."""
    for statement in _FORGET:
        connection.execute(statement, (before,))


_COLUMNS: Final = (
    "pharmacy", "captured", "unsent", "accepted", "delivered", "waiting", "dead", "registered", "rejected", "differs",
)  # fmt: skip
# Days in the outbox are found one by one in its key, whatever waits there.
_NEXT: Final = """
WITH RECURSIVE moving (day) AS (
    (SELECT day FROM outbox ORDER BY day LIMIT 1)
    UNION ALL
    SELECT (SELECT o.day FROM outbox o WHERE o.day > moving.day ORDER BY o.day LIMIT 1)
    FROM moving WHERE moving.day IS NOT NULL
), days (day, since) AS (
    SELECT day, CASE WHEN day >= %(today)s::int - 1 OR day IN (SELECT day FROM moving)
                     THEN %(recent)s::timestamptz ELSE %(older)s::timestamptz END
    FROM generate_series(%(today)s::int - %(last)s::int, %(today)s::int + %(ahead)s::int) AS day
)
SELECT day FROM days LEFT JOIN reconciliation_day USING (day)
WHERE checked_at IS NULL OR checked_at <= since ORDER BY checked_at NULLS FIRST, day DESC LIMIT 1
"""
_KEEP: Final = """
INSERT INTO reconciliation AS kept
    (day, pharmacy, captured, unsent, accepted, delivered, waiting, dead, registered, rejected, differs, first_at)
SELECT %(day)s, given.*, CASE WHEN given.accepted > 0 THEN %(now)s::timestamptz END FROM unnest(
    %(pharmacy)s::bytea[], %(captured)s::int[], %(unsent)s::int[], %(accepted)s::int[], %(delivered)s::int[],
    %(waiting)s::int[], %(dead)s::int[], %(registered)s::int[], %(rejected)s::int[], %(differs)s::int[])
    AS given (pharmacy, captured, unsent, accepted, delivered, waiting, dead, registered, rejected, differs)
ON CONFLICT (day, pharmacy) DO UPDATE SET captured = excluded.captured, unsent = excluded.unsent,
    accepted = excluded.accepted, delivered = excluded.delivered, waiting = excluded.waiting, dead = excluded.dead,
    registered = excluded.registered, rejected = excluded.rejected, differs = excluded.differs,
    first_at = coalesce(kept.first_at, excluded.first_at)
WHERE (kept.captured, kept.unsent, kept.accepted, kept.delivered, kept.waiting, kept.dead, kept.registered,
       kept.rejected, kept.differs)
    IS DISTINCT FROM (excluded.captured, excluded.unsent, excluded.accepted, excluded.delivered, excluded.waiting,
       excluded.dead, excluded.registered, excluded.rejected, excluded.differs)
"""
_GONE: Final = "DELETE FROM reconciliation WHERE day = %(day)s AND pharmacy <> ALL (%(present)s::bytea[])"
_FORGET_IDS: Final = """
DELETE FROM reconciliation_difference WHERE day = %(day)s
AND (pharmacy = ANY (%(lines)s::bytea[]) OR pharmacy <> ALL (%(present)s::bytea[]))
"""
_KEEP_ID: Final = "INSERT INTO reconciliation_difference (day, pharmacy, id, what) VALUES (%s, %s, %s, %s)"
_CHECKED: Final = """
INSERT INTO reconciliation_day AS kept (day, checked_at) VALUES (%s, %s)
ON CONFLICT (day) DO UPDATE SET checked_at = greatest(kept.checked_at, excluded.checked_at)
"""
_FORGET: Final = (
    "DELETE FROM reconciliation WHERE day < %s",
    "DELETE FROM reconciliation_difference WHERE day < %s",
    "DELETE FROM reconciliation_day WHERE day < %s",
)
