"""A slice of the simulation's seeds, the same trace twice, and that broken products are found."""

from collections.abc import Iterator

import pytest
from tests.faults.simulation.ground import Ground, begun
from tests.faults.simulation.mutants import MUTANTS
from tests.faults.simulation.peer_world import run_peer
from tests.faults.simulation.peers import PEERS
from tests.faults.simulation.running import run_seed, scratch
from tests.faults.slice import with_a_slice

pytestmark = pytest.mark.fault
SLICE = range(1, 16)
FOUND_WITHIN = 50


@pytest.fixture(scope="module")
def simulated() -> Iterator[Ground]:
    with scratch() as folder, begun(folder) as ground:
        yield ground


def test_whatever_goes_wrong_nothing_is_lost_and_nothing_is_twice(simulated: Ground) -> None:
    results = [run_seed(simulated, seed) for seed in SLICE]
    assert {one.seed: one.broken for one in results if one.broken} == {}
    assert sum(one.acknowledged for one in results) > 10 * len(SLICE), "too little was sent to show anything"
    assert sum(sum(one.struck.values()) for one in results) > 10 * len(SLICE), "too little went wrong to show anything"


def test_a_seed_replays_step_for_step(simulated: Ground) -> None:
    first, again = run_seed(simulated, 9), run_seed(simulated, 9)
    assert first.trace == again.trace
    assert len(first.trace) > 100


@pytest.mark.parametrize("name", PEERS)
def test_other_policies_lose_or_repeat_in_the_same_weather(name: str) -> None:
    result = run_peer(PEERS[name], range(1, 501))
    assert result.acknowledged > 5000
    assert result.twice > 0
    assert result.lost > 0


@pytest.mark.parametrize("name", with_a_slice(MUTANTS, "what comes again is entered again"))
def test_a_broken_product_is_found_within_fifty_seeds(simulated: Ground, name: str) -> None:
    mutant = MUTANTS[name]
    with mutant.installed():
        results = (run_seed(simulated, seed) for seed in range(1, FOUND_WITHIN + 1))
        found = next((one.broken for one in results if one.broken), "nothing")
    assert found.partition(":")[0] in mutant.breaks
