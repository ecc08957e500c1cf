"""The session over HTTP: who is signed in, passkeys, signing in, locking, signing out."""

from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sceau.relay.people import accounts, joining, passkeys, signing_in
from sceau.relay.people.forms import CreationRequest, NewPasskey, SignIn, read_form
from sceau.relay.people.members import acting, signed_in
from sceau.relay.people.permissions import may_keep_own_keys, may_read, require
from sceau.relay.people.sessions import MEMBER
from sceau.relay.requests import RelayRequest
from sceau.web.problems import Refusal


@require_GET
def session(request: RelayRequest) -> HttpResponse:
    """Never refused: it is how a page learns that nobody is signed in, and gets its token against forgery."""
    try:
        return _session(request)
    except Refusal:
        if MEMBER in request.session:
            request.session.flush()
        return JsonResponse({"signed_in": False, "csrf": get_token(request)})


@require_POST
def creation(request: RelayRequest) -> HttpResponse:
    return JsonResponse(joining.options(request, read_form(request, CreationRequest).token))


@require_http_methods(["GET", "POST"])
def own_passkeys(request: RelayRequest) -> HttpResponse:
    if request.method == "POST":
        joining.add(request, read_form(request, NewPasskey))
        return _session(request)
    with request.relay.pool.connection() as connection:
        member = acting(request, connection)
        require(may_keep_own_keys, member)
    found = passkeys.passkeys_of(accounts.owner_of(member.id))
    return JsonResponse([passkeys.described(one) for one in found], safe=False)


@require_http_methods(["DELETE"])
def own_passkey(request: RelayRequest, number: int) -> HttpResponse:
    joining.remove(request, number)
    return HttpResponse(status=204)


@require_POST
def request_options(request: RelayRequest) -> HttpResponse:
    return JsonResponse(passkeys.request_options(request))


@require_POST
def sign_in(request: RelayRequest) -> HttpResponse:
    with passkeys.counted(request, "passkey"):
        signing_in.with_passkey(request, read_form(request, SignIn).credential)
    return _session(request)


@require_POST
def lock(request: RelayRequest) -> HttpResponse:
    with request.relay.pool.connection() as connection, connection.transaction():
        member = signed_in(request, connection)
        require(may_read, member)
        signing_in.lock(request, connection, member)
    return HttpResponse(status=204)


@require_POST
def sign_out(request: RelayRequest) -> HttpResponse:
    with request.relay.pool.connection() as connection, connection.transaction():
        signing_in.end(request, connection, signed_in(request, connection))
    request.session.flush()  # with a connection of its own: never two at once, lest all wait for a second one
    return HttpResponse(status=204)


def _session(request: RelayRequest) -> HttpResponse:
    with request.relay.pool.connection() as connection:
        member = signed_in(request, connection)
    return JsonResponse(signing_in.described(request, member))
