"""The relay's own ledger over HTTP (C2SP tlog-tiles): every pharmacy's entry and every reissue is a leaf."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from sceau.relay.requests import RelayRequest
from sceau.web import ledger_pages


@require_GET
def checkpoint(request: RelayRequest) -> HttpResponse:
    return ledger_pages.checkpoint(request.relay.pool)


@require_GET
def witnessed(request: RelayRequest) -> HttpResponse:
    return ledger_pages.witnessed(request.relay.pool)


@require_GET
def tile(request: RelayRequest, path: str) -> HttpResponse:
    return ledger_pages.tile(request.relay.pool, path)
