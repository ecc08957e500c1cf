"""The relay's operator, for the journeys: lets pharmacies in, stops one, gives who lost a passkey another link."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from sceau.demo.shops import give_code
from sceau.demo.world import World
from sceau.relay.delivery import operating as clients
from sceau.relay.people import operating
from sceau.relay.people.applications import Waiting

_CLIENTS = "SELECT client_id FROM client JOIN pharmacy USING (pharmacy) WHERE finess = %s"


def applications(world: World) -> list[Waiting]:
    """As `sceau relay applications`."""
    return operating.list_applications(world.relay_settings)


def approves(world: World, finess: str) -> bool:
    """As `sceau relay approve`; whether the link was mailed."""
    (number,) = (one.number for one in applications(world) if one.finess == finess)
    return operating.approve(world.relay_settings, finess, number=number).mailed


def gives_link(world: World, finess: str) -> str:
    """As `sceau relay link`, for a titular pharmacist who has no passkey any more."""
    return operating.link_again(world.relay_settings, finess).link


def register_gives_code(world: World, finess: str) -> str:
    """By the register's officer, who knows whom she speaks to."""
    return give_code(world.relay_settings, world.register_settings, finess=finess)


@contextmanager
def suspended(world: World, finess: str) -> Iterator[None]:
    """All that a pharmacy sends with is suspended, and goes on afterwards."""
    settings = world.relay_settings
    with psycopg.connect(settings.database_url.get_secret_value()) as relay:
        ours = [client for (client,) in relay.execute(_CLIENTS, (finess,))]
    assert ours
    assert all(clients.suspend(settings, one, reason="a stolen computer, it is said") for one in ours)
    yield
    assert all(clients.resume(settings, one, reason="it was found") for one in ours)
