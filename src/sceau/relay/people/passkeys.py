"""Passkeys: making one, and signing in with one (WebAuthn level 3, by allauth and fido2).

The one idea: a passkey is found by itself (discoverable) and always verifies its owner by finger, face or code, so one
touch says who acts. The user handle is the membership's random number. What a passkey's PRF gives, which opens the key
ring, stays in the browser: it is refused here. A stranger's session is his cookie, which he may send again: so it is
noted here that a challenge was answered, and one is good for ten minutes.
"""

import json
import struct
from base64 import urlsafe_b64decode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from allauth.mfa.models import Authenticator  # type: ignore[import-untyped]  # it has no types
from allauth.mfa.webauthn.internal import auth  # type: ignore[import-untyped]  # the same
from cryptography.exceptions import UnsupportedAlgorithm
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from sceau.relay.people.forms import Credential
from sceau.relay.requests import RelayRequest
from sceau.web.database import Database
from sceau.web.problems import Refusal
from sceau.web.smart import is_first_use

_ANSWERED_WITHIN: Final = timedelta(minutes=10)
_ASKED: Final = "asked"
# What parsers of authenticators' answers raise when the bytes are not what they should be.
_MALFORMED: Final = (
    ValidationError, ValueError, TypeError, LookupError, AttributeError, AssertionError, ArithmeticError, struct.error,
    NotImplementedError, RecursionError, UnsupportedAlgorithm, User.DoesNotExist,
)  # fmt: skip


def creation_options(owner: User) -> dict[str, Any]:
    """What the browser asks an authenticator for; the challenge is kept in the session."""
    return _plain(auth.begin_registration(owner, passwordless=True))


def request_options(request: RelayRequest) -> dict[str, Any]:
    """The same to sign in: no name is asked, any passkey of this relay may answer."""
    request.session[_ASKED] = request.relay.seconds()
    return _plain(auth.begin_authentication())


def check_new(request: RelayRequest, credential: Credential) -> dict[str, Any]:
    """A new passkey's answer, checked, as it is kept; Refusal `passkey-refused`."""
    with _or(Refusal("passkey-refused")):
        kept = _kept(request, credential)
        auth.complete_registration(kept)
        return kept


def add(owner: User, label: str, kept: dict[str, Any]) -> None:
    """The account has one more passkey."""
    auth.WebAuthn.add(owner, label, kept)


def check(request: RelayRequest, connection: Database, credential: Credential) -> Authenticator:
    """The passkey that has answered the session's challenge; Refusal `sign-in-refused` whatever is wrong.

    The caller commits, and with it that the challenge was answered.
    """
    with _or(Refusal("sign-in-refused")):
        kept = _kept(request, credential)
        owner = User.objects.get(username=_bytes(kept["response"]["userHandle"]).hex())
        challenge = auth.get_state()["challenge"]
        passkey = auth.complete_authentication(owner, kept)
        _use_once(request, connection, challenge)
        return passkey


@contextmanager
def counted(request: RelayRequest, who: str) -> Iterator[None]:
    """Count a sign-in: under `who`, or under the code of its refusal."""
    try:
        yield
    except Refusal as refusal:
        request.relay.metrics.sign_ins.labels(refusal.code).inc()
        raise
    request.relay.metrics.sign_ins.labels(who).inc()


def member_of(passkey: Authenticator) -> bytes:
    """The membership whose passkey it is."""
    return bytes.fromhex(passkey.user.username)


def described(passkey: Authenticator) -> dict[str, object]:
    """A passkey as its owner's list shows it; times in seconds since 1970."""
    used = passkey.last_used_at
    return {
        "id": passkey.pk,
        "label": passkey.wrap().name,
        "created": int(passkey.created_at.timestamp()),
        **({} if used is None else {"used": int(used.timestamp())}),
    }


def passkeys_of(owner: User) -> Iterator[Authenticator]:
    yield from Authenticator.objects.filter(user=owner, type=Authenticator.Type.WEBAUTHN).order_by("created_at")


def _use_once(request: RelayRequest, connection: Database, challenge: str) -> None:
    """ValueError for one that was asked long ago, or was answered already."""
    ends = request.session[_ASKED] + _ANSWERED_WITHIN.total_seconds()
    used = sha256(f"passkey\0{challenge}".encode()).digest()
    if request.relay.seconds() > ends or not is_first_use(connection, used, until=datetime.fromtimestamp(ends, UTC)):
        raise ValueError("not a challenge of now")


@contextmanager
def _or(refusal: Refusal) -> Iterator[None]:
    try:
        yield
    except _MALFORMED:
        raise refusal from None


def _kept(request: RelayRequest, credential: Credential) -> dict[str, Any]:
    """The answer as allauth takes and keeps it, if it was made on our page; of the extensions only what we asked."""
    results = credential.clientExtensionResults
    secret = results.get("prf")
    if isinstance(secret, dict) and "results" in secret:
        raise Refusal("passkey-secret-sent", "body.credential")
    response = credential.response.model_dump(exclude_none=True)
    client = json.loads(_bytes(response["clientDataJSON"]))
    if client["origin"] != request.relay.settings.public_url or client.get("crossOrigin"):
        raise ValueError("made for another page")
    properties = {"credProps": results["credProps"]} if "credProps" in results else {}
    said = {"id": credential.id, "rawId": credential.id, "type": credential.type, "response": response}
    return {**said, "clientExtensionResults": properties}


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _plain(options: Mapping[str, Any]) -> dict[str, Any]:
    """Mappings of fido2's own, all the way down, as dictionaries and lists, which JSON knows."""
    return {name: _plain_value(value) for name, value in options.items()}


def _plain_value(value: Any) -> Any:  # noqa: ANN401 (whatever JSON has)
    if isinstance(value, Mapping):
        return _plain(value)
    if isinstance(value, list | tuple):
        return [_plain_value(one) for one in value]
    return value
