"""The shop's documents, one of each name, which all its computers share (`spec/counter.md` §4)."""

from enum import StrEnum
from typing import Any, Final

from sceau.relay.counter.acting import Counter
from sceau.relay.counter.changes import What, next_change
from sceau.relay.counter.items import Stale, Written
from sceau.relay.journal.entry import Action


class Document(StrEnum):
    KITS = "kits"
    DUTY = "duty"


def read_document(counter: Counter, name: Document) -> dict[str, object]:
    """As it is answered: version 0 when there is none, without what is sealed at a locked browser."""
    found = _read(counter, name)
    if counter.member.locked:
        del found["sealed"]
    return {field: value for field, value in found.items() if value is not None}


def write_document(counter: Counter, name: Document, *, version: int, sealed: bytes) -> Written:
    """Write it on `version`, 0 for the first; Stale when it has changed since. Again, the same answer."""
    change = next_change(counter.connection, counter.pharmacy, What.SHELF)
    found = _read(counter, name)
    if (found["version"], found["sealed"]) == (version + 1, sealed):
        return Written(version + 1, found["change"])
    if found["version"] != version:
        raise Stale({field: value for field, value in found.items() if value is not None})
    counter.connection.execute(_WRITE, (counter.pharmacy, name.value, version + 1, change, sealed))
    counter.note(Action.SHELF_WRITTEN)
    return Written(version + 1, change)


def _read(counter: Counter, name: Document) -> dict[str, Any]:
    row = counter.connection.execute(_READ, (counter.pharmacy, name.value)).fetchone()
    return dict(zip(("version", "change", "sealed"), row or (0, 0, None), strict=True))


_READ: Final = "SELECT version, change, sealed FROM shelf WHERE pharmacy = %s AND name = %s"
_WRITE: Final = """
INSERT INTO shelf (pharmacy, name, version, change, sealed) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (pharmacy, name) DO UPDATE
SET version = excluded.version, change = excluded.change, sealed = excluded.sealed
"""
