"""A damaged envelope that its pharmacy sends again takes its own place (`sceau.relay.delivery.damage`)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sceau.envelope.header import Role
from sceau.envelope.kdf import sha256
from sceau.envelope.wire import Envelope
from sceau.relay.delivery.damage import DAMAGED
from sceau.relay.intake.storing import Key, key_of
from sceau.web.database import Database


def mend(connection: Database, pharmacy: bytes, envelopes: Sequence[Envelope], *, now: datetime) -> set[Key]:
    """Put back the bytes that were accepted, by their hash, of those given up as damaged, and have them delivered.

    Returns the keys of those; does nothing for any other.
    """
    arrays = {
        "days": [one.header.day for one in envelopes],
        "ids": [one.header.id for one in envelopes],
        "hashes": [sha256(one.header_bytes) for one in envelopes],
        "headers": [one.header_bytes for one in envelopes],
        "signatures": [one.signature for one in envelopes],
        "copies": [one.sealed(Role.REGISTER) or b"" for one in envelopes],
    }
    rows = connection.execute(_MEND, {**arrays, "pharmacy": pharmacy, "now": now, "damaged": DAMAGED})
    mended = set(rows.fetchall())
    return {key for key in map(key_of, envelopes) if key in mended}


_MEND: Final = """
WITH given AS (
    SELECT * FROM unnest(%(days)s::integer[], %(ids)s::bytea[], %(hashes)s::bytea[], %(headers)s::bytea[],
                         %(signatures)s::bytea[], %(copies)s::bytea[])
    AS one (day, id, header_hash, header, signature, copy)
), mended AS (
    UPDATE outbox SET register_copy = given.copy, state = 'pending', due_at = %(now)s, attempts = 0, faults = 0,
        last_code = NULL, told = false
    FROM given JOIN envelope USING (day, id, header_hash)
    WHERE envelope.pharmacy = %(pharmacy)s AND outbox.pharmacy = %(pharmacy)s
        AND (outbox.day, outbox.id) = (given.day, given.id) AND outbox.state = 'dead' AND last_code = %(damaged)s
    RETURNING outbox.day, outbox.id
)
UPDATE envelope SET header = given.header, signature = given.signature FROM given JOIN mended USING (day, id)
WHERE envelope.pharmacy = %(pharmacy)s AND (envelope.day, envelope.id) = (given.day, given.id)
RETURNING envelope.day, envelope.id
"""
