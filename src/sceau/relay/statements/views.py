"""The register's statements over HTTP, as received: whoever reads them checks them from the root it has pinned."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from sceau.relay.requests import RelayRequest


@require_GET
def keys(request: RelayRequest) -> HttpResponse:
    with request.relay.pool.connection() as connection:
        objects = request.relay.statements.objects(connection)
    return HttpResponse(b"".join(objects), content_type="application/cbor-seq")
