"""The pharmacy's people over HTTP: signing up, joining, members, invitations."""

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sceau.relay.people import applications, contract, invitations, letters, managing
from sceau.relay.people.forms import Application, Invitation, Link, MemberChange, read_form
from sceau.relay.people.members import acting
from sceau.relay.people.permissions import may_manage_members, may_read, require
from sceau.relay.people.signing_in import fresh
from sceau.relay.requests import RelayRequest


@require_GET
def processing_contract(request: RelayRequest) -> HttpResponse:
    shown = contract.in_force("en" if request.GET.get("language") == "en" else "fr")
    return JsonResponse({"version": shown.version, "hash": shown.hash, "text": shown.text})


@require_POST
def application(request: RelayRequest) -> HttpResponse:
    """The same answer whether the pharmacy is known here or not."""
    form = read_form(request, Application)
    with request.relay.pool.connection() as connection, connection.transaction():
        applications.apply(connection, form, request.relay.clock.now())
    return HttpResponse(status=201)


@require_POST
def joining(request: RelayRequest) -> HttpResponse:
    """Whom a link lets in, before anything is done with it."""
    form = read_form(request, Link)
    with request.relay.pool.connection() as connection:
        found = invitations.invited(connection, form.token, request.relay.clock.now())
    shop = {"finess": found.finess, "name": found.shop_name, "phone": found.phone}
    kind = "titular" if found.role == "titular" else "invited"
    return JsonResponse({"kind": kind, "name": found.name, "role": found.role.value, "shop": shop})


@require_GET
def members(request: RelayRequest) -> HttpResponse:
    with request.relay.pool.connection() as connection:
        member = acting(request, connection)
        require(may_read, member)
        found = managing.members_of(connection, member.finess, request.relay.clock.now())
    return JsonResponse(found, safe=False)


@require_http_methods(["PATCH"])
def one_member(request: RelayRequest, member: bytes) -> HttpResponse:
    now = request.relay.clock.now()
    with request.relay.pool.connection() as connection, connection.transaction():
        titular = fresh(request, connection)
        require(may_manage_members, titular)
        managing.change(connection, member, read_form(request, MemberChange), by=titular, now=now)
    return HttpResponse(status=204)


@require_POST
def new_invitation(request: RelayRequest) -> HttpResponse:
    """The link is in this answer and, if there is an address and a mail server, in a mail: nowhere else."""
    with request.relay.pool.connection() as connection, connection.transaction():
        titular = fresh(request, connection)
        require(may_manage_members, titular)
        form = read_form(request, Invitation)
        member, token = managing.invite(connection, form, by=titular, now=request.relay.clock.now())
    link = invitations.link(request.relay.settings.public_url, token)
    mailed = letters.send(request.relay.settings, form.email, letters.invitation(titular.shop_name, link))
    return JsonResponse({"id": member.hex(), "link": link, "mailed": mailed}, status=201)


@require_http_methods(["DELETE"])
def one_invitation(request: RelayRequest, member: bytes) -> HttpResponse:
    with request.relay.pool.connection() as connection, connection.transaction():
        titular = acting(request, connection)
        require(may_manage_members, titular)
        managing.withdraw(connection, member, by=titular, now=request.relay.clock.now())
    return HttpResponse(status=204)
