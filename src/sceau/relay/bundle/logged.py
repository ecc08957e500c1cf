"""The manifest's leaf in the relay's ledger: appended when another manifest is served than the last one logged."""

from datetime import datetime
from hashlib import sha256
from typing import Final

from sceau.ledger.keys import Signer
from sceau.ledger.leaf import leaf_entry
from sceau.relay.journal.entry import WORKER, Action, write
from sceau.web import ledger_store
from sceau.web.database import Database


def log_bundle(connection: Database, manifest: bytes, signer: Signer, now: datetime) -> bool:
    """Give the manifest its place unless the last one logged is this; returns whether it did. The caller commits.

    Any number of processes may ask at once: the ledger's lock makes them one after another.
    """
    digest = sha256(manifest).digest()
    ledger_store.lock_checkpoint(connection, signer)
    last = connection.execute(_LAST).fetchone()
    if last is not None and bytes(last[0]) == digest:
        return False
    batch = ledger_store.append(connection, [leaf_entry(KIND, digest)], signer, now)
    connection.execute(_KEEP, (batch.first, digest, manifest, now))
    write(connection, at=now, actor=WORKER, action=Action.BUNDLE_LOGGED, detail=digest.hex())
    return True


KIND: Final = "bundle"
_LAST: Final = "SELECT hash FROM bundle ORDER BY leaf_index DESC LIMIT 1"
_KEEP: Final = "INSERT INTO bundle (leaf_index, hash, manifest, logged_at) VALUES (%s, %s, %s, %s)"
