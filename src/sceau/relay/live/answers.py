"""The live board's answers in ASGI's words, under the headers that every answer has."""

import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

from sceau.web.headers import EVERYWHERE
from sceau.web.problems import CONTENT_TYPE, problem

Headers = list[tuple[bytes, bytes]]
EVENTS: Final = "http.response.body"


def events_headers(origin: str) -> Headers:
    """Of a stream; `origin` is the page's when it came from the relay's own, which stands at another port."""
    return _headers({"Content-Type": "text/event-stream", "X-Accel-Buffering": "no", **_shared(origin)})


async def answer_problem(
    send: Callable[[MutableMapping[str, Any]], Awaitable[None]], code: str, path: str, *, origin: str
) -> None:
    """A problem as everywhere (`sceau.web.problems`)."""
    members = problem(code, path)
    headers = _headers({"Content-Type": CONTENT_TYPE, **_shared(origin)})
    await send({"type": "http.response.start", "status": members["status"], "headers": headers})
    await send({"type": EVENTS, "body": json.dumps(members, ensure_ascii=False).encode()})


def _shared(origin: str) -> dict[str, str]:
    if not origin:
        return {}
    return {"Access-Control-Allow-Origin": origin, "Access-Control-Allow-Credentials": "true", "Vary": "Origin"}


def _headers(headers: dict[str, str]) -> Headers:
    return [(name.lower().encode(), value.encode()) for name, value in {**EVERYWHERE, **headers}.items()]
