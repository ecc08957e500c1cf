"""The register's officer, for the journeys: reads what was registered of a shop, as the desk does."""

from typing import Any

import psycopg

from sceau.demo.world import World
from sceau.register import commands

_REGISTERED = "SELECT id FROM registered WHERE pharmacy = %s AND accepted ORDER BY month, id"


def registered(world: World, finess: str) -> list[dict[str, dict[str, Any]]]:
    """The sections of each record of a pharmacy, opened with the officer's kit."""
    return [
        shown.sections
        for envelope in _envelopes(world, finess)
        for shown in commands.desk_show(world.register_settings, envelope_id=envelope.hex(), kit=world.officer)
    ]


def _envelopes(world: World, finess: str) -> list[bytes]:
    with psycopg.connect(world.relay_settings.database_url.get_secret_value()) as relay:
        row = relay.execute("SELECT pharmacy FROM pharmacy WHERE finess = %s", [finess]).fetchone()
    assert row is not None
    with psycopg.connect(world.register_settings.database_url.get_secret_value()) as register:
        return [envelope for (envelope,) in register.execute(_REGISTERED, row).fetchall()]
