"""The person's side of a ticket, in a terminal; and the pharmacy's, when a ticket must be replaced (spec/ticket.md).

Opening needs the link and the birth date, and no installation. Replacing needs the member's kit, since it opens the
pharmacy's copy: a stolen installation cannot do it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sceau.client import relay as relay_api
from sceau.client.errors import ClientError
from sceau.client.http import Connection
from sceau.client.installation import Installation
from sceau.client.relay import Relay
from sceau.client.sealing import Handover, ticket_mark
from sceau.envelope import cbor
from sceau.envelope.access import Kit
from sceau.envelope.announce import Reissue, parse_reissue
from sceau.envelope.enrol import epoch_seed
from sceau.envelope.errors import EnvelopeError
from sceau.envelope.header import Header, Role, TicketReference, parse_header
from sceau.envelope.kdf import sha256
from sceau.envelope.open import Opened, open_copy
from sceau.envelope.seal import reseal_patient_copy
from sceau.envelope.sections import PATIENT_SEES, Section, reveal
from sceau.envelope.signature import public_key, sign
from sceau.envelope.ticket import Ticket, needs_code, new_code, parse_link
from sceau.envelope.wire import Delivery, parse_delivery

_STATES = frozenset({"unknown", "waiting", "wrong", "locked", "replaced"})


@dataclass(frozen=True, slots=True)
class Result:
    """One opened result; `corrected_on` is the day (since 1970) of the one that replaces it."""

    id: bytes
    day: int
    sections: Mapping[str, dict[str, object]]
    corrected_on: int | None


class TicketClosedError(ClientError):
    """`tries` wrong dates are left before the ticket locks; None when the relay does not say."""

    def __init__(self, state: str, tries: int | None) -> None:
        super().__init__(f"ticket-{state}")
        self.tries = tries


def host_of(link: str) -> str:
    """The relay a link leads to: the link without its secret."""
    parts = urlsplit(link)
    return f"{parts.scheme}://{parts.netloc}"


def asks_code(link: str) -> bool:
    """Whether the six spoken digits are needed beside the birth date."""
    return parse_link(link)[1]


def open_ticket(link: str, *, born: str, code: str = "", connection: Connection) -> list[Result]:
    """The results under a ticket, oldest first. `born` is YYYY-MM-DD, with parts left out that nobody knows.

    Raises TicketClosedError, or EnvelopeError when what came is not sealed to this ticket.
    """
    ticket, _ = parse_link(link)
    answer = relay_api.ticket_copies(connection, ticket.token, ticket.proof(born, code))
    if not isinstance(answer, dict):
        raise ClientError("unknown-answer", connection.url)
    if answer.get("state") in _STATES:
        tries = answer.get("tries")
        raise TicketClosedError(answer["state"], tries if isinstance(tries, int) else None)
    return _results([_open_one(item, ticket) for item in answer.get("copies", [])])


def reissue_ticket(
    installation: Installation, relay: Relay, keys: Sequence[tuple[int, bytes]], *, kit: Kit
) -> Handover:
    """Move the envelopes (day, id) of one ticket, all of them, to a new ticket. `kit` is the member's."""
    copies = [parse_delivery(relay.pharmacy_copy(day, one)) for day, one in keys]
    opened = [_open_pharmacy_copy(installation, copy, kit) for copy in copies]
    ticket = Ticket.new()
    born = str(opened[-1].sections.get("identity", {}).get("birth_date", ""))
    code = new_code() if needs_code(born) else ""
    reference = ticket.reference(born, code)
    spool = installation.spool()
    moves: list[dict[str, object]] = []
    hashes: dict[bytes, bytes] = {}
    for copy, one in zip(copies, opened, strict=True):
        sealed = reseal_patient_copy(one.header, _for_the_patient(one), ticket, len(copy.copy))
        hashes[one.header.id] = sha256(sealed)
        old = spool.moved(one.header.id) or one.header.copy(Role.PATIENT).hash
        moves.append(_signed_move(installation, one.header, reference, old, sealed))
    relay.reissue(cbor.encode(moves))
    spool.note_moved(hashes, {one: ticket_mark(ticket, one) for one in hashes})
    return Handover(opened[-1].header.id, ticket.link(installation.profile.relay, asks_code=bool(code)), code)


def _open_one(item: Mapping[str, Any], ticket: Ticket) -> Opened:
    delivery = Delivery(item["header"], item["signature"], item["copy"])
    moved = _moved_hash(item, parse_header(delivery.header_bytes), ticket)
    return open_copy(delivery, Role.PATIENT, ticket.seed, reissued_hash=moved)


def _moved_hash(item: Mapping[str, Any], header: Header, ticket: Ticket) -> bytes | None:
    """The hash of a copy that a reissue moved here, or None for one that never moved."""
    if "reissue" not in item:
        return None
    reissue = parse_reissue(item["reissue"], item["reissue_signature"])
    of_this = (reissue.pharmacy, reissue.id, reissue.ticket.lookup)
    if of_this != (header.pharmacy, header.id, ticket.lookup):
        raise EnvelopeError("bad-hash", "reissue")
    return reissue.hash


def _results(opened: Sequence[Opened]) -> list[Result]:
    corrected = {one.header.corrects[1]: one.header.day for one in opened if one.header.corrects}
    found = [Result(one.header.id, one.header.day, one.sections, corrected.get(one.header.id)) for one in opened]
    return sorted(found, key=lambda result: result.day)


def _open_pharmacy_copy(installation: Installation, delivery: Delivery, kit: Kit) -> Opened:
    kid = parse_header(delivery.header_bytes).copy(Role.PHARMACY).kid
    log = installation.trusted().log
    epoch = next((epoch for epoch in log.epochs if epoch.kid == kid), None)
    if epoch is None:
        raise EnvelopeError("bad-key", "copies.pharmacy")
    return open_copy(delivery, Role.PHARMACY, epoch_seed(log, epoch, kit))


def _for_the_patient(opened: Opened) -> list[list[object]]:
    """The sections as the patient's copy shows them: the same salts, so the same commitment."""
    parts: list[Section] = []
    for entry in opened.entries:
        match entry:
            case [str(name), bytes(salt), bytes(data)]:
                parts.append(Section(name, salt, data))
            case _:
                raise EnvelopeError("bad-sections", "copies.pharmacy")
    return reveal(parts, PATIENT_SEES)


def _signed_move(
    installation: Installation, header: Header, ticket: TicketReference, old: bytes, sealed: bytes
) -> dict[str, object]:
    body = Reissue(
        pharmacy=installation.pharmacy,
        sender=public_key(installation.device_seed),
        day=header.day,
        id=header.id,
        old=old,
        hash=sha256(sealed),
        ticket=ticket,
    ).encode()
    return {"body": body, "signature": sign("reissue", body, installation.device_seed), "sealed": sealed}
