"""Forward pharmacies' log entries to the register, in order, before the envelopes that need them."""

import json
from typing import Final

from sceau.relay.delivery.register import Broken, Register
from sceau.web.clock import Clock
from sceau.web.database import Pool

BATCH: Final = 200


def forward_logs(pool: Pool, register: Register, clock: Clock) -> int:
    """Forward up to `BATCH` entries; returns how many the register took. Raises Unavailable or Broken.

    An entry the register does not take stays, with those of its pharmacy after it, and is offered again at the next
    pass: it may wait for an enrolment to be published.
    """
    with pool.connection() as database:
        rows = database.execute(_WAITING, (BATCH,)).fetchall()
    if not rows:
        return 0
    lines = register.forward([entry for _, _, entry in rows])
    if len(lines) != len(rows):
        raise Broken
    taken = [(pharmacy, seq) for (pharmacy, seq, _), line in zip(rows, lines, strict=True) if _was_taken(line)]
    with pool.connection() as database:
        database.execute(_TAKEN, ([one[0] for one in taken], [one[1] for one in taken], clock.now()))
    return len(taken)


def _was_taken(line: str) -> bool:
    try:
        answer = json.loads(line)
    except ValueError:
        raise Broken from None
    return isinstance(answer, dict) and "code" not in answer


_WAITING: Final = """
SELECT pharmacy, seq, entry FROM pharmacy_log WHERE forwarded_at IS NULL ORDER BY pharmacy, seq LIMIT %s
"""
_TAKEN: Final = """
UPDATE pharmacy_log SET forwarded_at = given.at
FROM (SELECT unnest(%s::bytea[]) AS pharmacy, unnest(%s::bigint[]) AS seq, %s::timestamptz AS at) AS given
WHERE (pharmacy_log.pharmacy, pharmacy_log.seq) = (given.pharmacy, given.seq)
"""
