"""A network that cuts, falls silent and drips: row 11 of the guarantees."""

from contextlib import suppress
from functools import partial
from random import Random
from typing import Final

from tests.faults.fault import Constant
from tests.faults.invariants import Broken, check
from tests.faults.service import eventually
from tests.faults.spooling import Spooling
from tests.faults.tcp_proxy import TcpProxy, Weather
from tests.faults.world import NO_CHORES, World
from tests.integration.running import free_port

DEADLINES: Final = "whatever the network does, a request ends"
_SHORT_DEADLINES: Final = (
    Constant("sceau.relay.delivery.register:SILENCE", 0.5),
    Constant("sceau.relay.delivery.register:WHOLE", 2.0),
)
_RESETS: Final = {Weather.RESET: 30, Weather.FINE: 70}
_ALL: Final = {Weather.RESET: 30, Weather.HALF_OPEN: 4, Weather.MUTE: 4, Weather.DRIP: 4, Weather.FINE: 58}
_ONE_LATE: Final = 25.0
"""Seconds in which a worker with these deadlines is done, if it waits for nothing longer."""


def bad_weather(world: World, count: int, random: Random) -> dict[Weather, int]:
    """30% of connections are reset on both ways, others hang or drip; how many met which weather."""
    world.start_register()
    front = world.stand_before_the_register(partial(TcpProxy, weather=_lots(_ALL, random), random=random))
    port, letters = free_port(), world.seal(count)
    world.start_relay(port=port)
    relay_port = int(world.ground.relay_url.rpartition(":")[2])
    spooling = Spooling(world, world.folder / "spool")
    spooling.add(letters)
    with TcpProxy(relay_port, port, _lots(_RESETS, random), random) as before_the_relay:
        world.start_worker(constants=_SHORT_DEADLINES)
        _push(spooling)
        before_the_relay.weather = lambda: Weather.FINE
        spooling.note(letters)
        world.settle(seconds=600)
        front.weather = lambda: Weather.FINE
        spooling.send(letters)
        check(world)
    return {weather: front.met[weather] + before_the_relay.met[weather] for weather in Weather}


def one_that_never_ends(world: World, weather: Weather) -> None:
    """The first three requests meet it, and the worker has one thread: it must come back to deliver."""
    world.start_register()
    world.start_relay()
    sky = iter([weather] * 3)
    world.stand_before_the_register(partial(TcpProxy, weather=lambda: next(sky, Weather.FINE), random=Random(1)))  # noqa: S311 (no secret)
    world.send_until_taken(world.seal(20))
    alone = world.start_worker(constants=[*_SHORT_DEADLINES, NO_CHORES])
    try:
        eventually(lambda: _delivered(world) == 20, "every delivery", seconds=_ONE_LATE)
    except AssertionError:
        raise Broken(DEADLINES, f"a worker that waits for a connection that is {weather}") from None
    alone.kill()
    world.start_worker()
    world.settle()
    check(world)


def _delivered(world: World) -> int:
    [(count,)] = world.relay_rows("SELECT count(*) FROM acknowledgement")
    return int(count)


def _push(spooling: Spooling) -> None:
    """As a person does: the same command again, until nothing waits."""
    while spooling.spool.waiting_count():
        with suppress(AssertionError):
            spooling.send((), seconds=0.0)


def _lots(weights: dict[Weather, int], random: Random) -> "partial[Weather]":
    return partial(_draw, random, list(weights), list(weights.values()))


def _draw(random: Random, kinds: list[Weather], weights: list[int]) -> Weather:
    return random.choices(kinds, weights)[0]
