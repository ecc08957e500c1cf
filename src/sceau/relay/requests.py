"""What a view is given besides the request: the process's Relay."""

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from sceau.relay.relay import Relay
from sceau.web.smart import Access


class RelayRequest(HttpRequest):
    """A request as views see it."""

    relay: Relay


class RelayMiddleware:
    """Makes the Relay once a process, when Django loads (after the fork), and gives it to each request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response
        self._relay = Relay.start(settings.RELAY)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        cast("RelayRequest", request).relay = self._relay
        return self._get_response(request)


def access(request: RelayRequest, scope: str) -> Access:
    """Who calls, once the token is checked and has `scope`; whether the client is still active, the action checks."""
    found = request.relay.tokens.read(request, now=request.relay.seconds())
    found.require(scope)
    return found
