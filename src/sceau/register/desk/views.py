"""`GET /readings/N`: what was read at the desk of what a relay brought, from place N of the ledger on."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from sceau.register.desk.told import readings_from
from sceau.register.requests import RegisterRequest
from sceau.register.senders.clients import software_of
from sceau.register.senders.views import sender

MEDIA_TYPE = "application/cbor-seq"


@require_GET
def readings(request: RegisterRequest, first: int) -> HttpResponse:
    caller = sender(request, "intake.write")
    with request.register.pool.connection() as database:
        answer = readings_from(database, software_of(database, caller.client_id), first)
    return HttpResponse(answer, content_type=MEDIA_TYPE)
