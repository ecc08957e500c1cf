"""Who acts at a browser: the membership behind a session, read in the transaction that acts for it.

The one idea: nothing is remembered of a member between requests, so that ending a membership, or its last day, signs it
out at once. Whoever must hear of it meanwhile listens: `pg_notify('sceau_counter', 'people')` comes with each change.

    with request.relay.pool.connection() as connection, connection.transaction():
        member = acting(request, connection)
        require(may_write_items, member)
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Final

from sceau.relay.requests import RelayRequest
from sceau.web.database import Database
from sceau.web.problems import Refusal

COOKIE: Final = "__Host-sceau"
"""Name of the session's cookie."""


class Role(StrEnum):
    """What a membership is for; what each may do is in `permissions.py`."""

    TITULAR = "titular"
    MEMBER = "member"
    READER = "reader"


@dataclass(frozen=True, slots=True)
class Member:
    """A membership that holds now. `pharmacy` is None until the log's genesis; `locked` is the session's."""

    id: bytes
    name: str
    role: Role
    rpps: str
    until: datetime | None
    finess: str
    shop_name: str
    phone: str
    pharmacy: bytes | None
    locked: bool

    @property
    def actor(self) -> str:
        """How the journal names it: a random number."""
        return f"member-{self.id.hex()}"


def signed_in(request: RelayRequest, connection: Database) -> Member:
    """Who is signed in, locked or not; Refusal `signed-out`, also for a membership that has ended."""
    member = member_of(connection, request.session.session_key or "", request.relay.clock.now())
    if member is None:
        raise Refusal("signed-out")
    return member


def acting(request: RelayRequest, connection: Database) -> Member:
    """The same, for what a locked browser must not do: also Refusal `locked`."""
    member = signed_in(request, connection)
    if member.locked:
        raise Refusal("locked")
    return member


def member_of(connection: Database, cookie: str, now: datetime) -> Member | None:
    """The membership behind a session's cookie (`COOKIE`), if session and membership both hold."""
    row = connection.execute(_MEMBER, {"key_hash": sha256(cookie.encode()).digest(), "now": now}).fetchone()
    if row is None:
        return None
    identity, name, role, *others = row
    return Member(identity, name, Role(role), *others)


def holds(connection: Database, member: bytes, now: datetime) -> bool:
    """Whether the membership has not ended."""
    return connection.execute(_HOLDS, {"member": member, "now": now}).fetchone() is not None


HOLDS: Final = "membership.ended_at IS NULL AND (membership.until IS NULL OR membership.until > %(now)s)"
"""SQL: the membership has not ended."""
_MEMBER: Final = f"""
SELECT membership.id, membership.name, role, rpps, until, shop.finess, shop.name, shop.phone, shop.pharmacy, locked
FROM session JOIN membership ON membership.id = session.member JOIN shop USING (finess)
WHERE session.key_hash = %(key_hash)s AND session.expires_at > %(now)s AND {HOLDS}
"""  # noqa: S608 (both parts are constants)
_HOLDS: Final = f"SELECT FROM membership WHERE id = %(member)s AND {HOLDS}"
