"""Where is my record: from what somebody reads out over the telephone to every step of an envelope.

The one idea: one field takes whatever they have. An envelope's id of 32 digits stands alone; with the pharmacy's FINESS
number its first six digits do, or the short number of a row of the board. What is answered is metadata, and journalled.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sceau.relay.journal.entry import Action, write, write_each
from sceau.relay.operators.accounts import Operator
from sceau.relay.tickets.reissuing import NEWEST_TICKET
from sceau.web.clock import day_of
from sceau.web.database import Database

_ID: Final = re.compile("[0-9a-f]{32}")
_FINESS: Final = re.compile("[0-9a-z]{9}")
_PREFIX: Final = re.compile("[0-9a-f]{6,32}")
_NUMBER: Final = re.compile("[1-9][0-9]{0,3}")
_MOST: Final = 20
_ROW_DAYS: Final = 7


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed, understood: an id, or a pharmacy with the first digits of one, a row's number, or nothing."""

    id: bytes | None = None
    finess: str = ""
    prefix: str = ""
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """An envelope and all its steps. `state` is the outbox's, `status` the register's word, each None without.

    `tries_left` is of the ticket that holds now, whatever it replaces; None without one.
    """

    day: int
    pharmacy: bytes
    id: bytes
    finess: str
    shop: str
    accepted_at: datetime
    has_ticket: bool
    state: str | None
    attempts: int
    code: str | None
    due_at: datetime | None
    lease_until: datetime | None
    status: str | None
    acknowledged_at: datetime | None
    leaf: int | None
    difference: str | None
    replaced: bool
    opened: int
    opened_at: datetime | None
    tries_left: int | None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a pharmacy's board, all that the relay knows of it."""

    day: int
    state: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What there is. `pharmacy` is None when no FINESS number was asked for, or one that is not known.

    `finess` and `shop` are its number and its name as enrolled, empty for one that has no counter here; `elsewhere` is
    how the two books differ on an id that is not here.
    """

    envelopes: tuple[Found, ...] = ()
    rows: tuple[Row, ...] = ()
    pharmacy: bytes | None = None
    finess: str = ""
    shop: str = ""
    elsewhere: str | None = None


def understand(typed: str) -> Asked | None:
    """None when it is none of what can be asked. Hyphens, spaces and capitals do not matter."""
    words = typed.lower().replace("-", " ").split()
    if len(words) > 1 and _FINESS.fullmatch(words[0]):
        rest = "".join(words[1:])
        if _NUMBER.fullmatch(rest):
            return Asked(finess=words[0].upper(), number=int(rest))
        return Asked(finess=words[0].upper(), prefix=rest) if _PREFIX.fullmatch(rest) else None
    alone = "".join(words)
    if _ID.fullmatch(alone):
        return Asked(id=bytes.fromhex(alone))
    return Asked(finess=alone.upper()) if _FINESS.fullmatch(alone) else None


def find(connection: Database, asked: Asked, by: Operator, *, now: datetime, keep_days: int) -> Answer:
    """Every envelope that fits, at most 20, newest first; and the journal says who asked. The caller commits."""
    answer = _find(connection, asked, today=day_of(now), keep_days=keep_days)
    if answer.envelopes:
        envelopes = [(one.pharmacy, one.id) for one in answer.envelopes]
        write_each(connection, at=now, actor=by.actor, action=Action.WHEREABOUTS_ASKED, envelopes=envelopes)
    else:
        write(connection, at=now, actor=by.actor, action=Action.WHEREABOUTS_ASKED, count=0, pharmacy=answer.pharmacy)
    return answer


def _find(connection: Database, asked: Asked, *, today: int, keep_days: int) -> Answer:
    if asked.id is not None:
        envelopes = _envelopes(connection, _BY_ID, {"id": asked.id})
        row = None if envelopes else connection.execute(_ELSEWHERE, (asked.id,)).fetchone()
        return Answer(envelopes, elsewhere=None if row is None else str(row[0]))
    known = connection.execute(_SHOP, (asked.finess,)).fetchone()
    return Answer() if known is None else _of(connection, Answer((), (), *known), asked, today, keep_days)


def _of(connection: Database, known: Answer, asked: Asked, today: int, keep_days: int) -> Answer:
    """The same of a pharmacy that is known."""
    if asked.number is not None:
        rows = connection.execute(_ROWS, (known.pharmacy, asked.number, today - _ROW_DAYS))
        return replace(known, rows=tuple(Row(*row) for row in rows))
    if not asked.prefix:
        return known
    low, high = (bytes.fromhex(asked.prefix.ljust(32, filler)) for filler in "0f")
    values: dict[str, object] = {
        "pharmacy": known.pharmacy,
        "low": low,
        "high": high,
        "first": today - keep_days,
        "last": today + 2,
    }
    return replace(known, envelopes=_envelopes(connection, _BY_PREFIX, values))


def _envelopes(connection: Database, which: str, values: dict[str, object]) -> tuple[Found, ...]:
    query = _FOUND.format(which=which, newest=NEWEST_TICKET.format(first="e.lookup"))
    return tuple(Found(*row) for row in connection.execute(query.encode(), {**values, "most": _MOST}))


_BY_ID: Final = "SELECT * FROM envelope WHERE id = %(id)s"
_BY_PREFIX: Final = """
SELECT envelope.* FROM generate_series(%(first)s::int, %(last)s::int) AS days (day), LATERAL (
    SELECT * FROM envelope WHERE envelope.day = days.day AND pharmacy = %(pharmacy)s AND id BETWEEN %(low)s AND %(high)s
) AS envelope
"""
_FOUND: Final = """
SELECT e.day, e.pharmacy, e.id, coalesce(finess, '?'), coalesce(shop.name, ''), e.accepted_at, e.lookup IS NOT NULL,
       o.state, coalesce(o.attempts, 0), o.last_code, o.due_at, o.lease_until,
       a.status, a.acknowledged_at, a.leaf_index, d.what, c.id IS NOT NULL,
       (SELECT count(*) FROM journal j WHERE (j.id, j.pharmacy) = (e.id, e.pharmacy) AND action = 'ticket-opened'),
       (SELECT max(at) FROM journal j WHERE (j.id, j.pharmacy) = (e.id, e.pharmacy) AND action = 'ticket-opened'),
       t.tries_left
FROM ({which}) AS e
LEFT JOIN pharmacy p ON p.pharmacy = e.pharmacy
LEFT JOIN shop USING (finess)
LEFT JOIN outbox o ON (o.day, o.pharmacy, o.id) = (e.day, e.pharmacy, e.id)
LEFT JOIN acknowledgement a ON (a.day, a.pharmacy, a.id) = (e.day, e.pharmacy, e.id)
LEFT JOIN reconciliation_difference d ON (d.day, d.pharmacy, d.id) = (e.day, e.pharmacy, e.id)
LEFT JOIN correction c ON (c.pharmacy, c.target_day, c.target_id) = (e.pharmacy, e.day, e.id)
LEFT JOIN LATERAL ({newest}) AS newest ON true
LEFT JOIN ticket t ON t.lookup = newest.lookup
ORDER BY e.accepted_at DESC LIMIT %(most)s
"""
_SHOP: Final = """
SELECT p.pharmacy, finess, coalesce(shop.name, '') FROM pharmacy p LEFT JOIN shop USING (finess) WHERE finess = %s
"""
_ELSEWHERE: Final = "SELECT what FROM reconciliation_difference WHERE id = %s LIMIT 1"
_ROWS: Final = "SELECT day, state FROM item WHERE pharmacy = %s AND number = %s AND day > %s ORDER BY day DESC"
