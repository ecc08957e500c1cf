"""Signing in and out as an operator: what the page's script asks."""

from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.http import require_POST

from sceau.relay.operators import signing_in
from sceau.relay.operators.accounts import acting, may_look
from sceau.relay.people import passkeys
from sceau.relay.people.forms import CreationRequest, NewPasskey, SignIn, read_form
from sceau.relay.requests import RelayRequest


@require_POST
def creation(request: RelayRequest) -> HttpResponse:
    return JsonResponse(signing_in.options(request, read_form(request, CreationRequest).token))


@require_POST
def new_passkey(request: RelayRequest) -> HttpResponse:
    signing_in.join(request, read_form(request, NewPasskey))
    return JsonResponse({"csrf": get_token(request)})


@require_POST
def sign_in(request: RelayRequest) -> HttpResponse:
    with passkeys.counted(request, "operator"):
        signing_in.with_passkey(request, read_form(request, SignIn).credential)
    return JsonResponse({"csrf": get_token(request)})


@require_POST
def sign_out(request: RelayRequest) -> HttpResponse:
    with request.relay.pool.connection() as connection, connection.transaction():
        signing_in.end(request, connection, acting(request, connection, may_look))
    request.session.flush()
    return HttpResponse(status=204)
