"""Clients: the relays that may deliver, each with a public key and the software it is (`sceau.web.smart`)."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from joserfc.jwk import ECKey

from sceau.envelope.statements import Statements
from sceau.register import journal
from sceau.register.journal import Action
from sceau.register.senders.software import may_send
from sceau.web.database import Database
from sceau.web.problems import Refusal
from sceau.web.smart import Client

SCOPES: Final = frozenset({"intake.write", "log.write"})


@dataclass(frozen=True, slots=True)
class Transport:
    """A client and the software that decides whether it may send."""

    client: Client
    software: str


def add_client(database: Database, *, software: str, jwk: Mapping[str, Any], now: datetime) -> str:
    """Register a relay's public key (an ES384 JWK); returns its client id. ValueError for another key."""
    key = ECKey.import_key(dict(jwk))
    if key.curve_name != "P-384" or key.is_private:
        raise ValueError("a client's key is the public half of an ES384 key: kty EC, crv P-384, x, y and no d")
    client_id = f"{software}.{secrets.token_hex(8)}"
    database.execute(
        "INSERT INTO client VALUES (%s, %s, %s, %s, %s)",
        [client_id, software, json.dumps(key.as_dict(private=False)), " ".join(sorted(SCOPES)), now],
    )
    journal.write(database, Action.CLIENT_ADDED, now=now, detail=client_id)
    return client_id


def find_transport(database: Database, client_id: str) -> Transport | None:
    query = "SELECT software, jwk, scopes FROM client WHERE client_id = %s"
    row = database.execute(query, [client_id]).fetchone()
    if row is None:
        return None
    return Transport(Client(client_id, row[1], frozenset(row[2].split())), row[0])


def find_client(database: Database, client_id: str) -> Client | None:
    transport = find_transport(database, client_id)
    return None if transport is None else transport.client


def software_of(database: Database, client_id: str) -> str:
    """The software that a client is, whose clients follow one another when keys are replaced; `client-suspended`."""
    transport = find_transport(database, client_id)
    if transport is None:
        raise Refusal("client-suspended")
    return transport.software


def require_active(database: Database, statements: Statements, client_id: str) -> None:
    """Refusal `client-suspended` unless the client's software is on the list and active."""
    transport = find_transport(database, client_id)
    if transport is None or not may_send(statements, transport.software):
        raise Refusal("client-suspended")
