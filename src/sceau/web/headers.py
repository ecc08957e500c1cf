"""The headers of every answer: what a browser may do with it, which for most is nothing.

The one idea: the strict policy is the default, and the one page that people open has the one exception, written here.
"""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

API_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
    "trusted-types 'none'"
)
_EVERYWHERE = {
    "Content-Security-Policy": API_POLICY,
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains; preload",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()",
    "Cache-Control": "no-store",
}


class HeadersMiddleware:
    """Sets the headers that a view has not set itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        for name, value in _EVERYWHERE.items():
            response.headers.setdefault(name, value)
        return response


def page(response: HttpResponseBase) -> HttpResponseBase:
    """The same answer under the policy of pages that run our own scripts."""
    response.headers["Content-Security-Policy"] = PAGE_POLICY
    return response
