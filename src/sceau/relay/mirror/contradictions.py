"""Checkpoints that the register signed and that contradict what it signed before, or were not seen to extend it.

The one idea: both notes are signed, so that keeping them is all the proof there can be. The operator is called by the
alarm `ledger-fork`; auditors read the note at `/ledger/evidence`, and `sceau verify watch` tells which of both it is.
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

_log = structlog.get_logger()


def store_checkpoint(connection: Database, size: int, note: bytes, now: datetime) -> None:
    """Keep the checkpoint of an acknowledgement; another one of the same size is a fork. The caller commits."""
    if connection.execute(_STORE, (size, note)).rowcount:
        return
    ((kept,),) = connection.execute("SELECT note FROM checkpoint WHERE size = %s", (size,)).fetchall()
    if parse_note(bytes(kept)).text != parse_note(note).text:
        keep(connection, note, now)


def keep(connection: Database, note: bytes, now: datetime) -> None:
    """Keep a note that does not extend what was seen before, and call the operator; once. The caller commits."""
    checkpoint = parse_checkpoint(parse_note(note).text)
    if not connection.execute(_KEEP, (sha256(note).digest(), note, checkpoint.origin, now)).rowcount:
        return
    _log.error("ledger_misbehaved", place=checkpoint.origin, size=checkpoint.size)
    standing.find(connection, "ledger-fork", checkpoint.origin, now)
    write(connection, at=now, actor=WORKER, action=Action.LEDGER_CONTRADICTED, detail=checkpoint.origin)


def read_newest(connection: Database) -> bytes | None:
    """The last note kept."""
    row = connection.execute("SELECT note FROM contradiction ORDER BY at DESC LIMIT 1").fetchone()
    return None if row is None else bytes(row[0])


_STORE: Final = "INSERT INTO checkpoint (size, note) VALUES (%s, %s) ON CONFLICT DO NOTHING"
_KEEP: Final = """
INSERT INTO contradiction (hash, note, origin, at) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING
"""
