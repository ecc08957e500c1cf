"""SMS, through a provider that speaks `spec/sms-provider.yaml`.

Providers differ, and change: what stands between us and one is this small contract, which a few lines of a gateway
translate. The local fake (`sceau.demo.catcher`) speaks it too.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

import httpx2

from sceau.notifier.channels import ChannelDownError, TryLaterError, UndeliverableError, UnsureError
from sceau.notifier.messages import message_in

_DEADLINES: Final = httpx2.Timeout(30, connect=5)
_ABOUT_THE_NUMBER: Final = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.GONE, HTTPStatus.UNPROCESSABLE_ENTITY})
_NOT_NOW: Final = frozenset({HTTPStatus.CONFLICT, HTTPStatus.REQUEST_TIMEOUT})


@dataclass(frozen=True, slots=True)
class Provider:
    """Where SMS are handed over, with what token, in whose name."""

    url: str
    token: str = field(repr=False)
    sender: str


@dataclass(frozen=True, slots=True)
class Texting:
    """An open connection to the provider."""

    http: httpx2.Client
    provider: Provider

    def send(self, address: str, language: str, reference: str) -> None:
        if not is_number(address):
            raise UndeliverableError
        body = {"to": address, "from": self.provider.sender, "text": message_in(language).sms}
        headers = {"Authorization": f"Bearer {self.provider.token}", "Idempotency-Key": reference}
        try:
            answer = self.http.post(self.provider.url, json=body, headers=headers)
        except (httpx2.ConnectError, httpx2.ConnectTimeout):
            raise ChannelDownError from None
        except httpx2.HTTPError:
            raise UnsureError from None
        _read(answer)


@contextmanager
def texting(provider: Provider) -> Iterator[Texting]:
    """Nothing is asked of the provider before the first message."""
    with httpx2.Client(timeout=_DEADLINES) as http:
        yield Texting(http, provider)


def is_number(address: str) -> bool:
    """E.164."""
    return re.fullmatch(r"\+[1-9]\d{7,14}", address, re.ASCII) is not None


def _read(answer: httpx2.Response) -> None:
    """Of a provider that is overloaded, refuses us or is broken, no number is to blame."""
    if answer.is_success:
        return
    if answer.status_code in _ABOUT_THE_NUMBER:
        raise UndeliverableError
    if answer.status_code in _NOT_NOW:
        raise TryLaterError
    raise ChannelDownError
