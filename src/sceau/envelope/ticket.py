"""The ticket: a secret in a link, a birth date in a head, and a relay that can guess neither (`spec/ticket.md`)."""

import base64
import re
import secrets
from dataclasses import dataclass, field
from typing import Final

from sceau.envelope.errors import EnvelopeError
from sceau.envelope.header import TicketReference
from sceau.envelope.hpke import kem_public_key
from sceau.envelope.kdf import kdf, sha256

TRIES: Final = 5
"""Wrong proofs in a ticket's lifetime before it locks."""

_FRAGMENT: Final = re.compile(r"([A-Za-z0-9_-]{43})(\.?)")
_BORN: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_CODE: Final = re.compile(r"[0-9]{6}")


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket's 32-byte secret and what is derived from it. Forgotten once shown."""

    secret: bytes = field(repr=False)

    @classmethod
    def new(cls) -> "Ticket":
        return cls(secrets.token_bytes(32))

    @property
    def seed(self) -> bytes:
        """X-Wing seed of the reader of the `patient` copies."""
        return kdf(self.secret, "sceau/ticket/key/v1")

    @property
    def token(self) -> bytes:
        """What the phone shows the relay."""
        return kdf(self.secret, "sceau/ticket/lookup/v1")

    @property
    def lookup(self) -> bytes:
        return lookup_of(self.token)

    @property
    def born(self) -> bytes:
        return kdf(self.secret, "sceau/ticket/born/v1")

    @property
    def root(self) -> bytes:
        return kdf(self.secret, "sceau/ticket/reply/v1")

    @property
    def card(self) -> "TicketCard":
        """What seals to it and opens nothing of it."""
        return TicketCard(lookup=self.lookup, public_key=kem_public_key(self.seed), born=self.born, root=self.root)

    def reply_key(self, envelope_id: bytes) -> bytes:
        """The key of the register's answers to the person."""
        return reply_key_of(self.root, envelope_id)

    def proof(self, birth_date: str, code: str = "") -> bytes:
        """What opens the ticket: `birth_date` is YYYY, YYYY-MM or YYYY-MM-DD; `code` six digits unless it is whole.

        `bad-date` for another form; `needs-code` for a code that is missing, not six digits, or not asked for.
        """
        return proof_of(self.born, birth_date, code)

    def reference(self, birth_date: str, code: str = "") -> TicketReference:
        """What the relay is told of this ticket."""
        return TicketReference(self.lookup, sha256(self.proof(birth_date, code)))

    def link(self, host: str, *, asks_code: bool) -> str:
        """The link of `spec/ticket.md` §1; `host` with its scheme."""
        fragment = base64.urlsafe_b64encode(self.secret).rstrip(b"=").decode()
        return f"{host}/t#{fragment}{'.' if asks_code else ''}"


@dataclass(frozen=True, slots=True)
class TicketCard:
    """What is kept, sealed to the pharmacy, when the secret is forgotten (`spec/ticket.md` §6).

    `public_key` of the reader of the `patient` copies; `born` and `root` as derived from the secret.
    """

    lookup: bytes
    public_key: bytes
    born: bytes = field(repr=False)
    root: bytes = field(repr=False)

    @property
    def card(self) -> "TicketCard":
        return self

    def reply_key(self, envelope_id: bytes) -> bytes:
        """The key of the register's answers to the person."""
        return reply_key_of(self.root, envelope_id)

    def reference(self, birth_date: str, code: str = "") -> TicketReference:
        """What the relay is told of this ticket."""
        return TicketReference(self.lookup, sha256(proof_of(self.born, birth_date, code)))


def proof_of(born: bytes, birth_date: str, code: str = "") -> bytes:
    """As `Ticket.proof`, from the ticket's `born`."""
    if not (_CODE.fullmatch(code) if needs_code(birth_date) else code == ""):
        raise EnvelopeError("needs-code", "code")
    return kdf(born, "sceau/ticket/proof/v1", proof_date(birth_date).encode() + code.encode())


def reply_key_of(root: bytes, envelope_id: bytes) -> bytes:
    """As `Ticket.reply_key`, from the ticket's `root`."""
    return kdf(root, "sceau/ticket/reply-id/v1", envelope_id)


def lookup_of(token: bytes) -> bytes:
    return sha256(token)[:16]


def proof_date(birth_date: str) -> str:
    """YYYYMMDD with 00 for what is unknown; an unknown birth date, empty, is 00000000. `bad-date` otherwise."""
    if not birth_date:
        return "00000000"
    match = _BORN.fullmatch(birth_date)
    if match is None:
        raise EnvelopeError("bad-date", "birth_date")
    return "".join((match[1], match[2] or "00", match[3] or "00"))


def needs_code(birth_date: str) -> bool:
    """A birth date that is not wholly known is too easy to guess without a spoken code."""
    date = proof_date(birth_date)
    return date[:4] == "0000" or "00" in (date[4:6], date[6:])


def new_code() -> str:
    """Six digits to be spoken at the counter."""
    return f"{secrets.randbelow(1_000_000):06d}"


def parse_link(link: str) -> tuple[Ticket, bool]:
    """The ticket of a link, and whether it asks for a code. `bad-link` otherwise."""
    match = _FRAGMENT.fullmatch(link.partition("#")[2])
    if match is None:
        raise EnvelopeError("bad-link", "link")
    secret = base64.urlsafe_b64decode(match[1] + "=")
    if base64.urlsafe_b64encode(secret).rstrip(b"=").decode() != match[1]:
        raise EnvelopeError("bad-link", "link")
    return Ticket(secret), match[2] == "."
