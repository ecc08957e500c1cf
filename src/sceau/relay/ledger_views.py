"""The relay's own ledger over HTTP (C2SP tlog-tiles): every pharmacy's entry and every reissue is a leaf."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from sceau.relay.requests import RelayRequest
from sceau.web import ledger_store


@require_GET
def checkpoint(request: RelayRequest) -> HttpResponse:
    with request.relay.pool.connection() as connection:
        note = ledger_store.read_checkpoint(connection)
    return HttpResponse(note, content_type="text/plain; charset=utf-8")


@require_GET
def tile(request: RelayRequest, path: str) -> HttpResponse:
    with request.relay.pool.connection() as connection:
        data = ledger_store.read_tile_at(connection, f"tile/{path}")
    response = HttpResponse(data, content_type="application/octet-stream")
    if ledger_store.is_full(f"tile/{path}"):
        response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
