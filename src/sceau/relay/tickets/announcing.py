"""A ticket is announced at the swab, so that its page can say “waiting” (`spec/ticket.md` §3)."""

from typing import Final

from sceau.envelope import cbor
from sceau.envelope.announce import parse_announce
from sceau.envelope.errors import EnvelopeError
from sceau.envelope.fields import Field, exactly, take
from sceau.relay.clients.standing import standing
from sceau.relay.intake.checks import check_device, outside_days
from sceau.relay.journal.entry import Action, write
from sceau.relay.relay import Relay
from sceau.web.clock import day_of
from sceau.web.database import await_earlier_commits
from sceau.web.smart import Access

ANNOUNCE_LIMIT: Final = 2048


def announce(relay: Relay, access: Access, body: bytes) -> None:
    """Announce the ticket in `body` (CBOR `{body, signature}`); again, nothing changes. EnvelopeError."""
    fields = take(cbor.decode(body, limit=ANNOUNCE_LIMIT, path="body"), "body", _SIGNED)
    announced = parse_announce(fields["body"], fields["signature"])
    now = relay.clock.now()
    with relay.pool.connection() as connection, connection.transaction():
        caller = standing(relay, connection, access)
        check_device(announced.pharmacy, announced.sender, caller)
        code = outside_days(announced.day, today=day_of(now))
        if code is not None:
            raise EnvelopeError(code, "announce.day")
        ticket = (announced.ticket.lookup, announced.pharmacy, announced.ticket.proof, announced.day)
        row = connection.execute(_ANNOUNCE, ticket).fetchone()
        if row is None:  # it is there already; a second announcement is harmless, another pharmacy's is not
            await_earlier_commits(connection)
            _check_owner(connection.execute(_OWNER, (announced.ticket.lookup,)).fetchone(), announced.pharmacy)
        else:
            action, pharmacy = Action.TICKET_ANNOUNCED, announced.pharmacy
            write(connection, at=now, actor=caller.client_id, action=action, pharmacy=pharmacy)


def _check_owner(row: tuple[bytes, ...] | None, pharmacy: bytes) -> None:
    if row != (pharmacy,):
        raise EnvelopeError("wrong-tenant", "announce.lookup")


_SIGNED: Final = {"body": Field(bytes, 1, 1024), "signature": exactly(64)}
_ANNOUNCE: Final = """
INSERT INTO ticket (lookup, pharmacy, proof_hash, last_day) VALUES (%s, %s, %s, %s)
ON CONFLICT (lookup) DO NOTHING RETURNING 1
"""
_OWNER: Final = "SELECT pharmacy FROM ticket WHERE lookup = %s"
