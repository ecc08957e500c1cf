"""`GET /keys` and `GET /enrolments`: what the register publishes, as CBOR sequences."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from sceau.register.enrolments import read_enrolments
from sceau.register.keys.published import read_statements
from sceau.register.requests import RegisterRequest

_SEQUENCE = "application/cbor-seq"


@require_GET
def keys(request: RegisterRequest) -> HttpResponse:
    """The chain of statements, from the root."""
    with request.register.pool.connection() as database:
        return HttpResponse(b"".join(read_statements(database)), content_type=_SEQUENCE)


@require_GET
def enrolments(request: RegisterRequest) -> HttpResponse:
    """Published enrolment keys; each is verified with the chain."""
    with request.register.pool.connection() as database:
        return HttpResponse(b"".join(read_enrolments(database)), content_type=_SEQUENCE)
