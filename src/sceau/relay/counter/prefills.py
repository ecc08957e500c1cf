"""What people typed on their own phones, until somebody at the counter takes it (`spec/counter.md` §5).

The one idea: anybody may leave one, so what is limited is what a pharmacy takes an hour. Callers are not told apart:
that would need their addresses, which nothing here knows.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from sceau.relay.counter.acting import Counter
from sceau.relay.counter.changes import What, next_change
from sceau.relay.journal.entry import VISITOR, Action, write
from sceau.web.database import Database
from sceau.web.problems import Refusal

SEALED: Final = 4096
KEPT: Final = timedelta(hours=24)
AN_HOUR: Final = 200
"""How many a pharmacy takes an hour: in a day fewer than there are numbers."""
_NUMBERS: Final = range(3000, 10_000)
"""A NIR begins with 1 or 2: whoever says one of these is taken with the fourth digit, without another key."""


def leave(connection: Database, pharmacy: bytes, sealed: bytes, now: datetime) -> str:
    """Keep it; the four digits to say at the counter. Refusal `unknown-pharmacy`, `too-many-prefills`."""
    if connection.execute("SELECT FROM shop WHERE pharmacy = %s", (pharmacy,)).fetchone() is None:
        raise Refusal("unknown-pharmacy")
    next_change(connection, pharmacy, What.PREFILLS)
    ((count,),) = connection.execute(_COUNT, (pharmacy, now - timedelta(hours=1))).fetchall()
    if count >= AN_HOUR:
        raise Refusal("too-many-prefills")
    connection.execute(_FREE, (pharmacy, now - KEPT))
    number = _keep(connection, pharmacy, sealed, now)
    write(connection, at=now, actor=VISITOR, action=Action.PREFILL_LEFT, pharmacy=pharmacy)
    return str(number)


def waiting(counter: Counter) -> list[dict[str, object]]:
    """Those of the last 24 hours, the newest first; `at` in seconds since 1970."""
    rows = counter.connection.execute(_LIST, (counter.pharmacy, counter.now - KEPT)).fetchall()
    if rows:
        counter.note(Action.PREFILLS_READ, count=len(rows))
    return [{"number": str(number), "sealed": sealed, "at": int(at.timestamp())} for number, sealed, at in rows]


def delete(counter: Counter, number: int) -> None:
    """It was taken; Refusal `unknown-prefill`."""
    next_change(counter.connection, counter.pharmacy, What.PREFILLS)
    if counter.connection.execute(_DELETE, (counter.pharmacy, number)).rowcount == 0:
        raise Refusal("unknown-prefill")
    counter.note(Action.PREFILL_DELETED)


def _keep(connection: Database, pharmacy: bytes, sealed: bytes, now: datetime) -> int:
    """Under a number that is free: at least one in four is."""
    for number in islice(_drawn(), 200):
        if connection.execute(_KEEP, (pharmacy, number, sealed, now)).rowcount:
            return number
    raise Refusal("busy")


def _drawn() -> Iterable[int]:
    while True:
        yield secrets.choice(_NUMBERS)


_COUNT: Final = "SELECT count(*) FROM prefill WHERE pharmacy = %s AND at > %s"
_FREE: Final = "DELETE FROM prefill WHERE pharmacy = %s AND at <= %s"
_KEEP: Final = "INSERT INTO prefill (pharmacy, number, sealed, at) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING"
_LIST: Final = "SELECT number, sealed, at FROM prefill WHERE pharmacy = %s AND at > %s ORDER BY at DESC"
_DELETE: Final = "DELETE FROM prefill WHERE pharmacy = %s AND number = %s"
