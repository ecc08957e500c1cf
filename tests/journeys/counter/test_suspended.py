"""The operator suspends a member's browsers: the counter says so, keeps what it has, and sends it once that is over."""

import pytest
from playwright.sync_api import expect
from tests.journeys.counter.conftest import NewTill
from tests.journeys.counter.officer import registered
from tests.journeys.counter.operator import suspended
from tests.journeys.counter.test_offline import at_work, numbers_on
from tests.journeys.counter.till import Somebody

from sceau.demo.shops import Opening
from sceau.demo.world import World


@pytest.mark.slow
def test_a_suspended_counter_says_so_and_loses_nothing(world: World, opening: Opening, new_till: NewTill) -> None:
    # Given somebody on the board of a counter
    till = at_work(new_till, opening)
    till.captures(Somebody())
    till.hands_over()
    (number,) = numbers_on(till)
    # When the operator suspends it, and the result is read
    with suspended(world, opening.finess):
        till.reads_in_time(number, "-")
        # Then the counter says who has stopped it, whom to call, and what waits
        till.sees(
            "L’opérateur a suspendu cette installation du logiciel.", "Appelez l’opérateur du relais", "1 à envoyer"
        )
    # When the operator lets it call again
    till.passes(minutes=2)
    # Then it goes by itself, and nothing is said any more
    till.sees_registered(1)
    till.does_not_see("L’opérateur a suspendu", "à envoyer")
    expect(till.row(number)).to_contain_text("envoyé")
    assert len(registered(world, opening.finess)) == 1
