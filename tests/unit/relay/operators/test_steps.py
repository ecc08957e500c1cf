"""What is said of a ticket: that it was read hides nothing that is wrong with it since."""

from datetime import UTC, datetime

import pytest

from sceau.relay.operators.steps import Mark, steps
from sceau.relay.operators.whereabouts import Found
from sceau.relay.operators.words import Words

NOW = datetime(2026, 10, 14, 15, 0, tzinfo=UTC)


def found(*, opened: int, tries_left: int) -> Found:
    """Registered, and announced with a ticket."""
    return Found(
        day=20_740,
        pharmacy=bytes(16),
        id=bytes(16),
        finess="990000001",
        shop="Officine inventée",
        accepted_at=NOW,
        has_ticket=True,
        state="registered",
        attempts=1,
        code=None,
        due_at=None,
        lease_until=None,
        status="accepted",
        acknowledged_at=NOW,
        leaf=7,
        difference=None,
        replaced=False,
        opened=opened,
        opened_at=NOW if opened else None,
        tries_left=tries_left,
    )


@pytest.mark.parametrize(
    ("opened", "tries_left", "said"),
    [
        (0, 5, ["Ticket announced, not read yet"]),
        (1, 5, ["Read by the person, once"]),
        (0, 0, ["Ticket locked: five wrong birth dates"]),
        (2, 0, ["Read by the person, 2 times", "Ticket locked: five wrong birth dates"]),
    ],
)
def test_a_ticket_that_was_read_and_locked_since_is_both(opened: int, tries_left: int, said: list[str]) -> None:
    lines = steps(found(opened=opened, tries_left=tries_left), Words("en"), NOW)[3:]
    assert [line.title for line in lines] == said
    assert [line.mark is Mark.WRONG for line in lines] == ["locked" in line.title for line in lines]
