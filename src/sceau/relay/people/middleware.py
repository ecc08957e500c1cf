"""Sessions, CSRF and accounts, for the counter's addresses alone: what software calls never meets a cookie.

The one idea: one middleware holds Django's and allauth's own, in their order, and asks for the path first.
"""

from collections.abc import Callable
from typing import Any, Final, cast

from allauth.account.middleware import AccountMiddleware  # type: ignore[import-untyped]  # it has no types
from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware

from sceau.relay.people.sessions import SessionStore
from sceau.relay.requests import RelayRequest  # noqa: TC001 (named in a cast)
from sceau.web.problems import problem_response

GetResponse = Callable[[HttpRequest], HttpResponseBase]
PATHS: Final = ("/counter/api/", "/accounts/", "/operator")
"""Where there are sessions."""
CHOICE: Final = "/accounts/choice"
"""Where the form is sent of who acts in several pharmacies (`pro_sante_connect_views.py`)."""
RECORD: Final = "/operator/record"
"""Where the form is sent that asks where a record is (`operators/pages.py`)."""
_FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data", "text/plain")


class PeopleMiddleware:
    """Comes after RelayMiddleware, whose Relay keeps the sessions."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response
        accounts: Any = AuthenticationMiddleware(AccountMiddleware(get_response))  # types of theirs say "or awaitable"
        csrf: Any = CsrfViewMiddleware(accounts)
        self._csrf = csrf
        self._with_people: Any = Sessions(csrf)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PATHS):
            return self._get_response(request)
        response: HttpResponseBase = self._with_people(request)
        return response

    def process_view(
        self, request: HttpRequest, view: GetResponse, places: list[object], names: dict[str, object]
    ) -> HttpResponseBase | None:
        """A body that another site's page can send unasked is none of ours, but our two forms, which bear a token."""
        if not request.path_info.startswith(PATHS):
            return None
        ours = request.path_info in (CHOICE, RECORD) and request.content_type == _FORMS[0]
        if request.content_type in _FORMS and not ours:
            return problem_response("wrong-media-type")
        refused: HttpResponseBase | None = self._csrf.process_view(request, view, places, names)
        return refused


class Sessions(SessionMiddleware):
    """Django's, with a store that uses the relay's connections (which are there once the first request is)."""

    _store: type[SessionStore] | None = None

    def process_request(self, request: HttpRequest) -> None:
        self._store = self._store or SessionStore.of(cast("RelayRequest", request).relay)
        request.session = self._store(request.COOKIES.get(settings.SESSION_COOKIE_NAME))

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """What was asked with an old session's cookie leaves the browser's: a sign-in meanwhile has changed it."""
        if request.session.is_empty() and not request.session.modified:
            return response
        return super().process_response(request, response)


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF_FAILURE_VIEW; the reason is for whoever attacks, so it is not said.

    An operator's page that was left open until its session ended is read by a person: he sees where to sign in.
    """
    del reason
    if request.path_info == RECORD:
        return HttpResponse(status=303, headers={"Location": "/operator"})
    return problem_response("csrf")
