"""Tokens for clients, and the public list of software."""

from base64 import urlsafe_b64encode
from functools import partial

from django.http import HttpResponse, JsonResponse, QueryDict
from django.views.decorators.http import require_GET, require_POST

from sceau.register.requests import RegisterRequest
from sceau.register.senders.clients import SCOPES, find_client, require_active
from sceau.register.senders.software import readable_list, signed_list
from sceau.web.bodies import read_body, require_media_type
from sceau.web.smart import Access, check_assertion, smart_configuration, token_form, use_once

_FORM_LIMIT = 16_384


@require_GET
def configuration(request: RegisterRequest) -> HttpResponse:
    return JsonResponse(smart_configuration(request.register.settings.public_url, SCOPES))


@require_POST
def token(request: RegisterRequest) -> HttpResponse:
    """SMART Backend Services: an assertion in, a token for five minutes out."""
    register = request.register
    require_media_type(request, "application/x-www-form-urlencoded")
    form = QueryDict(read_body(request, limit=_FORM_LIMIT)).dict()
    text, asked = token_form({name: str(value) for name, value in form.items()})
    with register.pool.connection() as database:
        audience = f"{register.settings.public_url}/token"
        assertion = check_assertion(
            text,
            audience=audience,
            find_client=partial(find_client, database),
            now=register.seconds(),
        )
        use_once(database, assertion)
    return JsonResponse(register.tokens.issue(assertion, asked=asked, now=register.seconds()))


@require_GET
def software(request: RegisterRequest) -> HttpResponse:
    """The list as people read it, and the statement that says so, signed (base64url)."""
    with request.register.pool.connection() as database:
        statements = request.register.statements.current(database)
        signed = urlsafe_b64encode(signed_list(database)).rstrip(b"=").decode()
    return JsonResponse({"domain": statements.domain, "software": readable_list(statements), "statement": signed})


def sender(request: RegisterRequest, scope: str) -> Access:
    """Who calls: a token with `scope`, of a client whose software is active."""
    register = request.register
    access = register.tokens.read(request, now=register.seconds())
    access.require(scope)
    with register.pool.connection() as database:
        require_active(database, register.statements.current(database), access.client_id)
    return access
