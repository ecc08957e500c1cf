from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpRequest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from sceau.web.problems import Refusal
from sceau.web.smart import Assertion, Client, Tokens, check_assertion, token_form

NOW = 1_800_000_000
ENDPOINT = "https://relay.example/token"
KEY = ECKey.generate_key("P-384")
CLIENT = Client("client-1", KEY.as_dict(private=False), frozenset({"envelope.read", "envelope.write"}))
CLAIMS = {"iss": "client-1", "sub": "client-1", "aud": ENDPOINT, "jti": "made-up-jti", "exp": NOW + 300}
TOKENS = Tokens(b"a made-up secret of thirty-two bytes", "relay.example")


def checked(changed: dict[str, Any], key: ECKey = KEY) -> Assertion:
    text = jwt.encode({"alg": "ES384"}, {**CLAIMS, **changed}, key, algorithms=["ES384"])
    return check_assertion(text, audience=ENDPOINT, find_client={"client-1": CLIENT}.get, now=NOW)


def refused(action: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as refusal:
        action()
    return refusal.value.code


def bearing(token: str) -> HttpRequest:
    request = HttpRequest()
    request.META = {"HTTP_AUTHORIZATION": token}
    return request


def test_an_assertion_that_is_well_is_taken() -> None:
    assert checked({}).client is CLIENT


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "client-2"},
        {"sub": "client-2"},
        {"aud": "https://elsewhere.example/token"},
        {"aud": [ENDPOINT, "https://elsewhere.example/token"]},
        {"exp": NOW - 31},
        {"exp": NOW + 3600},
        {"exp": "soon"},
        {"jti": "short"},
        {"jti": 12345678},
    ],
)
def test_a_claim_that_is_not_well_refuses_it(changed: dict[str, Any]) -> None:
    assert refused(lambda: checked(changed)) == "invalid-client"


def test_another_key_refuses_it() -> None:
    assert refused(lambda: checked({}, ECKey.generate_key("P-384"))) == "invalid-client"


@pytest.mark.parametrize("header", [{"alg": "none"}, {"alg": "HS256"}])
def test_another_algorithm_refuses_it(header: dict[str, str]) -> None:
    secret = OctKey.import_key(b"a made-up secret of thirty-two bytes")
    text = jwt.encode({"alg": "HS256"}, CLAIMS, secret, algorithms=["HS256"])
    if header["alg"] == "none":
        text = "eyJhbGciOiJub25lIn0." + text.split(".")[1] + "."
    with pytest.raises(Refusal):
        check_assertion(text, audience=ENDPOINT, find_client=lambda _: CLIENT, now=NOW)


def test_two_assertions_differ_in_what_marks_them_used() -> None:
    assert checked({}).used != checked({"jti": "another-jti"}).used


def test_a_token_says_who_and_for_what() -> None:
    token = TOKENS.issue(checked({}), asked="envelope.read other", now=NOW)["access_token"]
    access = TOKENS.read(bearing(f"Bearer {token}"), now=NOW)
    assert (access.client_id, access.scopes) == ("client-1", frozenset({"envelope.read"}))


def test_a_token_ends_after_five_minutes() -> None:
    token = TOKENS.issue(checked({}), asked="envelope.read", now=NOW)["access_token"]
    assert TOKENS.read(bearing(f"Bearer {token}"), now=NOW + 299).client_id == "client-1"
    assert refused(lambda: TOKENS.read(bearing(f"Bearer {token}"), now=NOW + 300)) == "token-invalid"


def test_another_services_token_is_refused() -> None:
    other = Tokens(TOKENS.secret, "elsewhere.example").issue(checked({}), asked="envelope.read", now=NOW)
    assert refused(lambda: TOKENS.read(bearing(f"Bearer {other['access_token']}"), now=NOW)) == "token-invalid"


@pytest.mark.parametrize("header", ["", "Bearer", "Basic abc"])
def test_without_a_token_it_says_so(header: str) -> None:
    assert refused(lambda: TOKENS.read(bearing(header), now=NOW)) == "token-missing"


def test_a_scope_that_is_not_there_is_missing() -> None:
    token = TOKENS.issue(checked({}), asked="envelope.read", now=NOW)["access_token"]
    access = TOKENS.read(bearing(f"Bearer {token}"), now=NOW)
    assert refused(lambda: access.require("envelope.write")) == "scope-missing"


def test_another_grant_is_refused() -> None:
    assert refused(lambda: token_form({"grant_type": "password"})) == "unsupported-grant-type"
