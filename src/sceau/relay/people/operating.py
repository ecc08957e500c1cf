"""What the operator decides about people: `sceau relay applications`, `approve`, `refuse` and `link` call these."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sceau.relay.configuration import RelaySettings
from sceau.relay.people import applications, invitations, letters
from sceau.relay.people.applications import Letter, Waiting
from sceau.web.clock import Clock, SystemClock
from sceau.web.database import Database, open_pool


@dataclass(frozen=True, slots=True)
class Given:
    """A link, shown once, and whether the mail server has taken it too."""

    link: str
    mailed: bool


def list_applications(settings: RelaySettings) -> list[Waiting]:
    """What waits, oldest first."""
    with _acting(settings, None) as (connection, _):
        return applications.waiting(connection)


def approve(settings: RelaySettings, finess: str, *, number: int, clock: Clock | None = None) -> Given:
    """The pharmacy's titular pharmacist gets a link; `applications.Undecided` says why not."""
    with _acting(settings, clock) as (connection, now):
        letter = applications.approve(connection, finess, number=number, now=now)
    return _give(settings, letter)


def link_again(settings: RelaySettings, finess: str, *, clock: Clock | None = None) -> Given:
    """A new link for the titular pharmacist, whose passkeys are replaced when it is used."""
    with _acting(settings, clock) as (connection, now):
        letter = applications.link_again(connection, finess, now=now)
    return _give(settings, letter)


def refuse(
    settings: RelaySettings, finess: str, *, reason: str, number: int | None = None, clock: Clock | None = None
) -> bool:
    """The application is gone; whether the reason was mailed."""
    with _acting(settings, clock) as (connection, now):
        letter = applications.refuse(connection, finess, number=number, now=now)
    return letters.send(settings, letter.email, letters.refusal(letter.shop_name, reason))


def _give(settings: RelaySettings, letter: Letter) -> Given:
    link = invitations.link(settings.public_url, letter.token)
    return Given(link, letters.send(settings, letter.email, letters.approval(letter.shop_name, link)))


@contextmanager
def _acting(settings: RelaySettings, clock: Clock | None) -> Iterator[tuple[Database, datetime]]:
    with open_pool(settings.database_url.get_secret_value(), size=1) as pool, pool.connection() as connection:
        yield connection, (clock or SystemClock()).now()
