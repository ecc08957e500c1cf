"""Forward pharmacies' log entries to the register, in order, before the envelopes that need them.

The one idea: what the register does not take goes behind everything that waits, so that no pharmacy's log, whatever it
lacks there, keeps another's waiting.
"""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sceau.relay.delivery.register import Broken, Register
from sceau.web.clock import Clock
from sceau.web.database import Pool

BATCH: Final = 200
PAUSE: Final = timedelta(seconds=10)
"""Before an entry that was not taken is offered again: it may wait for an enrolment to be published."""


def forward_logs(pool: Pool, register: Register, clock: Clock) -> int:
    """Forward up to `BATCH` entries; returns how many the register took. Raises Unavailable or Broken."""
    with pool.connection() as database:
        rows = database.execute(_WAITING, (clock.now() - PAUSE, BATCH)).fetchall()
    if not rows:
        return 0
    try:
        taken = _offer(register, [entry for _, _, entry in rows])
    except Broken:  # by one of them, perhaps: the next pass begins with another
        _settle(pool, rows[:1], [False], clock.now())
        raise
    _settle(pool, rows, taken, clock.now())
    return sum(taken)


def _offer(register: Register, entries: Sequence[bytes]) -> list[bool]:
    lines = register.forward(entries)
    if len(lines) != len(entries):
        raise Broken
    return [_was_taken(line) for line in lines]


def _was_taken(line: str) -> bool:
    try:
        answer = json.loads(line)
    except ValueError:
        raise Broken from None
    return isinstance(answer, dict) and "code" not in answer


def _settle(pool: Pool, rows: Sequence[tuple[Any, ...]], taken: Sequence[bool], now: datetime) -> None:
    keys = [pharmacy for pharmacy, _, _ in rows], [seq for _, seq, _ in rows]
    with pool.connection() as database:
        database.execute(_SETTLE, (now, now, *keys, list(taken)))


_WAITING: Final = """
SELECT pharmacy, seq, entry FROM pharmacy_log
WHERE forwarded_at IS NULL AND (refused_at IS NULL OR refused_at <= %s)
ORDER BY refused_at NULLS FIRST, pharmacy, seq LIMIT %s
"""
_SETTLE: Final = """
UPDATE pharmacy_log SET
    forwarded_at = CASE WHEN given.taken THEN %s::timestamptz END,
    refused_at = CASE WHEN given.taken THEN NULL ELSE %s::timestamptz END
FROM (SELECT unnest(%s::bytea[]) AS pharmacy, unnest(%s::bigint[]) AS seq, unnest(%s::boolean[]) AS taken) AS given
WHERE (pharmacy_log.pharmacy, pharmacy_log.seq) = (given.pharmacy, given.seq) AND forwarded_at IS NULL
"""
