"""The running relay against spec/relay-api.yaml: made-up requests and real ones, by schemathesis."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance
from tests.integration.relay.acknowledging import acknowledge
from tests.integration.relay.pharmacy import TODAY, Pharmacy
from tests.integration.running import RunningRelay

from sceau.envelope import cbor
from sceau.envelope.seal import TicketFor
from sceau.envelope.ticket import Ticket

SPECIFICATION = Path(__file__).parents[3] / "spec" / "relay-api.yaml"
# OpenAPI cannot say which bytes are CBOR of ours: whether a body is taken or refused, the other tests decide.
ABOUT_BODIES: list[Any] = [positive_data_acceptance, negative_data_rejection]
schema = schemathesis.openapi.from_path(SPECIFICATION)


@schemathesis.serializer("application/cbor", "application/cbor-seq")
def as_it_is(_context: schemathesis.SerializationContext, value: object) -> bytes:
    """Whatever is made up, as bytes."""
    return value if isinstance(value, bytes) else str(value).encode(errors="replace")


@pytest.fixture(scope="module")
def authorised(pharmacy: Pharmacy) -> dict[str, str]:
    """Headers with a token that may do everything."""
    return {"Authorization": f"Bearer {pharmacy.token()}"}


@schema.parametrize()
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_answer_to_made_up_requests_is_specified(
    case: schemathesis.Case[Any], relay: RunningRelay, authorised: dict[str, str]
) -> None:
    case.call_and_validate(base_url=relay.url, headers=authorised, excluded_checks=ABOUT_BODIES)


@dataclass(frozen=True, slots=True)
class Real:
    """A request that succeeds: `values` fill its path."""

    path: str
    method: Literal["GET", "POST"] = "GET"
    kind: str = "application/cbor"
    body: bytes | None = None
    values: dict[str, object] = field(default_factory=dict)


def real_requests(pharmacy: Pharmacy) -> list[Real]:
    ticket = Ticket.new()
    sealed = pharmacy.seal(ticket=TicketFor(ticket, "1979-03-28"))
    encoded, header = sealed.envelope.encode(), sealed.envelope.header
    named: dict[str, object] = {"day": TODAY, "id": header.id.hex()}
    proof = ticket.proof("1979-03-28")
    return [
        Real("/envelopes", "POST", body=encoded),
        Real("/envelopes", "POST", body=encoded),
        Real("/envelopes", "POST", "application/cbor-seq", encoded * 2),
        Real("/envelopes/status", "POST", body=cbor.encode([[TODAY, header.id]])),
        Real("/envelopes/{day}/{id}/copy", values=named),
        Real("/envelopes/{day}/{id}", values=named),
        Real("/t/state", "POST", "application/octet-stream", ticket.token),
        Real("/t/open", "POST", "application/octet-stream", ticket.token + proof),
        Real("/t/open", "POST", "application/octet-stream", ticket.token + bytes(32)),
        Real("/t/journal", "POST", "application/octet-stream", ticket.token + proof),
        Real("/pharmacies/{pharmacy}/log", values={"pharmacy": pharmacy.log.pharmacy.hex()}),
    ]


def test_every_answer_to_real_requests_is_specified(pharmacy: Pharmacy, authorised: dict[str, str]) -> None:
    for real in real_requests(pharmacy):
        validate(pharmacy.relay.url, real, authorised)


def test_the_status_of_an_acknowledged_envelope_is_specified(pharmacy: Pharmacy, authorised: dict[str, str]) -> None:
    sealed = pharmacy.seal()
    pharmacy.send(sealed)
    acknowledge(pharmacy.relay, pharmacy.register, sealed)
    values: dict[str, object] = {"day": TODAY, "id": sealed.envelope.header.id.hex()}
    validate(pharmacy.relay.url, Real("/envelopes/{day}/{id}", values=values), authorised)


def validate(url: str, real: Real, headers: dict[str, str]) -> None:
    """Make this request; its answer succeeds, and is as specified."""
    given: dict[str, Any] = {} if real.body is None else {"body": real.body, "media_type": real.kind}
    case = schema[real.path][real.method].Case(path_parameters=real.values, headers=dict(headers), **given)
    answer = case.call_and_validate(base_url=url, excluded_checks=ABOUT_BODIES)
    assert answer.status_code < 300, answer.text
