"""`GET /reconciliation/…`: a relay asks what of its own envelopes was answered for good."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from sceau.register.reconciliation import arrivals
from sceau.register.requests import RegisterRequest
from sceau.register.senders.clients import software_of
from sceau.register.senders.views import sender

MEDIA_TYPE = "application/cbor-seq"


@require_GET
def day(request: RegisterRequest, day: int) -> HttpResponse:
    """A count and a digest a pharmacy."""
    caller = sender(request, "intake.write")
    with request.register.pool.connection() as database:
        answer = arrivals.of_day(database, software_of(database, caller.client_id), day)
    return HttpResponse(answer, content_type=MEDIA_TYPE)


@require_GET
def pharmacy(request: RegisterRequest, day: int, pharmacy: bytes) -> HttpResponse:
    """The ids of one pharmacy and day."""
    caller = sender(request, "intake.write")
    with request.register.pool.connection() as database:
        answer = arrivals.of_pharmacy(database, software_of(database, caller.client_id), day, pharmacy)
    return HttpResponse(answer, content_type=MEDIA_TYPE)
