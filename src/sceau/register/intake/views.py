"""`POST /intake`: deliveries in, as a CBOR sequence read as it arrives; answers out, once durable."""

from itertools import islice

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from sceau.envelope.wire import DELIVERY_LIMIT
from sceau.register.intake.service import answer_batch
from sceau.register.requests import RegisterRequest
from sceau.register.senders.clients import software_of
from sceau.register.senders.views import sender
from sceau.web.bodies import read_sequence, require_media_type
from sceau.web.problems import Refusal

MOST_DELIVERIES = 1000
MOST_BYTES = 16 * 1024 * 1024
MEDIA_TYPE = "application/cbor-seq"


@require_POST
def intake(request: RegisterRequest) -> HttpResponse:
    caller = sender(request, "intake.write")
    require_media_type(request, MEDIA_TYPE)
    sequence = read_sequence(request, limit=MOST_BYTES, item_limit=DELIVERY_LIMIT)
    items = list(islice(sequence, MOST_DELIVERIES + 1))
    if len(items) > MOST_DELIVERIES:
        raise Refusal("too-many-items")
    with request.register.pool.connection() as database:
        software = software_of(database, caller.client_id)
    return HttpResponse(answer_batch(request.register, items, sender=software), content_type=MEDIA_TYPE)
