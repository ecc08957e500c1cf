"""The running relay against spec/auditor-api.yaml: made-up requests, by schemathesis."""

from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import HealthCheck, settings
from tests.integration.running import RunningRelay

schema = schemathesis.openapi.from_path(Path(__file__).parents[3] / "spec" / "auditor-api.yaml")


@schema.parametrize()
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_answer_to_made_up_requests_is_specified(case: schemathesis.Case[Any], relay: RunningRelay) -> None:
    case.call_and_validate(base_url=relay.url)
