"""Errors as answers: `application/problem+json` (RFC 9457), each with a code, in French and English, and what to do.

The one idea: code says `raise Refusal("stale-key", "header.copies")`; only the edge knows of statuses and sentences,
which are data (`spec/errors.json`). No sentence is made from what was received.
"""

import json
from collections.abc import Callable, Mapping
from functools import cache
from http import HTTPStatus
from typing import Any

import structlog
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from psycopg import OperationalError
from psycopg_pool import PoolTimeout

from sceau.envelope.errors import EnvelopeError
from sceau.errors import Said, catalogue

CONTENT_TYPE = "application/problem+json"
_RETRY_SECONDS = {"busy": 10, "no-room": 60}


class Refusal(Exception):
    """A request is refused: a code of `spec/errors.json` with a status and, when it helps, the place in the message."""

    def __init__(self, code: str, path: str = "") -> None:
        super().__init__(f"{code} at {path}" if path else code)
        self.code = code
        self.path = path


def problem(code: str, path: str = "") -> dict[str, Any]:
    """The members of a problem: `type`, `title`, `status`, `code`, both languages, and `path` if there is one."""
    status, said = _answers()[code]
    members = {
        "type": f"urn:sceau:problem:{code}",
        "title": status.phrase,
        "status": status.value,
        "code": code,
        "detail": said.en,
        "detail_fr": said.fr,
        "what_to_do": said.do_en,
        "what_to_do_fr": said.do_fr,
    }
    return {**members, "path": path} if path else members


def problem_response(
    code: str, path: str = "", *, headers: Mapping[str, str] | None = None, **more: object
) -> HttpResponse:
    """The problem as an answer, with its status; `more` are members beside those of `problem`."""
    members = {**problem(code, path), **more}
    response = HttpResponse(
        json.dumps(members, ensure_ascii=False).encode(),
        content_type=CONTENT_TYPE,
        status=members["status"],
        headers=headers,
    )
    if code in _RETRY_SECONDS:
        response["Retry-After"] = str(_RETRY_SECONDS[code])
    if members["status"] == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = "Bearer"
    return response


class ProblemMiddleware:
    """Turns every exception of a view into a problem. What is not the caller's fault is logged by its type alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response
        self._log = structlog.get_logger()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.get_host()  # refuses a host that is not ours, whether or not the view asks
        response = self._get_response(request)
        if isinstance(response, HttpResponseNotAllowed):
            return problem_response("method-not-allowed", headers={"Allow": response["Allow"]})
        return response

    def process_exception(self, _request: HttpRequest, error: Exception) -> HttpResponse:
        code, path = code_of(error)
        if code in {"internal-error", "busy"}:
            self._log.error("request_failed", code=code, error=type(error).__name__, place=place_of(error))
        return problem_response(code, path)


def code_of(error: Exception) -> tuple[str, str]:
    """The code and place that an exception is answered with."""
    if isinstance(error, (Refusal, EnvelopeError)):
        return (error.code, error.path) if error.code in _answers() else ("internal-error", "")
    for kind, code in _CODES.items():
        if isinstance(error, kind):
            return code, ""
    return "internal-error", ""


def place_of(error: BaseException) -> str:
    """Module and line where it was raised: enough to mend it, nothing of what was being handled."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "" if trace is None else f"{trace.tb_frame.f_globals.get('__name__', '')}:{trace.tb_lineno}"


def not_found(_request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler404, which is given the exception by this name."""
    del exception  # it holds the path
    return problem_response("not-found")


def bad_request(_request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler400, the same."""
    del exception
    return problem_response("bad-request")


def server_error(_request: HttpRequest) -> HttpResponse:
    """Django's handler500, for what fails outside any view."""
    return problem_response("internal-error")


_CODES: Mapping[type[Exception], str] = {
    PoolTimeout: "busy",
    OperationalError: "busy",
    RequestDataTooBig: "body-too-large",
    SuspiciousOperation: "bad-request",
    Http404: "not-found",
}


@cache
def _answers() -> Mapping[str, tuple[HTTPStatus, Said]]:
    """The codes that a service answers with; any other is a fault of ours."""
    return {code: (HTTPStatus(said.status), said) for code, said in catalogue().items() if said.status}
