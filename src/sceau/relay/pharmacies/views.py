"""Pharmacies' logs over HTTP: public to read, for their own members to extend."""

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods

from sceau.envelope.signed import OBJECT_LIMIT
from sceau.relay.clients.standing import standing
from sceau.relay.journal.entry import Action, write
from sceau.relay.pharmacies.cache import stored_entries
from sceau.relay.pharmacies.extending import LOG_LIMIT, extend_log
from sceau.relay.requests import RelayRequest, access
from sceau.web.bodies import read_sequence, require_media_type
from sceau.web.problems import Refusal

SEQUENCE = "application/cbor-seq"


@require_http_methods(["GET", "POST"])
def log(request: RelayRequest, pharmacy: bytes) -> HttpResponse:
    return _read(request, pharmacy) if request.method == "GET" else _extend(request, pharmacy)


def _read(request: RelayRequest, pharmacy: bytes) -> HttpResponse:
    with request.relay.pool.connection() as connection:
        entries = stored_entries(connection, pharmacy)
    if not entries:
        raise Refusal("unknown-pharmacy")
    return HttpResponse(b"".join(entries), content_type=SEQUENCE)


def _extend(request: RelayRequest, pharmacy: bytes) -> HttpResponse:
    caller = access(request, "log.write")
    require_media_type(request, SEQUENCE)
    entries = list(read_sequence(request, limit=LOG_LIMIT, item_limit=OBJECT_LIMIT))
    with request.relay.pool.connection() as connection, connection.transaction():
        now = standing(request.relay, connection, caller)
        if now.pharmacy != pharmacy:
            raise Refusal("wrong-tenant")
        extension = extend_log(connection, pharmacy, entries, statements=now.statements, now=request.relay.clock.now())
        if extension.added:
            at, action, added = request.relay.clock.now(), Action.LOG_EXTENDED, extension.added
            write(connection, at=at, actor=now.client_id, action=action, count=added, pharmacy=pharmacy)
    return JsonResponse({"seq": extension.log.seq})
