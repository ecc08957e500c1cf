"""Row 11: connections that are cut, half-open, silent, or drip."""

from random import Random

import pytest
from tests.faults.scenarios import network
from tests.faults.slice import with_a_slice
from tests.faults.tcp_proxy import Weather
from tests.faults.world import World

pytestmark = pytest.mark.fault
_HANGING = (Weather.HALF_OPEN, Weather.MUTE, Weather.DRIP)


@pytest.mark.parametrize("weather", with_a_slice(_HANGING, Weather.DRIP))
def test_a_request_that_never_ends_is_ended(world: World, weather: Weather) -> None:
    network.one_that_never_ends(world, weather)


@pytest.mark.slow
def test_bad_weather_loses_nothing_and_doubles_nothing(world: World) -> None:
    network.bad_weather(world, 400, Random(1))  # noqa: S311 (a seed, not a secret)
