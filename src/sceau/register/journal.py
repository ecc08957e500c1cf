"""The journal: who did what at the register, without health data, each entry a leaf of the ledger.

The one idea: the leaf is a hash with a secret nonce, so that the ledger proves that an entry was written and when, and
says nothing of it to who has not the entry.
"""

import json
import secrets
from datetime import datetime

from sceau.envelope.kdf import sha256
from sceau.ledger.leaf import leaf_entry
from sceau.register.ledger import enqueue
from sceau.web.database import Database

_KIND = "journal"


def write(database: Database, event: dict[str, str], *, now: datetime) -> None:
    """Write `event` in the transaction of the action that it is about: names of keys and envelopes, nothing more."""
    text, nonce = json.dumps(event, sort_keys=True), secrets.token_bytes(32)
    database.execute("INSERT INTO journal (at, nonce, event) VALUES (%s, %s, %s)", [now, nonce, text])
    enqueue(database, [leaf_entry(_KIND, sha256(nonce + text.encode()))])
