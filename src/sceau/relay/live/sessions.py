"""Which sessions may see a board: asked when it opens, and again for all that are open, in one query."""

from collections.abc import Collection
from typing import Final

from sceau.relay.counter.changes import last_change
from sceau.relay.live.boards import Board
from sceau.relay.people.members import HOLDS, member_of
from sceau.relay.people.permissions import may_read, require
from sceau.relay.people.sessions import key_hash
from sceau.relay.relay import Relay
from sceau.web.problems import Refusal


def open_board(relay: Relay, cookie: str) -> Board:
    """The board of whoever is signed in, locked or not; Refusal `signed-out`, `not-allowed`, `unknown-pharmacy`."""
    with relay.pool.connection() as connection:
        member = member_of(connection, cookie, relay.clock.now())
    if member is None:
        raise Refusal("signed-out")
    require(may_read, member)
    if member.pharmacy is None:
        raise Refusal("unknown-pharmacy")
    return Board(key_hash(cookie), member.pharmacy)


def change_of(relay: Relay, pharmacy: bytes) -> int:
    """Where a board stands that has just opened: read once it hears, so that nothing falls between."""
    with relay.pool.connection() as connection:
        return last_change(connection, pharmacy)


def holding(relay: Relay, sessions: Collection[bytes]) -> set[bytes]:
    """Those of the sessions that hold still."""
    values = {"sessions": list(sessions), "now": relay.clock.now()}
    with relay.pool.connection() as connection:
        return {session for (session,) in connection.execute(_HOLDING, values).fetchall()}


_HOLDING: Final = f"""
SELECT key_hash FROM session JOIN membership ON membership.id = session.member
WHERE key_hash = ANY(%(sessions)s) AND session.expires_at > %(now)s AND {HOLDS}
"""  # noqa: S608 (both parts are constants)
