"""Where a caller stands now: read in the transaction that acts for it, so that suspending takes effect at once."""

from dataclasses import dataclass

from sceau.envelope.pharmacy_log import PharmacyLog
from sceau.envelope.statements import Statements
from sceau.relay.relay import Relay
from sceau.web.database import Database
from sceau.web.problems import Refusal
from sceau.web.smart import Access, Client


@dataclass(frozen=True, slots=True)
class Standing:
    """The caller, its software and pharmacy, the log and the register's statements, all as of this transaction.

    `has_room`: whether new envelopes are taken (`relay/intake/room.py`).
    """

    client_id: str
    software: str
    pharmacy: bytes
    log: PharmacyLog
    statements: Statements
    has_room: bool


def standing(relay: Relay, connection: Database, access: Access) -> Standing:
    """What the client of a token may act on; Refusal `client-suspended`, `token-invalid` for one that is gone."""
    row = connection.execute(_STANDING, (access.client_id,)).fetchone()
    if row is None:
        raise Refusal("token-invalid")
    software, pharmacy, state, seq, length, has_room = row
    if state != "active":
        raise Refusal("client-suspended")
    statements = relay.statements.read(connection, length=length)
    log = relay.pharmacies.read(connection, pharmacy, seq=seq, statements=statements)
    return Standing(access.client_id, software, pharmacy, log, statements, has_room)


def pharmacy_of(connection: Database, access: Access) -> bytes:
    """The caller's pharmacy, for what needs no log; the same refusals."""
    row = connection.execute("SELECT pharmacy, state FROM client WHERE client_id = %s", (access.client_id,)).fetchone()
    if row is None:
        raise Refusal("token-invalid")
    if row[1] != "active":
        raise Refusal("client-suspended")
    pharmacy: bytes = row[0]
    return pharmacy


def find_client(connection: Database, client_id: str) -> Client | None:
    """A client that signs assertions, as the token endpoint needs it: one that is suspended, too."""
    row = connection.execute(
        "SELECT client_id, jwk, scopes, state FROM client WHERE client_id = %s AND jwk IS NOT NULL",
        (client_id,),
    ).fetchone()
    return None if row is None else Client(row[0], row[1], frozenset(row[2]), is_active=row[3] == "active")


_STANDING = """
SELECT client.software, pharmacy.pharmacy, client.state, pharmacy.seq,
       (SELECT coalesce(max(seq), -1) + 1 FROM statement), (SELECT lack IS NULL FROM room)
FROM client JOIN pharmacy USING (pharmacy) WHERE client_id = %s
"""
