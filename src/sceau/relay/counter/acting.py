"""A browser's request, as far as every action needs it: one transaction, who acts, and for which pharmacy."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sceau.relay.journal.entry import Action, write
from sceau.relay.people.members import Member, acting
from sceau.relay.people.permissions import Permission, require
from sceau.relay.requests import RelayRequest
from sceau.web.database import Database
from sceau.web.problems import Refusal

Who = Callable[[RelayRequest, Database], Member]


@dataclass(frozen=True, slots=True)
class Counter:
    """Whoever acts, within the transaction that acts; what is done stands when it ends."""

    connection: Database
    member: Member
    pharmacy: bytes
    now: datetime

    def note(self, action: Action, *, count: int = 1, detail: str = "") -> None:
        """Write the journal, in the same transaction."""
        write(
            self.connection,
            at=self.now,
            actor=self.member.actor,
            action=action,
            count=count,
            detail=detail,
            pharmacy=self.pharmacy,
        )


@contextmanager
def member_acts(
    request: RelayRequest, permission: Permission, *, who: Who = acting
) -> Iterator[tuple[Database, Member]]:
    """A transaction and the member in it; Refusal `signed-out`, `locked` unless `who` is `signed_in`, `not-allowed`."""
    with request.relay.pool.connection() as connection, connection.transaction():
        member = who(request, connection)
        require(permission, member)
        yield connection, member


@contextmanager
def at_counter(request: RelayRequest, permission: Permission, *, who: Who = acting) -> Iterator[Counter]:
    """The same for what needs a pharmacy whose log has begun; also Refusal `unknown-pharmacy`."""
    with member_acts(request, permission, who=who) as (connection, member):
        if member.pharmacy is None:
            raise Refusal("unknown-pharmacy")
        yield Counter(connection, member, member.pharmacy, request.relay.clock.now())
