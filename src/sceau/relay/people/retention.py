"""What is forgotten of people, and when: sessions at their end, links unused, members a year after they left."""

from datetime import datetime, timedelta
from typing import Final

from sceau.relay.people.managing import end_expired
from sceau.web import journal
from sceau.web.database import Database

KEPT: Final = journal.KEPT
"""How long the name of a member who has left stays, or an operator's address: as long as the journal cites them."""
_APPLICATIONS: Final = timedelta(days=90)


def keep_people(connection: Database, now: datetime) -> None:
    """End what has expired and forget what is past. The caller commits."""
    end_expired(connection, now)
    for statement in (_SESSIONS, _LINKS):
        connection.execute(statement, (now,))
    for statement in (_NAMES, _OPERATORS):
        connection.execute(statement, (now - KEPT,))
    connection.execute(_UNDECIDED, (now - _APPLICATIONS,))


_SESSIONS: Final = "DELETE FROM session WHERE expires_at < %s"
_LINKS: Final = """
WITH gone AS (DELETE FROM invitation WHERE expires_at < %s RETURNING member)
DELETE FROM membership USING gone WHERE id = gone.member AND account IS NULL AND role <> 'titular'
"""
_NAMES: Final = "UPDATE membership SET name = '', rpps = '' WHERE ended_at < %s AND name <> ''"
_OPERATORS: Final = "UPDATE operator SET email = '' WHERE ended_at < %s AND email <> ''"
_UNDECIDED: Final = "DELETE FROM application WHERE applied_at < %s"
