"""What a view is given besides the request: the process's Register."""

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from sceau.register.register import Register


class RegisterRequest(HttpRequest):
    """A request as views see it."""

    register: Register


class RegisterMiddleware:
    """Makes the Register once a process, when Django loads (after the fork), and gives it to each request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response
        self._register = Register.start(settings.REGISTER)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        cast("RegisterRequest", request).register = self._register
        return self._get_response(request)
