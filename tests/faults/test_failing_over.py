"""Row 4, the part that needs no Patroni: what waits for a standby is not answered. The rest: `rows/row_04.py`."""

import pytest
from tests.faults.scenarios import failing_over
from tests.faults.world import World

pytestmark = pytest.mark.fault


def test_what_one_disk_alone_has_is_not_answered_as_known(world: World) -> None:
    failing_over.known_before_any_standby_has_it(world)
