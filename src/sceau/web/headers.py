"""The headers of every answer: what a browser may do with it, which for most is nothing.

The one idea: the strict policy is the default; the pages that people open have exceptions, all written here. Those of
a person's phone run our scripts and no more. The counter also opens the camera and passkeys, runs a worker and the
scanner's WebAssembly, and hears the live board.
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
COUNTER_POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; font-src 'self'; img-src 'self'; "
    "connect-src 'self'{live}; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types sceau"
)
STILL_POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
FORM_POLICY = STILL_POLICY.replace("form-action 'none'", "form-action 'self'")
WORKER_POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"
COUNTER_PERMISSIONS = (
    "camera=(self), publickey-credentials-create=(self), publickey-credentials-get=(self), geolocation=(), "
    "microphone=(), payment=(), usb=(), interest-cohort=()"
)
EVERYWHERE = {
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
        for name, value in EVERYWHERE.items():
            response.headers.setdefault(name, value)
        return response


def page(response: HttpResponseBase) -> HttpResponseBase:
    """The same answer under the policy of pages that run our own scripts."""
    response.headers["Content-Security-Policy"] = PAGE_POLICY
    return response


def counter_page(response: HttpResponseBase, *, live: str) -> HttpResponseBase:
    """The same answer as a page of the counter; `live` is the live board's origin, empty when it is ours."""
    response.headers["Content-Security-Policy"] = COUNTER_POLICY.format(live=f" {live}" if live else "")
    response.headers["Permissions-Policy"] = COUNTER_PERMISSIONS
    return response


def still_page(response: HttpResponseBase) -> HttpResponseBase:
    """The same answer as a page without any script."""
    response.headers["Content-Security-Policy"] = STILL_POLICY
    return response


def form_page(response: HttpResponseBase) -> HttpResponseBase:
    """The same with a form that is sent to us: a browser told to name no referrer would send it as from nowhere."""
    response.headers["Content-Security-Policy"] = FORM_POLICY
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def operator_page(response: HttpResponseBase) -> HttpResponseBase:
    """The same answer as a page with our script and a form that is sent to us."""
    response.headers["Content-Security-Policy"] = PAGE_POLICY.replace("form-action 'none'", "form-action 'self'")
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def worker_script(response: HttpResponseBase) -> HttpResponseBase:
    """The same answer as a script that runs beside a page: it obeys its own policy and not the page's."""
    response.headers["Content-Security-Policy"] = WORKER_POLICY
    return response
