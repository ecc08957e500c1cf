"""What a relay is told of readings at the desk: the journal's own entries, of envelopes that it brought.

The one idea: a relay asks for what is past the last place that it knows in the ledger, whether anybody looks at a
ticket or not; so asking says nothing about a person.
"""

from typing import Final

from sceau.envelope import cbor
from sceau.web.database import Database
from sceau.web.journal import Entry

MOST: Final = 1000


def readings_from(database: Database, sender: str, first: int) -> bytes:
    """A CBOR sequence of {entry, nonce, index}, by index from `first` on, at most `MOST`.

    `sender` is the software of the relay that asks.
    """
    rows = database.execute(_READINGS, {"sender": sender, "first": first, "most": MOST}).fetchall()
    entries = [(Entry(*row[:-1]), row[-1]) for row in rows]
    return b"".join(
        cbor.encode({"entry": entry.encode(), "nonce": entry.nonce, "index": place}) for entry, place in entries
    )


# The arrival's key begins with its day, which the journal does not know: those that its month may have had.
_READINGS: Final = """
SELECT at, actor, action, count, detail, pharmacy, id, nonce, leaf_index FROM journal
WHERE action = 'record-read' AND leaf_index >= %(first)s AND EXISTS (
    SELECT FROM registered
    CROSS JOIN generate_series(
        to_date(registered.month::text, 'YYYYMM') - date '1970-01-01' - 62,
        to_date(registered.month::text, 'YYYYMM') - date '1970-01-01' + 34
    ) AS possible (day)
    JOIN arrival ON (arrival.month, arrival.day, arrival.pharmacy, arrival.id)
                  = (registered.month, possible.day, registered.pharmacy, registered.id)
    WHERE (registered.id, registered.pharmacy) = (journal.id, journal.pharmacy) AND arrival.sender = %(sender)s
)
ORDER BY leaf_index LIMIT %(most)s
"""
