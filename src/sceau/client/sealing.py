"""From a record to what the spool keeps, with the keys that are in force now.

A ticket is made only when somebody will hand its link over: sealed to a link nobody kept, a copy is of no use.
"""

from dataclasses import dataclass

from sceau.client.errors import ClientError
from sceau.client.installation import Installation
from sceau.client.spool import New
from sceau.envelope.kdf import sha256
from sceau.envelope.seal import Readers, Sender, Slip, TicketFor, seal_envelope
from sceau.envelope.signature import public_key
from sceau.envelope.statements import DAY, KeyRole, Statements
from sceau.envelope.ticket import Ticket, needs_code, new_code
from sceau.record import Record, sections
from sceau.record.notice import reachable

_LANGUAGE = "fr"  # a record does not say which language a person reads


@dataclass(frozen=True, slots=True)
class Handover:
    """What the person tested is given: a link, and six spoken digits when the birth date is not wholly known."""

    id: bytes
    link: str
    code: str


@dataclass(frozen=True, slots=True)
class Correction:
    """What an envelope takes the place of (day, id), and that one's ticket; None when it has none."""

    target: tuple[int, bytes]
    ticket: Ticket | None


@dataclass(frozen=True, slots=True)
class Sealing:
    """`day` counts from 1970 UTC; `host` is where ticket links lead; `late`: the register's key has expired."""

    sender: Sender
    readers: Readers
    day: int
    host: str
    late: bool

    @classmethod
    def of(cls, installation: Installation, *, now: float) -> "Sealing":
        """With the keys last published; `now` in seconds since 1970, by the relay's clock where it is known."""
        trusted = installation.trusted()
        if public_key(installation.device_seed) not in trusted.log.devices:
            raise ClientError("device-removed", str(installation.home))
        register = trusted.statements.newest(KeyRole.REGISTER, int(now))
        notifier = notifier_key(trusted.statements, int(now))
        return cls(
            sender=Sender(installation.pharmacy, installation.device_seed),
            readers=Readers(register=register.pk, pharmacy=trusted.log.epoch.public_key, notifier=notifier),
            day=int(now) // DAY,
            host=installation.profile.relay,
            late=now > register.not_after,
        )

    def seal(
        self, record: Record, one: bytes, *, ticket: Ticket | None, corrects: tuple[int, bytes] | None = None
    ) -> tuple[New, Handover | None]:
        """Seal `record` as the envelope `one` (16 bytes), in the place of `corrects` (day, id) if that is given.

        EnvelopeError `too-large` when it fits none.
        """
        handed = None if ticket is None else _ticket_for(record, ticket)
        sealed = seal_envelope(
            sections(record),
            sender=self.sender,
            readers=self.readers,
            day=self.day,
            identity_to_register=record.source.consents.identity,
            ticket=handed,
            slip=self._slip(record) if handed else None,
            corrects=corrects,
            envelope_id=one,
        )
        target = corrects[1] if corrects else b""
        digest, whole = sha256(sealed.envelope.header_bytes), sealed.envelope.encode()
        mark = ticket_mark(ticket, one) if ticket else b""
        new = New(one, self.day, digest, whole, sealed.reply, target, mark)
        if ticket is None or handed is None:
            return new, None
        return new, Handover(one, ticket.link(self.host, asks_code=bool(handed.code)), handed.code)

    def _slip(self, record: Record) -> Slip | None:
        """For a person who agreed and can be told, once somebody has a key to tell them."""
        found = reachable(record) if self.readers.notifier else None
        return Slip(found.channel.value, found.address, _LANGUAGE) if found else None


def ticket_mark(ticket: Ticket, one: bytes) -> bytes:
    """What knows a ticket's link again, for one of the envelopes under it; whoever has the mark has no link."""
    return sha256(ticket.lookup + one)


def notifier_key(statements: Statements, now: int) -> bytes | None:
    """That of the notifier; None where nobody sends notices: a key of long ago must not hold a result back."""
    held = any(key.not_before <= now <= key.destroy_after for key in statements.usable(KeyRole.NOTIFIER))
    return statements.newest(KeyRole.NOTIFIER, now).pk if held else None


def _ticket_for(record: Record, ticket: Ticket) -> TicketFor:
    born = record.identity.birth_date if record.identity else ""
    return TicketFor(ticket, born, new_code() if needs_code(born) else "")
