"""The relay's five-minute token, by the health field's profile for machines (SMART Backend Services, RFC 7523).

The installation signs a short statement with its own ES384 key and gets a token for the scopes it needs. The statement
is good for one use and for its token endpoint only, so neither a log nor another service can use it again.
"""

import secrets
from dataclasses import dataclass

from joserfc import jwt
from joserfc.jwk import ECKey

ALGORITHM = "ES384"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
SCOPES = "envelope.write envelope.read ticket.write log.write"
_ASSERTION_SECONDS = 240  # under the five minutes that the profile allows, so that a slow clock still passes


@dataclass(frozen=True, slots=True)
class Credentials:
    """`client_id` given at enrolment, `key` the installation's private ES384 key."""

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
