"""What `sceau verify bundle` asks: the manifest of what is served here, and the proof that it stands in the ledger."""

from hashlib import sha256
from typing import Final

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from sceau.ledger.proof import format_proof
from sceau.relay.bundle import served
from sceau.relay.requests import RelayRequest
from sceau.web.ledger_proofs import Prover
from sceau.web.problems import Refusal


@require_GET
def manifest(request: RelayRequest) -> HttpResponse:
    """Of this process: what it serves, whatever was logged."""
    return HttpResponse(served.built(request.relay.settings, served.MANIFEST), content_type="application/json")


@require_GET
def proof(request: RelayRequest) -> HttpResponse:
    """Of its leaf, under a witnessed checkpoint as soon as one covers it; Refusal `not-found` before it is logged."""
    digest = sha256(served.built(request.relay.settings, served.MANIFEST)).digest()
    with request.relay.pool.connection() as connection:
        row = connection.execute(_INDEX, (digest,)).fetchone()
        if row is None:
            raise Refusal("not-found")
        found = Prover.of(connection).prove(row[0])
    return HttpResponse(format_proof(found), content_type="text/plain; charset=utf-8")


_INDEX: Final = "SELECT leaf_index FROM bundle WHERE hash = %s ORDER BY leaf_index DESC LIMIT 1"
