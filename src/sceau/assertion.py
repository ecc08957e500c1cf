"""A machine proves who it is to a token endpoint: SMART Backend Services, the client's side (RFC 7523).

It signs a short statement with its own ES384 key and gets a token for the scopes it asks. The statement is good for one
use and for that endpoint only, so neither a log nor another service can use it again.
"""

import secrets
from dataclasses import dataclass
from typing import Final

from joserfc import jwt
from joserfc.jwk import ECKey

ALGORITHM: Final = "ES384"
ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_ASSERTION_SECONDS: Final = 240  # under the five minutes that the profile allows, so that a slow clock still passes


@dataclass(frozen=True, slots=True)
class Credentials:
    """`client_id` given at registration, `key` the machine's private ES384 key."""

    client_id: str
    key: ECKey


def new_key() -> ECKey:
    return ECKey.generate_key("P-384", auto_kid=True)


def assertion(credentials: Credentials, *, endpoint: str, now: float) -> str:
    """A JWT for `endpoint` at `now` (seconds since 1970)."""
    claims = {
        "iss": credentials.client_id,
        "sub": credentials.client_id,
        "aud": endpoint,
        "jti": secrets.token_urlsafe(32),
        "iat": int(now),
        "exp": int(now) + _ASSERTION_SECONDS,
    }
    header = {"alg": ALGORITHM, "kid": credentials.key.kid}
    return jwt.encode(header, claims, credentials.key, algorithms=[ALGORITHM])


def token_request(credentials: Credentials, *, endpoint: str, scope: str, now: float) -> dict[str, str]:
    """The form to post to the token endpoint (RFC 6749 §4.4, client credentials)."""
    return {
        "grant_type": "client_credentials",
        "scope": scope,
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": assertion(credentials, endpoint=endpoint, now=now),
    }
