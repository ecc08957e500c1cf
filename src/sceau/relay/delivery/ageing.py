"""Undelivered envelopes whose time ends: each is told of once, a week before, so that none goes unheard.

What still waits is dropped by no retention (`maintenance.forget`), but after 60 days the register's key may be gone;
what was given up goes with its week.
"""

from datetime import datetime
from typing import Final

from sceau.relay.delivery.deliver import LAST_DAY
from sceau.relay.journal.entry import WORKER, Action, write
from sceau.web.clock import day_of
from sceau.web.database import Database

AHEAD_DAYS: Final = 7


def tell_ageing(connection: Database, now: datetime, *, keep_days: int) -> int:
    """Note in the journal how many came near their end since the last time; returns how many. The caller commits."""
    edge = day_of(now) + AHEAD_DAYS
    rows = connection.execute(_TELL, {"pending": edge - LAST_DAY, "dead": edge - keep_days}).fetchall()
    for state in ("pending", "dead"):
        count = sum(one == state for (one,) in rows)
        if count:
            write(connection, at=now, actor=WORKER, action=Action.ENVELOPES_AGEING, count=count, detail=state)
    return len(rows)


_TELL: Final = """
UPDATE outbox SET told = true
WHERE NOT told AND ((state = 'pending' AND day <= %(pending)s) OR (state = 'dead' AND day <= %(dead)s))
    AND day <= greatest(%(pending)s::integer, %(dead)s::integer)
RETURNING state
"""
