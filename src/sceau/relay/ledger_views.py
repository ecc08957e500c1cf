"""The relay's own ledger over HTTP (C2SP tlog-tiles): every pharmacy's entry and every reissue is a leaf.

Beside it, what the relay has seen of the register's: auditors compare.
"""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from sceau.relay.mirror import contradictions, prove
from sceau.relay.requests import RelayRequest
from sceau.web import ledger_pages


@require_GET
def checkpoint(request: RelayRequest) -> HttpResponse:
    return ledger_pages.checkpoint(request.relay.pool)


@require_GET
def witnessed(request: RelayRequest) -> HttpResponse:
    return ledger_pages.witnessed(request.relay.pool)


@require_GET
def mirrored(request: RelayRequest) -> HttpResponse:
    """The newest checkpoint of the register's ledger that was mirrored here: the register's word, kept by another."""
    with request.relay.pool.connection() as connection:
        found = prove.mirrored(connection)
    return ledger_pages.note(None if found is None else found.note)


@require_GET
def evidence(request: RelayRequest) -> HttpResponse:
    """The last checkpoint of the register that did not extend what was seen here; Refusal `not-found` if none."""
    with request.relay.pool.connection() as connection:
        return ledger_pages.note(contradictions.read_newest(connection))


@require_GET
def tile(request: RelayRequest, path: str) -> HttpResponse:
    return ledger_pages.tile(request.relay.pool, path)
