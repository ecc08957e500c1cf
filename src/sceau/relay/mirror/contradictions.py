"""Checkpoints that the register signed and that contradict what it signed before, or were not seen to extend it.

The one idea: both notes are signed, so that keeping them is all the proof there can be. The operator is called by the
alarm `ledger-fork`, or by `ledger-tiles` when what was served is not the tree that was signed: that proves nothing, and
may hide a fork. Auditors read the note at `/ledger/evidence`, and `sceau verify watch` tells which of both it is.
"""

from datetime import datetime
from hashlib import sha256
from typing import Final

import structlog

from sceau.ledger.checkpoint import parse_checkpoint
from sceau.ledger.note import parse_note
from sceau.relay.alarms import standing
from sceau.relay.journal.entry import WORKER, Action, write
from sceau.web.database import Database

FORK: Final = "ledger-fork"
TILES: Final = "ledger-tiles"
PROOFS: Final = 1000
DOUBTS: Final = 100
"""Notes with and without proof that are kept, the first ones: the register's key can sign any number."""
_log = structlog.get_logger()


def store_checkpoint(connection: Database, size: int, note: bytes, now: datetime) -> None:
    """Keep the checkpoint of an acknowledgement; another one of the same size is a fork. The caller commits."""
    if connection.execute(_STORE, (size, note, now)).rowcount:
        return
    ((kept,),) = connection.execute("SELECT note FROM checkpoint WHERE size = %s", (size,)).fetchall()
    if parse_note(bytes(kept)).text != parse_note(note).text:
        keep(connection, note, now)


def keep(connection: Database, note: bytes, now: datetime) -> None:
    """Keep a note that contradicts what was seen before, and call the operator; once. The caller commits."""
    checkpoint, digest = parse_checkpoint(parse_note(note).text), sha256(note).digest()
    if connection.execute("SELECT FROM contradiction WHERE hash = %s AND proven", (digest,)).fetchone():
        return
    standing.find(connection, FORK, checkpoint.origin, now)
    if not connection.execute(_KEEP, (digest, note, checkpoint.origin, now, PROOFS)).rowcount:
        return  # there are enough, and the operator is called all the same
    _log.error("ledger_misbehaved", place=checkpoint.origin, size=checkpoint.size)
    write(connection, at=now, actor=WORKER, action=Action.LEDGER_CONTRADICTED, detail=checkpoint.origin)


def doubt(connection: Database, note: bytes, now: datetime) -> None:
    """Keep a note whose tiles do not hash to its root, and call the operator until they do. The caller commits."""
    checkpoint = parse_checkpoint(parse_note(note).text)
    if connection.execute(_KEEP_DOUBT, (sha256(note).digest(), note, checkpoint.origin, now, DOUBTS)).rowcount:
        _log.error("tiles_spoilt", place=checkpoint.origin, size=checkpoint.size)
    standing.find(connection, TILES, checkpoint.origin, now)


def read_newest(connection: Database) -> bytes | None:
    """The last note that contradicts, else the last that may."""
    row = connection.execute("SELECT note FROM contradiction ORDER BY proven DESC, at DESC LIMIT 1").fetchone()
    return None if row is None else bytes(row[0])


_STORE: Final = "INSERT INTO checkpoint (size, note, at) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"
_KEEP: Final = """
INSERT INTO contradiction AS kept (hash, note, origin, at) SELECT %s, %s, %s, %s
WHERE (SELECT count(*) FROM contradiction WHERE proven) < %s
ON CONFLICT (hash) DO UPDATE SET proven = true WHERE NOT kept.proven
"""
_KEEP_DOUBT: Final = """
INSERT INTO contradiction (hash, note, origin, at, proven) SELECT %s, %s, %s, %s, false
WHERE (SELECT count(*) FROM contradiction WHERE NOT proven) < %s ON CONFLICT DO NOTHING
"""
