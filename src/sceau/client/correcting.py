"""Correcting: a record in the place of another, under the same ticket (spec/envelope.md §6).

The one idea: a correction goes where the corrected record went. Only the newest of a line may be replaced, so that is
what it replaces; and it is sealed to that one's ticket, whose link must be given, since nobody keeps it. A link of
another ticket is refused here: it would show one person's result to another.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sceau.client.delivery import Delivery
from sceau.client.errors import ClientError
from sceau.client.files import Found, ReadFile
from sceau.client.http import Connection
from sceau.client.installation import Installation
from sceau.client.relay import Relay
from sceau.client.sealing import Correction, ticket_mark
from sceau.client.spool import Spool, State
from sceau.envelope.header import Header, Role, parse_header
from sceau.envelope.statements import DAY
from sceau.envelope.ticket import Ticket, parse_link
from sceau.envelope.wire import check_signature, parse_delivery

_FIRST_DAY, _AFTER_LAST_DAY = -61, 4  # from today, of the envelopes that a relay takes; a day more for clocks
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The record to correct, as a person names it. `day`, from 1970, is for one that only another computer has."""

    id: bytes
    day: int | None = None


@dataclass(frozen=True, slots=True)
class _Target:
    """What is known of the envelope to replace. `ticketed` is None, and `mark` empty, when nobody here knows."""

    day: int
    id: bytes
    ticketed: bool | None
    mark: bytes = b""


def record_id(written: str) -> bytes:
    """The 16 bytes of an id as it is printed; `bad-id` otherwise."""
    try:
        one = bytes.fromhex(written)
    except ValueError:
        one = b""
    if len(one) != 16:
        raise ClientError("bad-id", written)
    return one


def parse_wanted(written: str) -> Wanted:
    """`ID`, or `YYYY-MM-DD/ID`; `bad-id` otherwise."""
    day, _, name = written.rpartition("/")
    try:
        return Wanted(record_id(name), (date.fromisoformat(day) - _EPOCH).days if day else None)
    except ValueError as problem:
        raise ClientError("bad-id", written) from problem


def whole_line(spool: Spool, one: bytes) -> list[bytes]:
    """What an envelope corrects, itself, and what corrects it, oldest first: what its ticket shows."""
    first = one
    while target := spool.target(first):
        first = target
    return spool.line(first)


def only_record(reads: Sequence[ReadFile]) -> Found | None:
    """The one record of the files, None when it could not be read; `one-record` when there is not exactly one."""
    found = [one for read in reads for one in read.found]
    if len(reads) != 1 or len(found) > 1 or not (found or reads[0].problems):
        raise ClientError("one-record", str(reads[0].path))
    return found[0] if found else None


def asked_of(corrects: str, link: str) -> Wanted | None:
    """The record to correct, if any. `link-without-target` for a ticket's link alone, `bad-id`."""
    if link and not corrects:
        raise ClientError("link-without-target")
    return parse_wanted(corrects) if corrects else None


def spool_correction(delivery: Delivery, found: Found, wanted: Wanted, *, link: str) -> set[bytes]:
    """Seal and spool `found` in the place of `wanted`; its id when it fits no envelope. Again, nothing is sealed.

    `link` is that of the ticket, empty when there is none. ClientError as `correction_of` says.
    """
    known = delivery.installation.spool().known([found.id]).get(found.id)
    if not found.id or (known is not None and known.state is not State.REFUSED):
        return set()
    return delivery.spool([found], correction_of(delivery.installation, delivery.connection, wanted, link=link))


def correction_of(installation: Installation, connection: Connection, wanted: Wanted, *, link: str) -> Correction:
    """What corrects `wanted`, or the newest of the corrections that this installation made of it.

    ClientError `unknown-target`, `refused-target`, `ticket-needed`, `other-ticket`; RelayUnreachable when only the
    relay could tell; EnvelopeError `bad-link`.
    """
    ticket = parse_link(link)[0] if link else None
    target = _spooled(installation, wanted) or _relayed(installation, connection, wanted)
    _check_ticket(target, ticket)
    return Correction((target.day, target.id), ticket)


def _spooled(installation: Installation, wanted: Wanted) -> _Target | None:
    spool = installation.spool()
    newest = spool.line(wanted.id)[-1]
    known = spool.known([newest]).get(newest)
    if known is None:
        return None
    if known.state is State.REFUSED:
        raise ClientError("refused-target", newest.hex())
    mark = spool.mark(newest)
    return _Target(known.day, newest, ticketed=bool(mark), mark=mark)


def _relayed(installation: Installation, connection: Connection, wanted: Wanted) -> _Target:
    """What another installation of the pharmacy sent, or will send: until then the correction is held."""
    relay, today = installation.relay(connection), int(connection.now()) // DAY
    days = range(today + _FIRST_DAY, today + _AFTER_LAST_DAY) if wanted.day is None else (wanted.day,)
    day = _day_at_relay(relay, wanted.id, days)
    if day is not None:
        header = _header(relay, installation.pharmacy, day, wanted.id)
        return _Target(day, wanted.id, ticketed=any(copy.role is Role.PATIENT for copy in header.copies))
    if wanted.day is None:
        raise ClientError("unknown-target", wanted.id.hex())
    return _Target(wanted.day, wanted.id, ticketed=None)


def _day_at_relay(relay: Relay, one: bytes, days: Iterable[int]) -> int | None:
    asked = [(day, one) for day in days]
    answers = relay.status(asked)
    return next((day for (day, _), answer in zip(asked, answers, strict=False) if "state" in answer), None)


def _header(relay: Relay, pharmacy: bytes, day: int, one: bytes) -> Header:
    """The header that the relay has, signed; what it is for must be what was asked for."""
    delivery = parse_delivery(relay.pharmacy_copy(day, one))
    header = parse_header(delivery.header_bytes)
    check_signature(header, delivery.header_bytes, delivery.signature)
    if (header.pharmacy, header.day, header.id) != (pharmacy, day, one):
        raise ClientError("unknown-answer", relay.connection.url)
    return header


def _check_ticket(target: _Target, ticket: Ticket | None) -> None:
    if ticket is None:
        if target.ticketed:
            raise ClientError("ticket-needed", target.id.hex())
        return
    is_another = target.mark and target.mark != ticket_mark(ticket, target.id)
    if target.ticketed is False or is_another:
        raise ClientError("other-ticket", target.id.hex())
