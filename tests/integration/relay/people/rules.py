"""Who may call which address of the counter: the table that the walk over every address and role is made from."""

import json
import os
import secrets
import subprocess
import sys
from dataclasses import dataclass, field
from enum import StrEnum

from tests.integration.running import RunningRelay

from sceau.envelope import cbor
from sceau.relay.counter import prefills
from sceau.relay.counter.items import SEALED_SIZES

JSON, CBOR, BYTES = "application/json", "application/cbor", "application/octet-stream"


class Who(StrEnum):
    """A rule of `people/permissions.py`, as the walk reads it."""

    ANYBODY = "anybody"
    SIGNED_IN = "signed in, locked or not"
    READS = "every role, unlocked"
    WRITES = "titular and member, unlocked"
    MANAGES = "titular, unlocked"


@dataclass(frozen=True, slots=True)
class Address:
    """One method of one route, with a body that is well formed, so that only the caller can be wrong."""

    route: str
    method: str
    who: Who
    media: str = ""
    body: bytes = field(default=b"", repr=False)

    @property
    def key(self) -> str:
        return f"{self.method} {self.route}"

    @property
    def path(self) -> str:
        """With a place that nobody has asked for yet."""
        path = "/" + self.route
        for place, value in _PLACES.items():
            path = path.replace(place, value)
        return path.replace("<hex16:half_id>", secrets.token_hex(16))


def routes(relay: RunningRelay) -> list[str]:
    """Every address there is, from Django's own table."""
    environment = {**os.environ, **relay.environment}
    listed = subprocess.run([sys.executable, "-c", _LIST], env=environment, capture_output=True, check=True)
    found: list[str] = json.loads(listed.stdout)
    return found


_LIST = """
import json, os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "sceau.relay.settings"
django.setup()
from sceau.relay.urls import urlpatterns
print(json.dumps([str(one.pattern) for one in urlpatterns]))
"""
_SEALED = bytes(min(SEALED_SIZES))
_KEYS = {"keys": [{"sign": bytes(32), "kem": bytes(1216), "kind": "kit", "label": "Code imprimé"}]}
_PLACES = {
    "<hex16:member>": "00" * 16,
    "<int:number>": "0",
    "<number:number>": "7",
    "<day:day>": "20000",
    "<shelf_name:name>": "kits",
}
RULES = [
    Address("counter/api/configuration", "GET", Who.ANYBODY),
    Address("counter/api/session", "GET", Who.ANYBODY),
    Address("counter/api/contract", "GET", Who.ANYBODY),
    Address("counter/api/applications", "POST", Who.ANYBODY, JSON, b"{}"),
    Address("counter/api/joining", "POST", Who.ANYBODY, JSON, b'{"token": "%s"}' % (b"A" * 43)),
    Address("counter/api/passkeys/request", "POST", Who.ANYBODY),
    Address("counter/api/sign-in", "POST", Who.ANYBODY, JSON, b"{}"),
    Address("counter/api/passkeys", "POST", Who.ANYBODY, JSON, b"{}"),
    Address("counter/api/passkeys", "GET", Who.READS),
    Address("counter/api/passkeys/creation", "POST", Who.READS, JSON, b"{}"),
    Address("counter/api/passkeys/<int:number>", "DELETE", Who.READS),
    Address("counter/api/lock", "POST", Who.SIGNED_IN),
    Address("counter/api/sign-out", "POST", Who.SIGNED_IN),
    Address("counter/api/members", "GET", Who.READS),
    Address("counter/api/members/<hex16:member>", "PATCH", Who.MANAGES, JSON, b"{}"),
    Address("counter/api/members/<hex16:member>/removal", "POST", Who.MANAGES, CBOR, cbor.encode({"entries": []})),
    Address("counter/api/invitations", "POST", Who.MANAGES, JSON, b"{}"),
    Address("counter/api/invitations/<hex16:member>", "DELETE", Who.MANAGES),
    Address("counter/api/log", "POST", Who.READS, CBOR, cbor.encode({"entries": [b"\0"], "access_keys": []})),
    Address("counter/api/key-requests", "GET", Who.MANAGES),
    Address("counter/api/key-requests", "POST", Who.READS, CBOR, cbor.encode(_KEYS)),
    Address("counter/api/browser-halves/<hex16:half_id>", "GET", Who.READS),
    Address("counter/api/browser-halves/<hex16:half_id>", "PUT", Who.READS, BYTES, bytes(32)),
    Address("counter/api/browser-halves/<hex16:half_id>", "DELETE", Who.READS),
    Address("counter/api/token", "POST", Who.READS),
    Address("counter/api/numbers", "POST", Who.WRITES, JSON, b'{"day": 20000, "count": 1, "reserve": false}'),
    Address("counter/api/items", "GET", Who.SIGNED_IN),
    Address(
        "counter/api/items/<day:day>/<number:number>",
        "PUT",
        Who.WRITES,
        CBOR,
        cbor.encode({"version": 0, "state": "waiting", "sealed": _SEALED}),
    ),
    Address("counter/api/shelf/<shelf_name:name>", "GET", Who.SIGNED_IN),
    Address(
        "counter/api/shelf/<shelf_name:name>", "PUT", Who.WRITES, CBOR, cbor.encode({"version": 0, "sealed": _SEALED})
    ),
    Address("counter/api/prefills", "GET", Who.READS),
    Address("counter/api/prefills/<number:number>", "DELETE", Who.WRITES),
    Address(
        "p/identity",
        "POST",
        Who.ANYBODY,
        CBOR,
        cbor.encode({"pharmacy": bytes(16), "sealed": bytes(prefills.SEALED)}),
    ),
    Address("accounts/psc/login/", "GET", Who.ANYBODY),
    Address("accounts/psc/login/callback/", "GET", Who.ANYBODY),
    Address("accounts/choice", "GET", Who.ANYBODY),
    Address("accounts/choice", "POST", Who.ANYBODY, "application/x-www-form-urlencoded"),
]
