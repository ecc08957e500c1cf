"""The agent goes on, whatever becomes of one round."""

from typing import TYPE_CHECKING, cast

import pytest

from sceau.client.agent_work import AgentWork
from sceau.client.errors import ClientError

if TYPE_CHECKING:
    from sceau.client.delivery import Delivery


class FailingDelivery:
    def __init__(self, failure: Exception) -> None:
        self.failure = failure

    def refresh(self) -> bool:
        raise self.failure


@pytest.mark.parametrize(
    ("failure", "code"), [(ClientError("rollback"), "rollback"), (OSError("no space left"), "internal-error")]
)
def test_a_round_that_fails_says_why_and_ends(failure: Exception, code: str) -> None:
    assert AgentWork(cast("Delivery", FailingDelivery(failure))).round() == code
