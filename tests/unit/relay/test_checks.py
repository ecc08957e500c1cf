import pytest

from sceau.envelope.statements import Software, SoftwareState, Statements
from sceau.relay.intake.checks import outside_days
from sceau.relay.statements.mirror import may_send


@pytest.mark.parametrize(("day", "code"), [(939, "too-old"), (940, None), (1000, None), (1002, None), (1003, "clock")])
def test_a_day_is_taken_from_sixty_days_ago_to_two_ahead(day: int, code: str | None) -> None:
    assert outside_days(day, today=1000) == code


@pytest.mark.parametrize(
    ("listed", "allowed"),
    [
        ({}, True),
        ({"made-up": SoftwareState.ACTIVE}, True),
        ({"made-up": SoftwareState.SUSPENDED}, False),
        ({"other": SoftwareState.ACTIVE}, False),
    ],
)
def test_only_software_of_the_published_list_sends(listed: dict[str, SoftwareState], allowed: bool) -> None:  # noqa: FBT001
    statements = Statements()
    statements.software = {name: Software(name, "Inventé", state) for name, state in listed.items()}
    assert may_send(statements, "made-up") is allowed
