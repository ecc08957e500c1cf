"""The notifiers that the operator added: each a public key, which may lease slips and do nothing else.

A notifier belongs to no pharmacy, so it is no row of `client`: no code that reads a caller's pharmacy meets it.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from joserfc.jwk import ECKey
from psycopg.types.json import Jsonb

from sceau.relay.journal.entry import OPERATOR, Action, write
from sceau.web.database import Database
from sceau.web.problems import Refusal
from sceau.web.smart import Access, Client

SCOPE: Final = "notice.send"


def add_notifier(database: Database, *, jwk: Mapping[str, Any], now: datetime) -> str:
    """Add a notifier's public ES384 key, or make it active again; its client id. ValueError for another key."""
    key = ECKey.import_key(dict(jwk))
    if key.curve_name != "P-384" or key.is_private:
        raise ValueError("a notifier's key is the public half of an ES384 key: kty EC, crv P-384, x, y and no d")
    named = (secrets.token_urlsafe(16), Jsonb(key.as_dict(private=False)), key.thumbprint(), now)
    ((client_id,),) = database.execute(_ADD, named).fetchall()
    write(database, at=now, actor=OPERATOR, action=Action.NOTIFIER_ADDED, detail=str(client_id))
    return str(client_id)


def suspend_notifier(database: Database, *, client_id: str, now: datetime) -> bool:
    """Take a notifier's right away, tokens included; False when there is no such active one."""
    done = database.execute(_SUSPEND, (client_id,)).rowcount == 1
    if done:
        write(database, at=now, actor=OPERATOR, action=Action.NOTIFIER_SUSPENDED, detail=client_id)
    return done


def find_notifier(database: Database, client_id: str) -> Client | None:
    """An active notifier, as the token endpoint needs it."""
    row = database.execute(_FIND, (client_id,)).fetchone()
    return None if row is None else Client(client_id, row[0], frozenset({SCOPE}))


def require_notifier(database: Database, access: Access) -> None:
    """Refusal `client-suspended` unless the token's notifier is still active."""
    if find_notifier(database, access.client_id) is None:
        raise Refusal("client-suspended")


_ADD: Final = """
INSERT INTO notifier (client_id, jwk, thumbprint, added_at) VALUES (%s, %s, %s, %s)
ON CONFLICT (thumbprint) DO UPDATE SET state = 'active' RETURNING client_id
"""
_SUSPEND: Final = "UPDATE notifier SET state = 'suspended' WHERE client_id = %s AND state = 'active'"
_FIND: Final = "SELECT jwk FROM notifier WHERE client_id = %s AND state = 'active'"
