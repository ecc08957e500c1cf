"""Forgetting at the counter: what is past its time, so much at once that nobody waits for it."""

from datetime import datetime
from typing import Final

from sceau.relay.counter.prefills import KEPT
from sceau.relay.journal.entry import Action, write
from sceau.web.clock import day_of
from sceau.web.database import Database

BATCH: Final = 2000


def forget(connection: Database, now: datetime, *, keep_days: int, by: str) -> bool:
    """Drop rows past retention, prefills of more than a day, and what is left of memberships that ended.

    Returns whether there may be more. The caller commits.
    """
    values = {"before": day_of(now) - keep_days, "past": now - KEPT, "batch": BATCH}
    counts = [connection.execute(statement, values).rowcount for statement in _FORGET]
    if any(counts):
        write(connection, at=now, actor=by, action=Action.COUNTER_FORGOTTEN, count=sum(counts))
    return BATCH in counts


def _delete(table: str, condition: str) -> str:
    """Rows that meet the condition, a batch of them: found by an index and deleted where they lie."""
    found = f"SELECT ctid FROM {table} WHERE {condition} LIMIT %(batch)s FOR UPDATE SKIP LOCKED"  # noqa: S608 (constants)
    return f"DELETE FROM {table} WHERE ctid = ANY(ARRAY({found}))"  # noqa: S608 (the same)


_ENDED: Final = "member IN (SELECT id FROM membership WHERE ended_at IS NOT NULL)"
_FORGET: Final = (
    _delete("item", "day < %(before)s"),
    _delete("day_numbers", "day < %(before)s"),
    _delete("prefill", "at <= %(past)s"),
    _delete("browser_half", _ENDED),
    _delete("key_request", _ENDED),
)
