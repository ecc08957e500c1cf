"""The two books of a day: ours, from the tables of delivery, and the register's, as it answers.

Ours is one pass over three primary keys in their order; it costs what the day holds, not what history does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sceau.envelope import cbor
from sceau.envelope.fields import array, byte_string, unsigned
from sceau.relay.delivery.register import Register
from sceau.relay.reconciliation.comparing import Place
from sceau.web.database import Database


@dataclass(frozen=True, slots=True)
class Own:
    """A pharmacy's day by our books; `digest` is the SHA-256 of the delivered ids in order, empty for none."""

    accepted: int = 0
    delivered: int = 0
    waiting: int = 0
    dead: int = 0
    nowhere: int = 0
    digest: bytes = b""


@dataclass(frozen=True, slots=True)
class Theirs:
    """The same by the register's; `registered` counts what it rejected too."""

    registered: int = 0
    rejected: int = 0
    digest: bytes = b""


@dataclass(frozen=True, slots=True)
class Board:
    """Rows of a pharmacy's board: tested and read, and those of them not sent yet."""

    captured: int
    unsent: int


def own_day(connection: Database, day: int) -> dict[bytes, Own]:
    """Every pharmacy that has envelopes of this day."""
    return {pharmacy: Own(*rest) for pharmacy, *rest in connection.execute(_OWN_DAY, {"day": day})}


def own_pharmacy(connection: Database, day: int, pharmacy: bytes) -> dict[bytes, Place]:
    """Where each envelope of one pharmacy and day is."""
    rows = connection.execute(_OWN_PHARMACY, {"day": day, "pharmacy": pharmacy})
    return {one: Place(place) for one, place in rows}


def board_day(connection: Database, day: int) -> Mapping[bytes, Board]:
    """What the boards of this day say."""
    return {pharmacy: Board(*rest) for pharmacy, *rest in connection.execute(_BOARD, {"day": day})}


def their_day(register: Register, day: int) -> dict[bytes, Theirs]:
    """What the register answered for good of this day. Raises Unavailable or Broken."""
    lines = (_line(item) for item in register.ask(f"/reconciliation/{day}"))
    return {pharmacy: Theirs(accepted + rejected, rejected, digest) for pharmacy, accepted, rejected, digest in lines}


def their_pharmacy(register: Register, day: int, pharmacy: bytes) -> frozenset[bytes]:
    """Ids of one pharmacy and day. Raises Unavailable or Broken."""
    items = register.ask(f"/reconciliation/{day}/{pharmacy.hex()}")
    return frozenset(_pair(item)[0] for item in items)


def _line(item: bytes) -> tuple[bytes, int, int, bytes]:
    value = array(cbor.decode(item, limit=_LIMIT, path="day"), "day", 4, 4)
    pharmacy, accepted, rejected, digest = value
    return (
        byte_string(pharmacy, "day.pharmacy", 16, 16),
        unsigned(accepted, "day.accepted"),
        unsigned(rejected, "day.rejected"),
        byte_string(digest, "day.digest", 32, 32),
    )


def _pair(item: bytes) -> tuple[bytes, bool]:
    one, accepted = array(cbor.decode(item, limit=_LIMIT, path="id"), "id", 2, 2)
    return byte_string(one, "id.id", 16, 16), accepted is True


_LIMIT: Final = 256
_PLACE: Final = """
FROM envelope e
LEFT JOIN acknowledgement a ON (a.day, a.pharmacy, a.id) = (e.day, e.pharmacy, e.id)
LEFT JOIN outbox o ON (o.day, o.pharmacy, o.id) = (e.day, e.pharmacy, e.id)
"""
_OWN_DAY: Final = f"""
SELECT e.pharmacy, count(*), count(a.id),
       count(*) FILTER (WHERE a.id IS NULL AND o.state = 'pending'),
       count(*) FILTER (WHERE a.id IS NULL AND o.state = 'dead'),
       count(*) FILTER (WHERE a.id IS NULL AND coalesce(o.state, 'registered') = 'registered'),
       coalesce(sha256(string_agg(a.id, ''::bytea ORDER BY a.id)), ''::bytea)
{_PLACE} WHERE e.day = %(day)s GROUP BY e.pharmacy
"""
_OWN_PHARMACY: Final = f"""
SELECT e.id, CASE WHEN a.id IS NOT NULL THEN 'delivered' WHEN o.state = 'pending' THEN 'waiting'
                  WHEN o.state = 'dead' THEN 'dead' ELSE 'nowhere' END
{_PLACE} WHERE e.day = %(day)s AND e.pharmacy = %(pharmacy)s
"""
_BOARD: Final = """
SELECT pharmacy, count(*), count(*) FILTER (WHERE state = 'read') FROM item
WHERE day = %(day)s AND state IN ('read', 'sent') GROUP BY pharmacy
"""
