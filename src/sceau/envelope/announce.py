"""What a device says of a ticket: that it will come, or that it was replaced (`spec/ticket.md` §3, §5)."""

from dataclasses import dataclass
from typing import Any, Final

from sceau.envelope import cbor, signature
from sceau.envelope.fields import DAY, Field, exactly, take
from sceau.envelope.header import TicketReference, parse_ticket_reference

_LIMIT: Final = 1024


@dataclass(frozen=True, slots=True)
class Announce:
    """KIND `announce`: a swab was taken and its ticket handed over."""

    pharmacy: bytes
    sender: bytes
    day: int
    ticket: TicketReference

    def encode(self) -> bytes:
        ticket = {"lookup": self.ticket.lookup, "proof": self.ticket.proof}
        return cbor.encode({"pharmacy": self.pharmacy, "sender": self.sender, "day": self.day, **ticket})


@dataclass(frozen=True, slots=True)
class Reissue:
    """KIND `reissue`: one envelope's patient copy, moved to a new ticket. `old` and `hash` are of the sealed copy."""

    pharmacy: bytes
    sender: bytes
    day: int
    id: bytes
    old: bytes
    hash: bytes
    ticket: TicketReference

    def encode(self) -> bytes:
        ticket = {"lookup": self.ticket.lookup, "proof": self.ticket.proof}
        return cbor.encode(
            {
                "pharmacy": self.pharmacy,
                "sender": self.sender,
                "day": self.day,
                "id": self.id,
                "old": self.old,
                "hash": self.hash,
                "ticket": ticket,
            }
        )


def parse_announce(body: bytes, signed: bytes) -> Announce:
    """The announce, its signature verified by its sender; whose device that is, the caller checks."""
    fields = take(cbor.decode(body, limit=_LIMIT, path="announce"), "announce", _ANNOUNCE)
    signature.verify("announce", body, fields["sender"], signed)
    ticket = TicketReference(fields["lookup"], fields["proof"])
    return Announce(fields["pharmacy"], fields["sender"], fields["day"], ticket)


def parse_reissue(body: bytes, signed: bytes) -> Reissue:
    """The reissue, its signature verified by its sender; whose device that is, the caller checks."""
    fields: dict[str, Any] = take(cbor.decode(body, limit=_LIMIT, path="reissue"), "reissue", _REISSUE)
    signature.verify("reissue", body, fields["sender"], signed)
    ticket = parse_ticket_reference(fields["ticket"], "reissue.ticket")
    return Reissue(**{**fields, "ticket": ticket})


_SENT: Final = {"pharmacy": exactly(16), "sender": exactly(32), "day": DAY}
_ANNOUNCE: Final = {**_SENT, "lookup": exactly(16), "proof": exactly(32)}
_REISSUE: Final = {**_SENT, "id": exactly(16), "old": exactly(32), "hash": exactly(32), "ticket": Field(dict)}
