"""The register's ledger, public: C2SP tlog-tiles (`spec/ledger.md`)."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from sceau.register.requests import RegisterRequest
from sceau.web import ledger_pages


@require_GET
def checkpoint(request: RegisterRequest) -> HttpResponse:
    return ledger_pages.checkpoint(request.register.pool)


@require_GET
def witnessed(request: RegisterRequest) -> HttpResponse:
    return ledger_pages.witnessed(request.register.pool)


@require_GET
def tile(request: RegisterRequest, path: str) -> HttpResponse:
    return ledger_pages.tile(request.register.pool, path)
