"""The running relay against spec/counter-api.yaml: made-up requests of a member, and real ones, by schemathesis."""

import secrets
from pathlib import Path
from typing import Any

import pytest
import schemathesis
import yaml
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import ignored_auth, negative_data_rejection, positive_data_acceptance
from tests.integration.relay.counter.pharmacy import SEALED, Pharmacy
from tests.integration.relay.people.rules import RULES
from tests.integration.relay.pharmacy import TODAY

from sceau.envelope import cbor
from sceau.relay.people.members import COOKIE

SPECIFICATION = Path(__file__).parents[4] / "spec" / "counter-api.yaml"
# OpenAPI cannot say which bytes are CBOR of ours, and the walk over every address asks who may: neither is asked here.
EXCLUDED: list[Any] = [positive_data_acceptance, negative_data_rejection, ignored_auth]
# A made-up lock or sign-out would end the session that asks the rest.
ENDING = r"lock|sign-|passkeys|joining|applications"
schema = schemathesis.openapi.from_path(SPECIFICATION)
lasting = schema.exclude(path_regex=ENDING)


@schemathesis.serializer("application/cbor", "application/octet-stream")
def as_it_is(_context: schemathesis.SerializationContext, value: object) -> bytes:
    """Whatever is made up, as bytes."""
    return value if isinstance(value, bytes) else str(value).encode(errors="replace")


@pytest.fixture(scope="module")
def session(pharmacy: Pharmacy) -> dict[str, str]:
    browser = pharmacy.titular.browser
    return {"Cookie": f"{COOKIE}={browser.cookie}", "X-CSRFToken": browser.csrf, "Origin": browser.url}


@lasting.parametrize()
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_answer_to_made_up_requests_is_specified(
    case: schemathesis.Case[Any], pharmacy: Pharmacy, session: dict[str, str]
) -> None:
    case.call_and_validate(base_url=pharmacy.shop.relay.url, headers=session, excluded_checks=EXCLUDED)


ROW = {"version": 0, "state": "waiting", "sealed": SEALED}
REAL: list[tuple[str, str, dict[str, object], str, object]] = [
    ("GET", "/counter/api/configuration", {}, "", None),
    ("GET", "/counter/api/session", {}, "", None),
    ("GET", "/counter/api/members", {}, "", None),
    ("POST", "/counter/api/token", {}, "", None),
    ("POST", "/counter/api/numbers", {}, "application/json", {"day": TODAY}),
    ("PUT", "/counter/api/items/{day}/{number}", {"day": TODAY, "number": 7}, "application/cbor", cbor.encode(ROW)),
    ("GET", "/counter/api/shelf/{name}", {"name": "kits"}, "", None),
    ("GET", "/counter/api/prefills", {}, "", None),
    ("GET", "/counter/api/key-requests", {}, "", None),
    (
        "PUT",
        "/counter/api/browser-halves/{id}",
        {"id": secrets.token_hex(16)},
        "application/octet-stream",
        secrets.token_bytes(32),
    ),
]


@pytest.mark.parametrize(("method", "path", "values", "kind", "body"), REAL)
def test_every_answer_to_real_requests_is_specified(  # noqa: PLR0917 (a row of the table, each named)
    pharmacy: Pharmacy,
    session: dict[str, str],
    method: Any,  # noqa: ANN401 (schemathesis' own kind of text)
    path: str,
    values: dict[str, object],
    kind: str,
    body: object,
) -> None:
    given: dict[str, Any] = {"body": body, "media_type": kind} if kind else {}
    case = schema[path][method].Case(path_parameters=values, headers=dict(session), **given)
    answer = case.call_and_validate(base_url=pharmacy.shop.relay.url, excluded_checks=EXCLUDED)
    assert answer.status_code < 300, answer.text


def test_every_address_and_method_is_specified() -> None:
    specified = yaml.safe_load(SPECIFICATION.read_text(encoding="utf-8"))["paths"]
    said = {
        (method.upper(), shape(path)) for path, one in specified.items() for method in one if method != "parameters"
    }
    assert said == {(rule.method, shape("/" + rule.route)) for rule in RULES if not rule.route.startswith("accounts/")}


def shape(path: str) -> str:
    """An address without the names of its places."""
    return "/".join("*" if part[:1] in {"<", "{"} else part for part in path.split("/"))
