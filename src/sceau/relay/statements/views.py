"""The register's statements and enrolments over HTTP, as received: readers check them from the root they pinned."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from sceau.relay.requests import RelayRequest
from sceau.relay.statements.storing import read_enrolments

_SEQUENCE = "application/cbor-seq"


@require_GET
def keys(request: RelayRequest) -> HttpResponse:
    with request.relay.pool.connection() as connection:
        objects = request.relay.statements.objects(connection)
    return HttpResponse(b"".join(objects), content_type=_SEQUENCE)


@require_GET
def enrolments(request: RelayRequest) -> HttpResponse:
    """Public, as at the register: a client whose log holds a recovery needs the register's word for it."""
    with request.relay.pool.connection() as connection:
        return HttpResponse(b"".join(read_enrolments(connection)), content_type=_SEQUENCE)
