"""Five-minute tokens for a session, so that the counter seals and sends like any other software.

The one idea: behind the token stands a client of the membership. Whatever suspends or deletes that client, the
operator, the end of the membership or another role, stops the token at once. A suspended one stays, whatever role comes
after it, and no other is made beside it.
"""

import secrets
from typing import Final

from sceau.relay.counter.acting import Counter
from sceau.relay.people.permissions import may_write_items
from sceau.web.problems import Refusal
from sceau.web.smart import Tokens

SOFTWARE: Final = "sceau-counter"
"""Id of this software in the logs and in the register's list."""
_READING: Final = ("envelope.read",)
_WRITING: Final = ("envelope.read", "envelope.write", "ticket.write")  # the log is written with the session alone


def give_token(counter: Counter, tokens: Tokens) -> dict[str, object]:
    """The token endpoint's answer, with the scopes of the member's role; Refusal `client-suspended`.

    A suspended client of the member's refuses whatever his role was when the operator suspended it.
    """
    scopes = list(_WRITING if may_write_items(counter.member) else _READING)
    client = counter.connection.execute(_FIND, (counter.member.id, scopes)).fetchone()
    if client is None:
        made = (secrets.token_urlsafe(16), counter.pharmacy, SOFTWARE, scopes, counter.member.id, counter.now)
        counter.connection.execute(_MAKE, made)
        client = counter.connection.execute(_FIND, (counter.member.id, scopes)).fetchone()
    assert client is not None  # noqa: S101 (made just above, here or by another request)
    client_id, state = client
    if state != "active":
        raise Refusal("client-suspended")
    return tokens.grant(client_id, " ".join(scopes), now=int(counter.now.timestamp()))


_FIND: Final = """
SELECT client_id, state FROM client WHERE member = %s AND (scopes = %s OR state = 'suspended')
ORDER BY state = 'suspended' DESC LIMIT 1
"""
_MAKE: Final = """
INSERT INTO client (client_id, pharmacy, software, scopes, member, registered_at) VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (member, scopes) WHERE member IS NOT NULL AND state = 'active' DO NOTHING
"""
