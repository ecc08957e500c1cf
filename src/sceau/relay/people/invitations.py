"""Links that let somebody in once: an approved pharmacy's first, a colleague's, a new one when all passkeys are lost.

The one idea: the token stands behind the `#` and reaches us when it is used; the table has its hash. A token has 256
random bits, so nobody guesses one and tries are not counted. It gives an account, never a key that reads.
"""

import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from sceau.relay.people.members import HOLDS, Role
from sceau.web.database import Database
from sceau.web.problems import Refusal

DAYS: Final = 14
"""How long a link can be used."""


@dataclass(frozen=True, slots=True)
class Invited:
    """Whom a link lets in. `account` is None for somebody new, else the owner of passkeys that are to be replaced."""

    member: bytes
    name: str
    role: Role
    account: int | None
    finess: str
    shop_name: str
    phone: str


def new_member(
    connection: Database, *, finess: str, name: str, role: Role, rpps: str, until: datetime | None, now: datetime
) -> bytes:
    """A membership that nobody has joined yet; its random number. The caller commits."""
    member = secrets.token_bytes(16)
    values = (member, finess, role.value, name, rpps, until, now)
    connection.execute(_NEW_MEMBER, values)
    return member


def new_token(connection: Database, member: bytes, now: datetime) -> str:
    """The token of a new link for this membership, in place of any earlier one. The caller commits."""
    token = urlsafe_b64encode(secrets.token_bytes(32)).rstrip(b"=").decode()
    connection.execute(_NEW_LINK, (_hash(token), member, now + timedelta(days=DAYS)))
    return token


def link(public_url: str, token: str) -> str:
    """What is mailed or shown: a fragment never reaches a server."""
    return f"{public_url}/counter/join#{token}"


def invited(connection: Database, token: str, now: datetime) -> Invited:
    """Whom this link lets in; Refusal `link-invalid`, whether it is unknown, used or too old."""
    row = connection.execute(_FIND, {"token_hash": _hash(token), "now": now}).fetchone()
    if row is None:
        raise Refusal("link-invalid")
    member, name, role, *others = row
    return Invited(member, name, Role(role), *others)


def use_up(connection: Database, member: bytes) -> None:
    """The membership's link lets nobody in any more. The caller commits."""
    connection.execute("DELETE FROM invitation WHERE member = %s", (member,))


def _hash(token: str) -> bytes:
    return sha256(token.encode()).digest()


_NEW_MEMBER: Final = """
INSERT INTO membership (id, finess, role, name, rpps, until, invited_at) VALUES (%s, %s, %s, %s, %s, %s, %s)
"""
_NEW_LINK: Final = """
INSERT INTO invitation (token_hash, member, expires_at) VALUES (%s, %s, %s)
ON CONFLICT (member) DO UPDATE SET token_hash = excluded.token_hash, expires_at = excluded.expires_at
"""
_FIND: Final = f"""
SELECT membership.id, membership.name, role, account, shop.finess, shop.name, shop.phone
FROM invitation JOIN membership ON membership.id = invitation.member JOIN shop USING (finess)
WHERE token_hash = %(token_hash)s AND expires_at > %(now)s AND {HOLDS} FOR UPDATE OF invitation
"""  # noqa: S608 (both parts are constants)
