"""Row 16: a 200 with anything else in it than the register's word on that envelope."""

import pytest
from tests.faults.scenarios import answering
from tests.faults.slice import with_a_slice
from tests.faults.world import World

pytestmark = pytest.mark.fault


@pytest.mark.parametrize("alteration", with_a_slice(answering.ALTERATIONS, "the word on another envelope"))
def test_an_answer_that_is_not_the_registers_word_is_no_delivery(world: World, alteration: str) -> None:
    answering.answered_otherwise(world, answering.ALTERATIONS[alteration])
