"""Removing a person: the membership, the keys and the epoch that they knew end in one transaction.

The one idea: there is no moment at which somebody removed here can still read there, or the other way round.
"""

from collections.abc import Sequence
from typing import Final

from sceau.relay.counter import access_keys
from sceau.relay.counter.log import Appending, append
from sceau.relay.people.managing import end_membership
from sceau.relay.people.members import Member
from sceau.relay.relay import Relay
from sceau.web.database import Database
from sceau.web.problems import Refusal


def remove(relay: Relay, connection: Database, *, member: bytes, entries: Sequence[bytes], by: Member) -> None:
    """End a membership. `entries` remove its access keys and begin an epoch; none for somebody without keys.

    Refusal `keys-remain`, and those of `append` and `end_membership`. The caller commits.
    """
    if entries:
        append(relay, connection, by, Appending(entries))
    if access_keys.holds_any(connection, member):
        raise Refusal("keys-remain", "body.entries")
    end_membership(connection, member, by=by, now=relay.clock.now())
    for statement in _END:
        connection.execute(statement, (member,))


_END: Final = ("DELETE FROM browser_half WHERE member = %s", "DELETE FROM key_request WHERE member = %s")
