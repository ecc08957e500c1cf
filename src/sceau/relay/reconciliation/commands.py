"""What `sceau relay reconcile` runs: compare now, as the worker does every few minutes, and say what differs."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sceau.relay.configuration import RelaySettings
from sceau.relay.delivery.register import Broken, Register, Unavailable
from sceau.relay.delivery.worker import connect
from sceau.relay.reconciliation.comparing import Difference
from sceau.relay.reconciliation.reconciling import Compared, reconcile_day
from sceau.relay.reconciliation.summary import Line
from sceau.relay.relay import Relay
from sceau.web.clock import day_of
from sceau.web.database import Database

_EPOCH: Final = date(1970, 1, 1)
_DAYS: Final = 8


class NotComparedError(RuntimeError):
    """The register did not answer; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A pharmacy's day as it is printed; `differences` by id in hexadecimal."""

    day: str
    finess: str
    line: Line
    differences: dict[str, Difference]


def reconcile(settings: RelaySettings, *, day: date | None, finess: str | None) -> list[Shown]:
    """Compare this day, or the last eight, and return the lines of all pharmacies, or of one. NotComparedError."""
    with _acting(settings) as (relay, register):
        now = relay.clock.now()
        today = day_of(now)
        days = [(day - _EPOCH).days] if day else list(range(today - _DAYS + 1, today + 1))
        compared = _compare(relay, register, days)
        with relay.pool.connection() as connection:
            names = _finess(connection)
    shown = (_shown(one, line, names) for one in compared for line in one.lines)
    return [one for one in shown if finess in (None, one.finess)]


def _compare(relay: Relay, register: Register, days: Sequence[int]) -> list[Compared]:
    try:
        return [reconcile_day(relay.pool, register, day, relay.clock.now()) for day in days]
    except (Unavailable, Broken):
        raise NotComparedError("the register does not answer: nothing was compared; try again when it does") from None


def _shown(compared: Compared, line: Line, names: dict[bytes, str]) -> Shown:
    day = (_EPOCH + timedelta(days=compared.day)).isoformat()
    found = compared.differences.get(line.pharmacy, {})
    return Shown(day, names.get(line.pharmacy, "?"), line, {one.hex(): how for one, how in sorted(found.items())})


def _finess(connection: Database) -> dict[bytes, str]:
    rows: list[tuple[bytes, str]] = connection.execute("SELECT pharmacy, finess FROM pharmacy").fetchall()
    return dict(rows)


@contextmanager
def _acting(settings: RelaySettings) -> Iterator[tuple[Relay, Register]]:
    relay = Relay.start(settings, connections=1)
    register = connect(relay)
    try:
        yield relay, register
    finally:
        register.close()
        relay.pool.close()
