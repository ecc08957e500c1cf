"""The agent goes on, whatever becomes of one round, and says what stops it."""

from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from sceau.client.agent_work import AgentWork
from sceau.client.errors import ClientError, RelayRefused
from sceau.client.spool import Spool

if TYPE_CHECKING:
    from sceau.client.delivery import Delivery

SUSPENDED = RelayRefused({"code": "client-suspended"}, status=403, place="relay", retry_after=None)


class FailingDelivery:
    def __init__(self, failure: Exception, folder: Path = Path()) -> None:
        self.failure = failure
        self.installation = SimpleNamespace(spool=lambda: Spool(folder))

    def refresh(self) -> bool:
        raise self.failure


@pytest.mark.parametrize(
    ("failure", "code"), [(ClientError("rollback"), "rollback"), (OSError("no space left"), "internal-error")]
)
def test_a_round_that_fails_says_why_and_ends(failure: Exception, code: str) -> None:
    assert AgentWork(cast("Delivery", FailingDelivery(failure))).round() == code


def test_an_agent_whose_installation_was_suspended_says_so_to_people_and_to_software(tmp_path: Path) -> None:
    work = AgentWork(cast("Delivery", FailingDelivery(SUSPENDED, tmp_path)))
    told: list[str] = []

    def tell(code: str) -> None:
        told.append(code)
        work.stop()

    work.run(tell)
    stopped = work.health()[1]["stopped"]
    assert told == ["client-suspended"]
    assert isinstance(stopped, dict)
    assert "L’opérateur a suspendu cette installation" in stopped["detail_fr"]
