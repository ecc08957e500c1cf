"""Reading one record with an officer's kit: the right reader can read, and a trace of it stays."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sceau.envelope.access import Kit
from sceau.envelope.errors import EnvelopeError
from sceau.envelope.hpke import kem_public_key
from sceau.envelope.kdf import kid
from sceau.register import journal
from sceau.register.at_rest import open_desk_key, open_record
from sceau.register.keys.monthly import open_desk_seed
from sceau.web.database import Database

_FIND = """
SELECT r.month, r.pharmacy, r.commit, record.batch, batch.desk_key, record.desk, record.counted, correction.id
  FROM registered AS r
  JOIN record USING (month, id, pharmacy)
  JOIN batch ON batch.month = record.month AND batch.batch = record.batch
  LEFT JOIN correction ON correction.target = r.id AND correction.pharmacy = r.pharmacy
 WHERE r.id = %s
"""


@dataclass(frozen=True, slots=True)
class ShownRecord:
    """A record as the desk sees it: the sections the person agreed to, and its place among corrections."""

    pharmacy: bytes
    id: bytes
    sections: dict[str, dict[str, Any]]
    corrected_by: bytes | None
    duplicate: bool


def show(database: Database, *, envelope_id: bytes, kit: Kit, now: datetime) -> list[ShownRecord]:
    """The records registered under an envelope's id (one, unless two pharmacies drew the same). Each is journalled.

    KeysError when the month's key was not given to this officer; EnvelopeError `cannot-open` with another kit,
    `bad-commit` when what is kept is not what the pharmacy signed.
    """
    shown = [_open(row, envelope_id, kit, database) for row in database.execute(_FIND, [envelope_id]).fetchall()]
    by = journal.officer(kid(kem_public_key(kit.kem_seed)))
    for one in shown:
        journal.write_reading(database, pharmacy=one.pharmacy, envelope=one.id, now=now, actor=by)
    return shown


def _open(row: tuple[Any, ...], envelope_id: bytes, kit: Kit, database: Database) -> ShownRecord:
    month, pharmacy, commit, batch, sealed_key, sealed, counted, corrected_by = row
    key = open_desk_key(open_desk_seed(database, month, kit.kem_seed), batch, sealed_key)
    revealed = open_record(key, pharmacy, envelope_id, sealed)
    if revealed.commit != commit:
        raise EnvelopeError("bad-commit", "record")
    return ShownRecord(pharmacy, envelope_id, revealed.sections, corrected_by, duplicate=not counted)
