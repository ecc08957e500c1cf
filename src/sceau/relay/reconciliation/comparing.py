"""Two books of one pharmacy's day, compared id by id.

The one idea: while deliveries go on, two books read one after the other never agree by themselves. The register's is
read before and after the relay's: an envelope is accepted before it is registered, so what the register had *before*
must be in ours; it is registered before we note it, so what ours calls delivered must be in the register's *after*.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from enum import StrEnum


class Place(StrEnum):
    """Where an accepted envelope is, by the relay's books."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    DEAD = "dead"
    NOWHERE = "nowhere"


class Difference(StrEnum):
    """What is wrong with one id."""

    LOST = "lost"
    """Accepted here; no longer on its way, not delivered, and the register has not got it."""
    UNACKNOWLEDGED = "unacknowledged"
    """Accepted here and registered; its acknowledgement is not here, nor is it on its way."""
    UNREGISTERED = "unregistered"
    """Delivered by our books; the register has not got it."""
    UNKNOWN = "unknown"
    """Registered from us; not accepted by our books."""
    DEAD_REGISTERED = "dead-registered"
    """Given up here, and the pharmacy told so; the register has it."""


def compare(
    own: Mapping[bytes, Place], before: AbstractSet[bytes], after: AbstractSet[bytes]
) -> dict[bytes, Difference]:
    """The ids that differ, and how; `before` and `after` are the register's, read around `own`."""
    found = dict.fromkeys(before - own.keys(), Difference.UNKNOWN)
    for one, place in own.items():
        difference = _of(place, registered=one in after)
        if difference is not None:
            found[one] = difference
    return found


def _of(place: Place, *, registered: bool) -> Difference | None:
    match place:
        case Place.DELIVERED:
            return None if registered else Difference.UNREGISTERED
        case Place.DEAD:
            return Difference.DEAD_REGISTERED if registered else None
        case Place.NOWHERE:
            return Difference.UNACKNOWLEDGED if registered else Difference.LOST
        case Place.WAITING:
            return None  # registered or not: its answer is on its way, or it is
