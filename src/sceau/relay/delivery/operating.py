"""What the operator does about delivery: `sceau relay dead`, `replay`, `suspend` and `resume` call these."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Final

from sceau.relay.clients.suspending import Standing, set_standing
from sceau.relay.configuration import RelaySettings
from sceau.relay.delivery import dead
from sceau.relay.delivery.dead import Chosen, Dead
from sceau.web.clock import Clock, SystemClock, day_of_date
from sceau.web.database import Database, open_pool

REASON_LIMIT: Final = 200


class UnclearError(ValueError):
    """The command says too little, or too much; the sentence says what is missing."""


def chosen(ids: Sequence[str], *, finess: str | None, day: date | None, code: str | None) -> Chosen:
    """UnclearError for an id that is none."""
    try:
        found = tuple(bytes.fromhex(one) for one in ids)
    except ValueError:
        found = (b"",)
    if any(len(one) != 16 for one in found):
        raise UnclearError("an envelope's id is 32 hexadecimal digits")
    return Chosen(found, finess, None if day is None else day_of_date(day), code)


def list_dead(settings: RelaySettings, which: Chosen) -> list[Dead]:
    with _acting(settings, None) as (connection, _):
        return dead.list_dead(connection, which)


def replay(settings: RelaySettings, which: Chosen, *, reason: str, clock: Clock | None = None) -> int:
    """How many are tried again. UnclearError without anything that chooses, or without a short reason."""
    if which.is_everything:
        raise UnclearError("say which: ids, or --pharmacy, --day or --code; `sceau relay dead` lists them")
    _require(reason)
    with _acting(settings, clock) as (connection, now):
        return dead.replay(connection, which, reason=reason, now=now)


def suspend(settings: RelaySettings, client_id: str, *, reason: str, clock: Clock | None = None) -> bool:
    """False when there is no such active client."""
    return _set(settings, client_id, Standing.SUSPENDED, reason, clock)


def resume(settings: RelaySettings, client_id: str, *, reason: str, clock: Clock | None = None) -> bool:
    """False when there is no such suspended client."""
    return _set(settings, client_id, Standing.ACTIVE, reason, clock)


def _set(settings: RelaySettings, client_id: str, standing: Standing, reason: str, clock: Clock | None) -> bool:
    _require(reason)
    with _acting(settings, clock) as (connection, now):
        return set_standing(connection, client_id, standing, reason=reason, now=now)


def _require(reason: str) -> None:
    if not 0 < len(reason.strip()) <= REASON_LIMIT:
        raise UnclearError(f"the journal needs a reason of at most {REASON_LIMIT} characters, which names no person")


@contextmanager
def _acting(settings: RelaySettings, clock: Clock | None) -> Iterator[tuple[Database, datetime]]:
    with open_pool(settings.database_url.get_secret_value(), size=1) as pool, pool.connection() as connection:
        yield connection, (clock or SystemClock()).now()
