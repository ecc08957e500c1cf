"""Checkpoints that came with acknowledgements, compared with the ledger that witnesses have seen.

The one idea: each is a promise that its leaves will stand in what everybody is shown. As soon as the mirror is as long,
the promise is checked, for a register that acknowledges in a history of its own would else be found by nobody.
"""

from datetime import datetime
from typing import Final

import structlog

from sceau.ledger.checkpoint import parse_checkpoint
from sceau.ledger.errors import LedgerError
from sceau.ledger.note import parse_note
from sceau.relay.mirror import contradictions
from sceau.relay.mirror.growth import beginning
from sceau.relay.mirror.prove import Mirror, mirrored
from sceau.web.database import Database, Pool

_AT_ONCE: Final = 500
_log = structlog.get_logger()


def compare(pool: Pool, now: datetime) -> bool:
    """Compare those that the mirror has reached, each once; whether there may be more."""
    with pool.connection() as connection:
        mirror = mirrored(connection)
        if mirror is None:
            return False
        found = connection.execute(_WAITING, (mirror.checkpoint.size, _AT_ONCE)).fetchall()
        try:
            for size, note in found:
                _compare(connection, mirror, bytes(note), now)
                connection.execute("UPDATE checkpoint SET compared = true WHERE size = %s", (size,))
        except LedgerError as error:  # ours: what was mirrored was checked when it came
            _log.error("mirror_damaged", place=mirror.checkpoint.origin, code=error.code)
            connection.execute("DELETE FROM mirror_tile")  # all are brought again, and checked against what we remember
            return False
    return len(found) == _AT_ONCE


def _compare(connection: Database, mirror: Mirror, note: bytes, now: datetime) -> None:
    """Raises a LedgerError when the mirror's tiles do not hash to its own checkpoint."""
    acknowledged = parse_checkpoint(parse_note(note).text)
    if beginning(acknowledged.size, mirror.checkpoint, mirror.read) != acknowledged.root:
        contradictions.keep(connection, note, now)


_WAITING: Final = "SELECT size, note FROM checkpoint WHERE NOT compared AND size <= %s ORDER BY size LIMIT %s"
