"""Row 20: the relay returns from an older backup."""

import pytest
from tests.faults.scenarios import returning
from tests.faults.world import World

pytestmark = [pytest.mark.fault, pytest.mark.slow]


def test_what_an_older_backup_lacks_is_sent_again_by_those_who_sent_it(world: World) -> None:
    returning.older_backup_restored(world, 40)
