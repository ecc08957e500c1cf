"""Tickets over HTTP. Tokens and proofs travel in bodies: never in an address, which would be logged somewhere."""

from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET, require_POST

from sceau.envelope import cbor
from sceau.relay.bundle import served
from sceau.relay.requests import RelayRequest, access
from sceau.relay.tickets.announcing import ANNOUNCE_LIMIT, announce
from sceau.relay.tickets.opening import open_ticket, state_of
from sceau.relay.tickets.openings import tell_openings
from sceau.relay.tickets.reissuing import REISSUE_LIMIT, reissue
from sceau.web.bodies import read_body, require_media_type
from sceau.web.headers import page
from sceau.web.problems import Refusal

_TOKEN, _PROOF = 32, 32
_CBOR, _BYTES = "application/cbor", "application/octet-stream"


@require_GET
def ticket_page(request: RelayRequest) -> HttpResponseBase:
    """The same page for every ticket: which one it is, stays behind the `#`, in the browser."""
    return page(served.page(request.relay.settings, "ticket.html"))


@require_POST
def ticket_state(request: RelayRequest) -> HttpResponse:
    token = _read_exactly(request, _TOKEN)
    return JsonResponse(state_of(request.relay, token).members())


@require_POST
def ticket_open(request: RelayRequest) -> HttpResponse:
    secret = _read_exactly(request, _TOKEN + _PROOF)
    answer = open_ticket(request.relay, secret[:_TOKEN], secret[_TOKEN:])
    request.relay.metrics.tickets.labels(answer.state.value).inc()
    return HttpResponse(cbor.encode(answer.members()), content_type=_CBOR)


@require_POST
def ticket_journal(request: RelayRequest) -> HttpResponse:
    secret = _read_exactly(request, _TOKEN + _PROOF)
    told = tell_openings(request.relay, secret[:_TOKEN], secret[_TOKEN:])
    if "state" in told:  # whoever guesses here is counted as at the other address
        request.relay.metrics.tickets.labels(told["state"]).inc()
    return HttpResponse(cbor.encode(told), content_type=_CBOR)


@require_POST
def announcements(request: RelayRequest) -> HttpResponse:
    caller = access(request, "ticket.write")
    require_media_type(request, _CBOR)
    announce(request.relay, caller, read_body(request, limit=ANNOUNCE_LIMIT))
    return HttpResponse(status=204)


@require_POST
def reissues(request: RelayRequest) -> HttpResponse:
    caller = access(request, "ticket.write")
    require_media_type(request, _CBOR)
    reissue(request.relay, caller, read_body(request, limit=REISSUE_LIMIT))
    return HttpResponse(status=204)


def _read_exactly(request: RelayRequest, length: int) -> bytes:
    require_media_type(request, _BYTES)
    body = read_body(request, limit=length)
    if len(body) != length:
        raise Refusal("bad-length", "body")
    return body
