"""An installation registers: a vendor's statement, a pharmacy's log, and the public key it will sign assertions with.

The one idea: logs are public, so bringing one proves nothing; but only a member can write the next entry. A key that
is new here is registered when the log that comes with it is new here too: its first entries, or one more (a device
added).
"""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from joserfc.errors import JoseError
from joserfc.jwk import ECKey
from psycopg.types.json import Jsonb

from sceau.envelope import cbor
from sceau.envelope.fields import Field, byte_string, take, text
from sceau.relay.clients.software_statement import check_software_statement
from sceau.relay.journal.entry import Action, write
from sceau.relay.pharmacies.extending import LOG_LIMIT, bring_log
from sceau.relay.relay import Relay
from sceau.relay.statements.mirror import may_send
from sceau.web.database import Database
from sceau.web.problems import Refusal

SCOPES: Final = frozenset({"envelope.write", "envelope.read", "ticket.write", "log.write"})


@dataclass(frozen=True, slots=True)
class Installation:
    """A registered client: its id, and the pharmacy it acts for."""

    client_id: str
    pharmacy: bytes


def register(relay: Relay, *, statement: str, body: bytes) -> Installation:
    """Register the key in `body` (CBOR `{log, jwk}`) for the pharmacy of its log; again, the same client.

    Refusal, or EnvelopeError of the log.
    """
    settings = relay.settings
    software = check_software_statement(statement, operator_key=settings.software_key, domain=settings.domain)
    fields = take(cbor.decode(body, limit=LOG_LIMIT, path="body"), "body", _BODY)
    entries = [byte_string(entry, "body.log", 1, 65_536) for entry in fields["log"]]
    key = _public_key(fields["jwk"])
    now = relay.clock.now()
    with relay.pool.connection() as connection, connection.transaction():
        statements = relay.statements.read(connection)
        if not may_send(statements, software):
            raise Refusal("software-suspended")
        extension = bring_log(connection, entries, statements=statements, now=now)
        pharmacy = extension.log.pharmacy
        client_id = _find(connection, pharmacy, key)
        if client_id is None and not extension.added:
            raise Refusal("log-not-extended")
        client_id = client_id or _add(connection, pharmacy, software, key, now)
        if extension.added:
            action, added = Action.LOG_EXTENDED, extension.added
            write(connection, at=now, actor=client_id, action=action, count=added, pharmacy=pharmacy)
    return Installation(client_id, pharmacy)


def _find(connection: Database, pharmacy: bytes, key: ECKey) -> str | None:
    row = connection.execute(
        "SELECT client_id FROM client WHERE pharmacy = %s AND thumbprint = %s", (pharmacy, key.thumbprint())
    ).fetchone()
    return None if row is None else str(row[0])


def _add(connection: Database, pharmacy: bytes, software: str, key: ECKey, now: datetime) -> str:
    client_id, jwk = secrets.token_urlsafe(16), Jsonb(key.as_dict(private=False))
    connection.execute(
        "INSERT INTO client (client_id, pharmacy, software, jwk, thumbprint, scopes, registered_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s)",
        (client_id, pharmacy, software, jwk, key.thumbprint(), sorted(SCOPES), now),
    )
    write(connection, at=now, actor=client_id, action=Action.CLIENT_REGISTERED, pharmacy=pharmacy)
    return client_id


def _public_key(jwk: str) -> ECKey:
    """A P-384 public key, and nothing beside it; one with its private part is refused: somebody has sent a secret."""
    try:
        members: Any = json.loads(jwk)
        key = ECKey.import_key({name: members[name] for name in _PUBLIC})
    except (JoseError, ValueError, TypeError, KeyError, RecursionError):
        raise Refusal("bad-type", "body.jwk") from None
    if "d" in members or key.curve_name != "P-384":
        raise Refusal("bad-type", "body.jwk")
    return key


_PUBLIC: Final = ("kty", "crv", "x", "y")
_BODY: Final = {"log": Field(list, 1, 10_000), "jwk": text(2048)}
