"""Relay and register as they answer a request: the product's views, called as Django calls them.

Only `/token` is answered here: whoever asks is given a token, since who may speak to whom is tried elsewhere. That a
token ends, or was given by a clock that was wrong, is part of the simulation.
"""

import json
import re
from base64 import urlsafe_b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Final
from urllib.parse import parse_qs

from django.http import HttpRequest, HttpResponse
from tests.faults.simulation.network import Answer, Request
from tests.faults.simulation.process import Process

from sceau.register.intake.views import intake
from sceau.register.keys import views as statements
from sceau.register.reconciliation import views as reconciliation
from sceau.register.register import Register
from sceau.relay.intake.views import envelopes as accept
from sceau.relay.relay import Relay
from sceau.relay.status.views import envelopes as follow
from sceau.web.problems import CONTENT_TYPE, code_of, problem
from sceau.web.smart import Tokens

View = Callable[..., HttpResponse]
RELAY: Final[Mapping[str, View]] = {"/envelopes": accept, "/envelopes/status": follow}
REGISTER: Final[Mapping[str, View]] = {
    "/intake": intake,
    "/keys": statements.keys,
    "/enrolments": statements.enrolments,
    r"/reconciliation/(?P<day>\d+)": lambda request, day: reconciliation.day(request, int(day)),
    r"/reconciliation/(?P<day>\d+)/(?P<pharmacy>[0-9a-f]+)": lambda request, day, pharmacy: reconciliation.pharmacy(
        request, int(day), bytes.fromhex(pharmacy)
    ),
}
"""Pattern of a path → who answers."""
_MEDIA_TYPES: Final = {"/envelopes/status": "application/cbor"}


@dataclass(frozen=True, slots=True)
class WebService:
    """The web process of now of one service: `begun` gives it, a new one when the last has died."""

    name: str
    views: Mapping[str, View]
    begun: Callable[[], tuple[Relay | Register, Process]]

    def answer(self, request: Request) -> Answer:
        state, process = self.begun()
        process.step("a request came")
        try:
            answer = self._answer(state, request)
        except Exception as error:  # noqa: BLE001 (as the product's middleware does)
            answer = _problem(*code_of(error))
        process.step("a request is answered")
        return answer

    def _answer(self, state: Relay | Register, request: Request) -> Answer:
        if request.path == "/.well-known/smart-configuration":
            return _json({"token_endpoint": f"{state.settings.public_url}/token"})
        if request.path == "/token":
            return _json(_grant(state.tokens, request, now=state.seconds()))
        found = ((re.fullmatch(pattern, request.path), view) for pattern, view in self.views.items())
        match, view = next(((match, view) for match, view in found if match), (None, None))
        if match is None or view is None:
            return _problem("not-found", "")
        response = view(_AsDjango(state, request), **match.groupdict())
        headers = {name: response[name] for name in ("Content-Type", "Retry-After") if name in response}
        return Answer(response.status_code, response.content, headers)


class _AsDjango(HttpRequest):
    """What a view reads of a request. Django's own constructor asks for settings, and one process has not two."""

    def __init__(self, state: Relay | Register, request: Request) -> None:
        kind = _MEDIA_TYPES.get(request.path, "application/cbor-seq")
        self.method = request.method
        self.content_type = kind
        self.META = {
            "wsgi.input": BytesIO(request.body),
            "CONTENT_LENGTH": str(len(request.body)),
            "CONTENT_TYPE": kind,
            "HTTP_AUTHORIZATION": request.authorization,
        }
        setattr(self, "relay" if isinstance(state, Relay) else "register", state)


def _grant(tokens: Tokens, request: Request, *, now: int) -> dict[str, object]:
    form = parse_qs(request.body.decode())
    claims = form["client_assertion"][0].split(".")[1]
    asserted = json.loads(urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
    return tokens.grant(asserted["iss"], form["scope"][0], now=now)


def _json(value: Mapping[str, object]) -> Answer:
    return Answer(200, json.dumps(value).encode(), {"Content-Type": "application/json"})


def _problem(code: str, path: str) -> Answer:
    members = problem(code, path)
    return Answer(int(members["status"]), json.dumps(members).encode(), {"Content-Type": CONTENT_TYPE})
