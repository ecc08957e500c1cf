"""Halves of enrolled browsers' access keys: kept here, given back after a sign-in to whom they belong.

The one idea: a stolen computer has one half and this database the other; a passkey brings them together. The computer
has its session's cookie too, and may have been locked when the relay could not be told: so only a sign-in of a moment
ago counts.
"""

from datetime import datetime
from typing import Final

from sceau.relay.journal.entry import Action, write
from sceau.relay.people.members import Member
from sceau.web.database import Database
from sceau.web.problems import Refusal

LENGTH: Final = 32


def keep(connection: Database, member: Member, half_id: bytes, half: bytes, now: datetime) -> None:
    """Keep a half under the browser's id; Refusal `not-allowed` for an id that is somebody else's."""
    if connection.execute(_KEEP, (half_id, member.id, half, now)).rowcount == 0:
        raise Refusal("not-allowed")
    write(connection, at=now, actor=member.actor, action=Action.BROWSER_HALF_KEPT, pharmacy=member.pharmacy)


def give(connection: Database, member: Member, half_id: bytes, now: datetime) -> bytes:
    """The member's half; Refusal `unknown-half`."""
    row = connection.execute(_FIND, (half_id, member.id)).fetchone()
    if row is None:
        raise Refusal("unknown-half")
    write(connection, at=now, actor=member.actor, action=Action.BROWSER_HALF_GIVEN, pharmacy=member.pharmacy)
    half: bytes = row[0]
    return half


def delete(connection: Database, member: Member, half_id: bytes, now: datetime) -> None:
    """The browser is enrolled no more; Refusal `unknown-half`."""
    if connection.execute(_DELETE, (half_id, member.id)).rowcount == 0:
        raise Refusal("unknown-half")
    write(connection, at=now, actor=member.actor, action=Action.BROWSER_HALF_DELETED, pharmacy=member.pharmacy)


_KEEP: Final = """
INSERT INTO browser_half (id, member, half, kept_at) VALUES (%s, %s, %s, %s)
ON CONFLICT (id) DO UPDATE SET half = excluded.half, kept_at = excluded.kept_at
WHERE browser_half.member = excluded.member
"""
_FIND: Final = "SELECT half FROM browser_half WHERE id = %s AND member = %s"
_DELETE: Final = "DELETE FROM browser_half WHERE id = %s AND member = %s"
