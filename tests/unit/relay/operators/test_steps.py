"""What is said of an envelope on the telephone: nothing that is wrong is hidden, nothing lost is on its way."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sceau.relay.operators.steps import Mark, steps, summary
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


@pytest.mark.parametrize("state", [None, "registered"])
def test_what_is_neither_on_its_way_nor_acknowledged_is_not_said_to_wait(state: str | None) -> None:
    lost = replace(found(opened=0, tries_left=5), state=state, status=None, attempts=0)
    assert steps(lost, Words("en"), NOW)[1].mark is Mark.WRONG
    assert summary(lost, Words("en")) == "Neither on its way nor acknowledged"


def test_what_waits_is_said_to_be_on_its_way() -> None:
    waits = replace(found(opened=0, tries_left=5), state="pending", status=None, attempts=0)
    assert steps(waits, Words("en"), NOW)[1].title == "Waits for its turn"
    assert summary(waits, Words("en")) == "Accepted here, on its way."
