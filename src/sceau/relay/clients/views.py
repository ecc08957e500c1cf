"""Registration and tokens over HTTP."""

from django.http import HttpResponse, JsonResponse, QueryDict
from django.views.decorators.http import require_GET, require_POST

from sceau.relay.clients.registration import SCOPES, register
from sceau.relay.clients.standing import find_client
from sceau.relay.notices import notifiers
from sceau.relay.pharmacies.extending import LOG_LIMIT
from sceau.relay.requests import RelayRequest
from sceau.web.bodies import read_body, require_media_type
from sceau.web.problems import Refusal, problem_response
from sceau.web.smart import check_assertion, smart_configuration, token_form, use_once

_FORM_LIMIT = 16_384
_OAUTH_ERRORS = {
    "invalid-client": "invalid_client",
    "invalid-scope": "invalid_scope",
    "client-suspended": "unauthorized_client",
}


@require_GET
def configuration(request: RelayRequest) -> HttpResponse:
    return JsonResponse(smart_configuration(request.relay.settings.public_url, SCOPES | {notifiers.SCOPE}))


@require_POST
def token(request: RelayRequest) -> HttpResponse:
    """RFC 6749's `error` stands beside our own code."""
    try:
        return JsonResponse(_token(request))
    except Refusal as refusal:
        error = _OAUTH_ERRORS.get(refusal.code, refusal.code.replace("-", "_"))
        return problem_response(refusal.code, error=error)


@require_POST
def pharmacies(request: RelayRequest) -> HttpResponse:
    require_media_type(request, "application/cbor")
    statement = request.headers.get("Sceau-Software-Statement", "")
    installation = register(request.relay, statement=statement, body=read_body(request, limit=LOG_LIMIT))
    answer = {"client_id": installation.client_id, "pharmacy": installation.pharmacy.hex()}
    return JsonResponse(answer, status=201)


def _token(request: RelayRequest) -> dict[str, object]:
    """That a client is suspended hears only who has proved to be it, with an assertion that is then used up."""
    require_media_type(request, "application/x-www-form-urlencoded")
    relay, now = request.relay, request.relay.seconds()
    text, asked = token_form(QueryDict(read_body(request, limit=_FORM_LIMIT)).dict())
    with relay.pool.connection() as connection, connection.transaction():
        assertion = check_assertion(
            text,
            audience=f"{relay.settings.public_url}/token",
            find_client=lambda client_id: (
                find_client(connection, client_id) or notifiers.find_notifier(connection, client_id)
            ),
            now=now,
        )
        use_once(connection, assertion)
    if not assertion.client.is_active:
        raise Refusal("client-suspended")
    return relay.tokens.issue(assertion, asked=asked, now=now)
