"""Room for the days to come, and none for those past: the partitions of a week each."""

from datetime import datetime

from sceau.relay.intake.checks import AHEAD_DAYS, OLDEST_DAYS
from sceau.web.clock import day_of
from sceau.web.database import Database

_ROOM_DAYS = 28


def make_room(connection: Database, now: datetime) -> None:
    """Make the partitions of every day that may be accepted in the next four weeks. The caller commits."""
    today = day_of(now)
    connection.execute("SELECT create_weeks(%s, %s)", (today - OLDEST_DAYS, today + AHEAD_DAYS + _ROOM_DAYS))


def forget(connection: Database, now: datetime, *, keep_days: int) -> int:
    """Drop weeks that are wholly past retention, and the tickets that end with them; returns how many partitions went.

    The caller commits.
    """
    before = day_of(now) - keep_days
    row = connection.execute("SELECT drop_weeks(%s)", (before,)).fetchone()
    connection.execute(
        "DELETE FROM reissue USING ticket WHERE reissue.lookup = ticket.lookup AND last_day < %s", (before,)
    )
    connection.execute("DELETE FROM ticket WHERE last_day < %s", (before,))
    connection.execute("DELETE FROM correction WHERE day < %s", (before,))
    return 0 if row is None else int(row[0])
