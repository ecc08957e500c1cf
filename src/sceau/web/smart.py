"""Machines that call us prove who they are: SMART Backend Services (client assertions, RFC 7523).

The one idea: a client signs a statement that is good once, for our token endpoint, for five minutes at most, and gets
a token for five minutes. Nothing that could be stolen from our database would sign one: we keep public keys.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final

from django.http import HttpRequest
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OctKey

from sceau.web.database import Database
from sceau.web.problems import Refusal

ALGORITHMS: Final = ("ES384",)
ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
TOKEN_SECONDS: Final = 300
_ASSERTION_SECONDS: Final = 300
_LEEWAY_SECONDS: Final = 30


@dataclass(frozen=True, slots=True)
class Client:
    """A registered client: its public key (an ES384 JWK), what it may ask for, and whether it may at the moment."""

    client_id: str
    jwk: Mapping[str, Any]
    scopes: frozenset[str]
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class Assertion:
    """A client assertion whose signature and claims hold. `used` tells it from every other; `expires` in seconds."""

    client: Client
    used: bytes
    expires: int


@dataclass(frozen=True, slots=True)
class Access:
    """What a valid access token says: who calls and what for."""

    client_id: str
    scopes: frozenset[str]

    def require(self, scope: str) -> None:
        """Refusal `scope-missing` unless the token has it."""
        if scope not in self.scopes:
            raise Refusal("scope-missing")


def check_assertion(text: str, *, audience: str, find_client: Callable[[str], Client | None], now: int) -> Assertion:
    """The assertion if it is the client's, for `audience`, and of now; Refusal `invalid-client` whatever else."""
    client = find_client(_claimed_client(text))
    if client is None:
        raise Refusal("invalid-client")
    try:
        claims = jwt.decode(text, ECKey.import_key(dict(client.jwk)), algorithms=list(ALGORITHMS)).claims
    except (JoseError, ValueError, RecursionError):
        raise Refusal("invalid-client") from None
    _check_claims(claims, client.client_id, audience, now)
    used = sha256(f"{client.client_id}\0{claims['jti']}".encode()).digest()
    return Assertion(client, used, int(claims["exp"]))


def use_once(connection: Database, assertion: Assertion) -> None:
    """Note the assertion as used; Refusal `invalid-client` if it was already. The caller commits."""
    until = datetime.fromtimestamp(assertion.expires + _LEEWAY_SECONDS, UTC)
    if not is_first_use(connection, assertion.used, until=until):
        raise Refusal("invalid-client")


def is_first_use(connection: Database, used: bytes, *, until: datetime) -> bool:
    """Note what is good once, by its hash, until it is too old anyway; False when it was noted. The caller commits."""
    return connection.execute(_USE, (used, until)).fetchone() is not None


def forget_expired(connection: Database, now: datetime) -> None:
    """Delete what is refused by its age alone. The caller commits."""
    connection.execute("DELETE FROM assertion_jti WHERE expires_at < %s", (now,))


@dataclass(frozen=True, slots=True)
class Tokens:
    """Makes and reads access tokens, with a secret of at least 32 bytes that all processes of a service share."""

    secret: bytes
    issuer: str

    def issue(self, assertion: Assertion, *, asked: str, now: int) -> dict[str, object]:
        """The token endpoint's answer; Refusal `invalid-scope` when nothing asked for is granted."""
        scope = " ".join(sorted(assertion.client.scopes & set(asked.split())))
        if not scope:
            raise Refusal("invalid-scope")
        return self.grant(assertion.client.client_id, scope, now=now)

    def grant(self, client_id: str, scope: str, *, now: int) -> dict[str, object]:
        """The same for a client that has proved in another way who it is."""
        claims = {"iss": self.issuer, "sub": client_id, "scope": scope, "exp": now + TOKEN_SECONDS}
        token = jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(self.secret), algorithms=["HS256"])
        return {"access_token": token, "token_type": "bearer", "expires_in": TOKEN_SECONDS, "scope": scope}

    def read(self, request: HttpRequest, *, now: int) -> Access:
        """Who calls, from the Authorization header; Refusal `token-missing` or `token-invalid`."""
        scheme, _, token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Refusal("token-missing")
        try:
            claims = jwt.decode(token, OctKey.import_key(self.secret), algorithms=["HS256"]).claims
        except (JoseError, ValueError):
            raise Refusal("token-invalid") from None
        if claims["iss"] != self.issuer or now >= claims["exp"]:
            raise Refusal("token-invalid")
        return Access(claims["sub"], frozenset(claims["scope"].split()))


def smart_configuration(public_url: str, scopes: frozenset[str]) -> dict[str, object]:
    """What `/.well-known/smart-configuration` says."""
    return {
        "token_endpoint": f"{public_url}/token",
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": list(ALGORITHMS),
        "grant_types_supported": ["client_credentials"],
        "scopes_supported": sorted(scopes),
        "capabilities": ["client-confidential-asymmetric"],
    }


def token_form(form: Mapping[str, str]) -> tuple[str, str]:
    """The assertion and the scopes asked for, of a token request's form; Refusal otherwise."""
    if form.get("grant_type") != "client_credentials":
        raise Refusal("unsupported-grant-type")
    if form.get("client_assertion_type") != ASSERTION_TYPE or not form.get("client_assertion"):
        raise Refusal("invalid-client")
    return form["client_assertion"], form.get("scope", "")


_USE: Final = "INSERT INTO assertion_jti (jti_hash, expires_at) VALUES (%s, %s) ON CONFLICT DO NOTHING RETURNING 1"


def _claimed_client(text: str) -> str:
    """Who an assertion says it is from: only to find the key that must have signed it."""
    try:
        claims = json.loads(jws.extract_compact(text.encode()).payload)
        name = claims["iss"]
    except (JoseError, ValueError, TypeError, KeyError, RecursionError):
        raise Refusal("invalid-client") from None
    if not _is_plain(name):
        raise Refusal("invalid-client")
    return str(name)


def _is_plain(value: object) -> bool:
    """Text that can be looked up, hashed and stored: no zero byte, no half of a character."""
    return isinstance(value, str) and value.isascii() and value.isprintable()


def _check_claims(claims: Mapping[str, Any], client_id: str, audience: str, now: int) -> None:
    expires, jti = claims.get("exp"), claims.get("jti")
    in_time = isinstance(expires, int) and now < expires + _LEEWAY_SECONDS
    short = isinstance(expires, int) and expires <= now + _ASSERTION_SECONDS + _LEEWAY_SECONDS
    named = claims.get("iss") == claims.get("sub") == client_id and claims.get("aud") in (audience, [audience])
    if not (in_time and short and named and _is_plain(jti) and 8 <= len(str(jti)) <= 128):
        raise Refusal("invalid-client")
