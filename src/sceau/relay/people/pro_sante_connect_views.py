"""Pro Santé Connect over HTTP: there, back, and a page for whoever has several pharmacies or none.

These pages run no script: they are read between two sites, by people who want to be on the next one.
"""

from typing import Any, Final, NoReturn

from allauth.core.exceptions import ImmediateHttpResponse  # type: ignore[import-untyped]  # it has no types
from allauth.socialaccount.adapter import (  # type: ignore[import-untyped]  # the same
    DefaultSocialAccountAdapter,
    get_adapter,
)
from allauth.socialaccount.models import SocialApp  # type: ignore[import-untyped]  # the same
from allauth.socialaccount.providers.base import AuthProcess  # type: ignore[import-untyped]  # the same
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView  # type: ignore[import-untyped]  # the same
from allauth.socialaccount.providers.openid_connect.views import (  # type: ignore[import-untyped]  # the same
    OpenIDConnectOAuth2Adapter,
)
from django.http import Http404, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from sceau.errors import catalogue
from sceau.relay.people import pro_sante_connect as psc
from sceau.relay.people.claims import professional
from sceau.relay.people.settings import PRO_SANTE_CONNECT
from sceau.relay.requests import RelayRequest
from sceau.web.headers import form_page, still_page
from sceau.web.problems import Refusal

COUNTER: Final = "/counter"


class Provider(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # the same
    """Allauth's, which would trust an identity token without its signature when it fetched it itself: not here."""

    def get_access_token_data(self, *arguments: Any, **named: Any) -> Any:  # noqa: ANN401 (its signature)
        data = super().get_access_token_data(*arguments, **named)
        self.did_fetch_access_token = False
        return data


class Arriving(DefaultSocialAccountAdapter):  # type: ignore[misc]  # the same
    """Nothing of a sign-in is kept, neither account nor token: each time the membership is found again, or is not."""

    def pre_social_login(self, request: RelayRequest, sociallogin: Any) -> NoReturn:  # noqa: ANN401 (its signature)
        """Never goes on to allauth's own way, which would store the account."""
        raise ImmediateHttpResponse(_arrive(request, sociallogin.account.extra_data))

    def on_authentication_error(self, request: RelayRequest, *_: Any, **__: Any) -> NoReturn:  # noqa: ANN401 (the same)
        raise ImmediateHttpResponse(_refused(request, Refusal("psc-refused")))


@require_GET
def login(request: RelayRequest) -> HttpResponseBase:
    """There. Nothing of the address is passed on: who calls may not choose the level, nor skip the second factor."""
    try:
        provider = get_adapter().get_provider(request, PRO_SANTE_CONNECT)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    return _response(provider.redirect(request, process=AuthProcess.LOGIN, next_url=COUNTER))


@require_GET
def callback(request: RelayRequest, provider_id: str) -> HttpResponseBase:
    """And back."""
    try:
        return _response(OAuth2CallbackView.adapter_view(Provider(request, provider_id))(request))
    except SocialApp.DoesNotExist:
        raise Http404 from None


@require_http_methods(["GET", "POST"])
def choice(request: RelayRequest) -> HttpResponseBase:
    """Whoever has several memberships says which."""
    try:
        if request.method == "GET":
            places = psc.offered(request)
            return form_page(
                render(request, "relay/choice.html", {"places": places.items(), "demo": request.relay.settings.demo})
            )
        return _enter(request, psc.chosen(request, request.POST.get("member", "")))
    except Refusal as refusal:
        return _refused(request, refusal)


def _arrive(request: RelayRequest, claims: dict[str, Any]) -> HttpResponseBase:
    try:
        found = professional(claims)
        with request.relay.pool.connection() as connection:
            places = psc.places_of(connection, found, request)
        if len(places) == 1:
            return _enter(request, places[0].member)
        psc.offer(request, places)
        return HttpResponseRedirect("/accounts/choice")
    except Refusal as refusal:
        return _refused(request, refusal)


def _enter(request: RelayRequest, member: bytes) -> HttpResponseBase:
    psc.sign_in(request, member)
    request.relay.metrics.sign_ins.labels("pro-sante-connect").inc()
    return HttpResponseRedirect(COUNTER)


def _refused(request: RelayRequest, refusal: Refusal) -> HttpResponseBase:
    """What happened and what to do, in both languages, and the way back."""
    request.relay.metrics.sign_ins.labels(refusal.code).inc()
    said = catalogue()[refusal.code]
    return still_page(
        render(
            request,
            "relay/sign_in_refused.html",
            {"said": said, "demo": request.relay.settings.demo},
            status=said.status,
        )
    )


def _response(response: Any) -> HttpResponseBase:  # noqa: ANN401 (allauth has no types)
    return response  # type: ignore[no-any-return]  # the same
