"""Who may see the operator's page: invited by `sceau relay operator invite`, signed in by passkey.

The one idea: nothing joins operators and members. They share sessions' machinery and nothing else: a session is a
member's or an operator's (`session_of_one`), and each address asks for the one it is for.
"""

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from sceau.relay.journal.entry import OPERATOR, Action, write
from sceau.relay.people.ending import close_account
from sceau.relay.people.sessions import key_hash
from sceau.relay.requests import RelayRequest
from sceau.web.database import Database
from sceau.web.problems import Refusal

DAYS: Final = timedelta(days=3)
"""How long a link can be used."""


@dataclass(frozen=True, slots=True)
class Operator:
    """An operator who is signed in."""

    id: bytes
    email: str

    @property
    def actor(self) -> str:
        """How the journal names it: a random number."""
        return f"operator-{self.id.hex()}"


@dataclass(frozen=True, slots=True)
class Invited:
    """Whom a link lets in. `account` is None for somebody new, else the owner of passkeys that are to be replaced."""

    id: bytes
    account: int | None


Permission = Callable[[Operator], bool]


def may_look(operator: Operator) -> bool:
    """Every operator sees the relay's state, its counts by pharmacy and day, and where an envelope is. Nobody else."""
    return bool(operator.id)


def acting(request: RelayRequest, connection: Database, permission: Permission) -> Operator:
    """The operator behind the session; Refusal `signed-out`, or `not-allowed` without the permission."""
    values = {"key_hash": key_hash(request.session.session_key), "now": request.relay.clock.now()}
    row = connection.execute(_OPERATOR, values).fetchone()
    if row is None:
        raise Refusal("signed-out")
    operator = Operator(*row)
    if not permission(operator):
        raise Refusal("not-allowed")
    return operator


def invite(connection: Database, email: str, now: datetime) -> str:
    """The token of a link for this address, in place of any earlier one; using it replaces all passkeys.

    The caller commits.
    """
    row = connection.execute(_KNOWN, (email,)).fetchone()
    operator = row[0] if row else secrets.token_bytes(16)
    if row is None:
        connection.execute("INSERT INTO operator (id, email, invited_at) VALUES (%s, %s, %s)", (operator, email, now))
    token = urlsafe_b64encode(secrets.token_bytes(32)).rstrip(b"=").decode()
    connection.execute(_NEW_LINK, (_hash(token), operator, now + DAYS))
    write(connection, at=now, actor=OPERATOR, action=Action.OPERATOR_INVITED, detail=operator.hex())
    return token


def invited(connection: Database, token: str, now: datetime) -> Invited:
    """Whom this link lets in; Refusal `link-invalid`, whether it is unknown, used or too old."""
    row = connection.execute(_FIND, (_hash(token), now)).fetchone()
    if row is None:
        raise Refusal("link-invalid")
    return Invited(*row)


def use_up(connection: Database, operator: bytes, account: int) -> None:
    """The link lets nobody in any more, and the account is the operator's. The caller commits."""
    connection.execute("DELETE FROM operator_invitation WHERE operator = %s", (operator,))
    connection.execute("UPDATE operator SET account = %s WHERE id = %s", (account, operator))
    connection.execute("DELETE FROM session WHERE operator = %s", (operator,))


def holds(connection: Database, operator: bytes) -> bool:
    """Whether it has not ended."""
    found = connection.execute("SELECT FROM operator WHERE id = %s AND ended_at IS NULL", (operator,))
    return found.fetchone() is not None


def end(connection: Database, email: str, now: datetime) -> bool:
    """The operator sees nothing from now on, and its passkeys are gone; False when there is none of this address.

    The caller commits.
    """
    row = connection.execute(_END, (now, email)).fetchone()
    if row is None:
        return False
    connection.execute("DELETE FROM session WHERE operator = %s", (row[0],))
    close_account(connection, row[0])
    connection.execute("DELETE FROM operator_invitation WHERE operator = %s", (row[0],))
    write(connection, at=now, actor=OPERATOR, action=Action.OPERATOR_ENDED, detail=row[0].hex())
    return True


def _hash(token: str) -> bytes:
    return sha256(token.encode()).digest()


_OPERATOR: Final = """
SELECT operator.id, operator.email FROM session JOIN operator ON operator.id = session.operator
WHERE session.key_hash = %(key_hash)s AND session.expires_at > %(now)s AND operator.ended_at IS NULL
"""
_KNOWN: Final = "SELECT id FROM operator WHERE lower(email) = lower(%s) AND ended_at IS NULL"
_NEW_LINK: Final = """
INSERT INTO operator_invitation (token_hash, operator, expires_at) VALUES (%s, %s, %s)
ON CONFLICT (operator) DO UPDATE SET token_hash = excluded.token_hash, expires_at = excluded.expires_at
"""
_FIND: Final = """
SELECT operator.id, account FROM operator_invitation JOIN operator ON operator.id = operator_invitation.operator
WHERE token_hash = %s AND expires_at > %s AND ended_at IS NULL FOR UPDATE OF operator_invitation
"""
_END: Final = """
UPDATE operator SET ended_at = %s, account = NULL WHERE lower(email) = lower(%s) AND ended_at IS NULL RETURNING id
"""
