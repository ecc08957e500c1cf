"""The pages of the counter and of the prefill, and what a browser needs to install the counter.

The one idea: each page is the same bytes for everybody; who is signed in and what is on the board, scripts ask. So a
browser may keep them, and opens the counter without a network.
"""

from typing import Final
from urllib.parse import urlsplit

from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from sceau.relay.bundle import served
from sceau.relay.configuration import RelaySettings
from sceau.relay.requests import RelayRequest
from sceau.web import headers
from sceau.web.static_files import static_file

_SCOPE: Final = "/counter"


@require_GET
def counter_page(request: RelayRequest, screen: str = "board") -> HttpResponseBase:
    """One page for every screen: `browser/src/counter/routes.ts` reads the address."""
    del screen
    settings = request.relay.settings
    return headers.counter_page(served.page(settings, "counter.html"), live=_live_origin(settings))


@require_GET
def prefill_page(request: RelayRequest) -> HttpResponseBase:
    """Where people type their own identity: which pharmacy's, stays behind the `#`."""
    return headers.page(served.page(request.relay.settings, "prefill.html"))


@require_GET
def service_worker(request: RelayRequest) -> HttpResponseBase:
    """The script that opens the counter without a network; the header lets it answer for all of /counter."""
    response = static_file(request, "service-worker.js")
    response.headers["Service-Worker-Allowed"] = _SCOPE
    return response


@require_GET
def manifest(request: RelayRequest) -> HttpResponse:
    """What a browser needs to install the counter."""
    return served.page(request.relay.settings, "counter.webmanifest", content_type="application/manifest+json")


@require_GET
def configuration(request: RelayRequest) -> HttpResponse:
    """What the counter's scripts are told of this relay: nothing here is secret."""
    settings = request.relay.settings
    return JsonResponse(
        {
            "register_root": settings.register_root,
            "live_url": settings.live_address,
            "demo": settings.demo,
            "psc": bool(settings.psc_issuer),
        }
    )


def _live_origin(settings: RelaySettings) -> str:
    parts = urlsplit(settings.live_address)
    origin = f"{parts.scheme}://{parts.netloc}"
    return "" if origin == settings.public_url else origin
