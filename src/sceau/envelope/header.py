"""The signed part of an envelope, and the routing it hashes (`spec/envelope.md` §5)."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from sceau.envelope import cbor
from sceau.envelope.errors import EnvelopeError
from sceau.envelope.fields import DAY, UNSIGNED, Field, array, byte_string, check, exactly, take, text, unsigned
from sceau.envelope.kdf import labelled, sha256

VERSION: Final = 1
SCHEMA: Final = "sceau/record/1"
HEADER_LIMIT: Final = 2048
ROUTING_LIMIT: Final = 256


class Role(StrEnum):
    """A copy's reader, in the order copies stand."""

    REGISTER = "register"
    PHARMACY = "pharmacy"
    PATIENT = "patient"
    NOTIFIER = "notifier"


ALLOWED_ROLES: Final = (
    (Role.REGISTER, Role.PHARMACY),
    (Role.REGISTER, Role.PHARMACY, Role.PATIENT),
    (Role.REGISTER, Role.PHARMACY, Role.PATIENT, Role.NOTIFIER),
)


@dataclass(frozen=True, slots=True)
class CopyReference:
    """What the header says of a copy: its reader, the reader's key (none for a ticket's), the sealed bytes' hash."""

    role: Role
    kid: bytes | None
    hash: bytes


@dataclass(frozen=True, slots=True)
class Header:
    """The body of a signed object of KIND `envelope`. `corrects` is (day, id) of the envelope it replaces."""

    id: bytes
    pharmacy: bytes
    day: int
    sender: bytes
    commit: bytes
    routing: bytes
    corrects: tuple[int, bytes] | None = None
    copies: tuple[CopyReference, ...] = ()

    @property
    def binding(self) -> bytes:
        """Hash of everything but the copies: what each sealed copy is tied to."""
        return sha256(cbor.encode(self._fields()))

    def encode(self) -> bytes:
        return cbor.encode({**self._fields(), "copies": [_encode_reference(copy) for copy in self.copies]})

    def with_copies(self, copies: tuple[CopyReference, ...]) -> "Header":
        return replace(self, copies=copies)

    def copy(self, role: Role) -> CopyReference:
        """`bad-copies` when the envelope has no copy for `role`."""
        for reference in self.copies:
            if reference.role is role:
                return reference
        raise EnvelopeError("bad-copies", f"header.copies.{role}")

    def _fields(self) -> dict[str, object]:
        fields: dict[str, object] = {
            "v": VERSION,
            "id": self.id,
            "pharmacy": self.pharmacy,
            "day": self.day,
            "schema": SCHEMA,
            "sender": self.sender,
            "commit": self.commit,
            "routing": self.routing,
        }
        return fields if self.corrects is None else {**fields, "corrects": list(self.corrects)}


def copy_info(role: Role, public_key_hash: bytes, binding: bytes) -> bytes:
    """What ties a sealed copy to its role, its reader and its header."""
    return labelled("sceau/copy/v1", cbor.encode([role.value, public_key_hash, binding]))


def parse_header(data: bytes) -> Header:
    """The header `data` encodes, every field checked."""
    fields = take(cbor.decode(data, limit=HEADER_LIMIT, path="header"), "header", _HEADER)
    if fields["v"] != VERSION or fields["schema"] != SCHEMA:
        raise EnvelopeError("bad-version", "header.v" if fields["v"] != VERSION else "header.schema")
    return Header(
        id=fields["id"],
        pharmacy=fields["pharmacy"],
        day=fields["day"],
        sender=fields["sender"],
        commit=fields["commit"],
        routing=fields["routing"],
        corrects=_parse_corrects(fields["corrects"]) if "corrects" in fields else None,
        copies=_parse_references(fields["copies"]),
    )


@dataclass(frozen=True, slots=True)
class TicketReference:
    """What the relay knows of a ticket: where to find it and the hash of the proof that opens it."""

    lookup: bytes
    proof: bytes


@dataclass(frozen=True, slots=True)
class Routing:
    """What the relay needs and no ledger must keep; the salt keeps its hash from being guessed."""

    salt: bytes
    ticket: TicketReference | None

    def encode(self) -> bytes:
        if self.ticket is None:
            return cbor.encode({"salt": self.salt})
        return cbor.encode({"salt": self.salt, "ticket": {"lookup": self.ticket.lookup, "proof": self.ticket.proof}})


def parse_routing(data: bytes) -> Routing:
    fields = take(cbor.decode(data, limit=ROUTING_LIMIT, path="routing"), "routing", _ROUTING)
    ticket = parse_ticket_reference(fields["ticket"], "routing.ticket") if "ticket" in fields else None
    return Routing(fields["salt"], ticket)


def parse_ticket_reference(value: object, path: str) -> TicketReference:
    fields = take(value, path, _TICKET)
    return TicketReference(fields["lookup"], fields["proof"])


def _encode_reference(copy: CopyReference) -> dict[str, object]:
    fields: dict[str, object] = {"role": copy.role.value, "hash": copy.hash}
    return fields if copy.kid is None else {**fields, "kid": copy.kid}


def _parse_corrects(value: object) -> tuple[int, bytes]:
    day, envelope_id = array(value, "header.corrects", 2, 2)
    check(day, "header.corrects", DAY)
    return unsigned(day, "header.corrects"), byte_string(envelope_id, "header.corrects", 16, 16)


def _parse_references(values: list[object]) -> tuple[CopyReference, ...]:
    references = tuple(_parse_reference(value) for value in values)
    if tuple(reference.role for reference in references) not in ALLOWED_ROLES:
        raise EnvelopeError("bad-copies", "header.copies")
    return references


def _parse_reference(value: object) -> CopyReference:
    fields = take(value, "header.copies", _REFERENCE)
    if fields["role"] not in _ROLES or (fields["role"] == Role.PATIENT) is ("kid" in fields):
        raise EnvelopeError("bad-copies", "header.copies")
    return CopyReference(_ROLES[fields["role"]], fields.get("kid"), fields["hash"])


_ROLES: Final = {role.value: role for role in Role}
_HEADER: Final = {
    "v": UNSIGNED,
    "id": exactly(16),
    "pharmacy": exactly(16),
    "day": DAY,
    "schema": text(32),
    "sender": exactly(32),
    "commit": exactly(32),
    "corrects": Field(list, required=False),
    "routing": exactly(32),
    "copies": Field(list, 2, 4),
}
_REFERENCE: Final = {"role": text(16), "kid": Field(bytes, 16, 16, required=False), "hash": exactly(32)}
_ROUTING: Final = {"salt": exactly(16), "ticket": Field(dict, required=False)}
_TICKET: Final = {"lookup": exactly(16), "proof": exactly(32)}
