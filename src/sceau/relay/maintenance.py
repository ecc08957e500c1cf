"""Room for the days to come, and none for those past: the partitions of a week each, and the journal's of a month."""

from datetime import datetime
from typing import Final

from sceau.relay.intake.checks import AHEAD_DAYS, OLDEST_DAYS
from sceau.relay.journal.entry import Action, write
from sceau.web import journal
from sceau.web.clock import day_of
from sceau.web.database import Database

_ROOM_DAYS = 28


def make_room(connection: Database, now: datetime) -> None:
    """Make the partitions of every day that may be accepted in the next four weeks. The caller commits."""
    today = day_of(now)
    connection.execute("SELECT create_weeks(%s, %s)", (today - OLDEST_DAYS, today + AHEAD_DAYS + _ROOM_DAYS))
    journal.make_room(connection, now)


def forget(connection: Database, now: datetime, *, keep_days: int, by: str) -> int:
    """Drop weeks that are wholly past retention, and what ends with them; returns how many partitions went.

    Nothing goes from the day on of an envelope that is still to be delivered, however old: it was acknowledged. The
    caller commits, at once: dropping a partition, which is done last, keeps everybody from the table until then.
    """
    past = {"before": day_of(now) - keep_days}
    connection.execute(_HOLD_DEAD, past)
    ((before,),) = connection.execute(_BEFORE, past).fetchall()
    dead = connection.execute(_END_DEAD, {"before": before}).rowcount
    if dead:
        write(connection, at=now, actor=by, action=Action.DEAD_LETTERS_FORGOTTEN, count=dead)
    for statement in _END:
        connection.execute(statement, {"before": before})
    ((dropped,),) = connection.execute("SELECT drop_weeks(%s)", (before,)).fetchall()
    if dropped:
        write(connection, at=now, actor=by, action=Action.WEEKS_FORGOTTEN, count=dropped)
    return int(dropped)


_HOLD_DEAD: Final = "SELECT FROM outbox WHERE state = 'dead' AND day < %(before)s FOR UPDATE"
"""So that none is replayed from here on; one that was waits again, and keeps its week."""
_BEFORE: Final = """
SELECT coalesce(min(day), %(before)s) FROM outbox WHERE state = 'pending' AND day < %(before)s
"""
_END_DEAD: Final = "DELETE FROM outbox WHERE state = 'dead' AND day < %(before)s / 7 * 7"
_END: Final = (
    "DELETE FROM reissue USING ticket WHERE reissue.lookup = ticket.lookup AND last_day < %(before)s",
    "DELETE FROM ticket WHERE last_day < %(before)s",
    "DELETE FROM correction WHERE day < %(before)s",
)
