"""The register's ledger, public: C2SP tlog-tiles (`spec/ledger.md`)."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from sceau.register.requests import RegisterRequest
from sceau.web import ledger_store

_FOREVER = "public, max-age=31536000, immutable"


@require_GET
def checkpoint(request: RegisterRequest) -> HttpResponse:
    with request.register.pool.connection() as database:
        note = ledger_store.read_checkpoint(database)
    return HttpResponse(note, content_type="text/plain; charset=utf-8")


@require_GET
def tile(request: RegisterRequest, path: str) -> HttpResponse:
    with request.register.pool.connection() as database:
        data = ledger_store.read_tile_at(database, f"tile/{path}")
    response = HttpResponse(data, content_type="application/octet-stream")
    if ledger_store.is_full(f"tile/{path}"):
        response["Cache-Control"] = _FOREVER
    return response
