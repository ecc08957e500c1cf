"""What the relay asks of an envelope before it looks whether it has it (`spec/envelope.md` §6, steps 1 to 5)."""

from typing import Final

from sceau.envelope.errors import EnvelopeError
from sceau.envelope.header import Header, Role
from sceau.envelope.statements import KeyRole
from sceau.envelope.wire import Envelope, check_signature, parse_envelope
from sceau.relay.clients.standing import Standing
from sceau.relay.statements.mirror import may_send

OLDEST_DAYS: Final = 60
AHEAD_DAYS: Final = 2


def examine(data: bytes) -> Envelope:
    """Steps 1 and 2: all that needs nothing but the bytes. EnvelopeError otherwise."""
    envelope = parse_envelope(data)
    check_signature(envelope.header, envelope.header_bytes, envelope.signature)
    return envelope


class SenderChecks:
    """Steps 3 to 5 for a batch: whose it is, which device and software made it, which keys it is sealed to.

    `now` in seconds. What was found well is not asked again: a batch has one device and two keys, as a rule.
    """

    def __init__(self, standing: Standing, *, now: int) -> None:
        self._standing = standing
        self._now = now
        self._known: set[tuple[object, bytes]] = set()

    def check(self, header: Header) -> None:
        """EnvelopeError for the first thing that is not well."""
        if (header.pharmacy, header.sender) not in self._known:
            check_device(header.pharmacy, header.sender, self._standing)
            self._known.add((header.pharmacy, header.sender))
        for copy in header.copies:
            if copy.kid is not None and (copy.role, copy.kid) not in self._known:
                _check_key(copy.role, copy.kid, self._standing, now=self._now)
                self._known.add((copy.role, copy.kid))


def check_device(pharmacy: bytes, sender: bytes, standing: Standing) -> None:
    """Steps 3 and 4, for whatever a device signs.

    Both the software that the log names for the device and the one that calls must be allowed: a log says what its
    pharmacy's software wrote there, the caller's statement is the operator's word.
    """
    if pharmacy != standing.pharmacy:
        raise EnvelopeError("wrong-tenant", "pharmacy")
    software = standing.log.devices.get(sender)
    if software is None:
        raise EnvelopeError("unknown-device", "sender")
    if not all(may_send(standing.statements, one) for one in (software, standing.software)):
        raise EnvelopeError("software-suspended", "sender")


def outside_days(day: int, *, today: int) -> str | None:
    """Step 7: the code of a day too far back or ahead; None when it is well."""
    if day < today - OLDEST_DAYS:
        return "too-old"
    return "clock" if day > today + AHEAD_DAYS else None


def _check_key(reader: Role, kid: bytes, standing: Standing, *, now: int) -> None:
    """Of a copy that names a key: the patient's names none, as nobody but the ticket's holder knows it."""
    if reader is Role.PHARMACY:
        standing.log.check_kid(kid, now)
    else:
        role = KeyRole.REGISTER if reader is Role.REGISTER else KeyRole.NOTIFIER
        standing.statements.check_kid(role, kid, now)
