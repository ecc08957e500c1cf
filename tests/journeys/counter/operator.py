"""The relay's operator, for the journeys: lets pharmacies in, and gives another link to who has lost a passkey."""

from sceau.demo.shops import give_code
from sceau.demo.world import World
from sceau.relay.people import operating
from sceau.relay.people.applications import Waiting


def applications(world: World) -> list[Waiting]:
    """As `sceau relay applications`."""
    return operating.list_applications(world.relay_settings)


def approves(world: World, finess: str) -> bool:
    """As `sceau relay approve`; whether the link was mailed."""
    return operating.approve(world.relay_settings, finess).mailed


def gives_link(world: World, finess: str) -> str:
    """As `sceau relay link`, for a titular pharmacist who has no passkey any more."""
    return operating.link_again(world.relay_settings, finess).link


def register_gives_code(world: World, finess: str) -> str:
    """By the register's officer, who knows whom she speaks to."""
    return give_code(world.relay_settings, world.register_settings, finess=finess)
