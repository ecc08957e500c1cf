"""One envelope, or a stream of them (`application/cbor-seq`), over HTTP.

A stream is read and stored a hundred envelopes at a time, each hundred durable before the next is read; the answers are
sent when the stream has ended, so that a client that writes everything before it reads does not wait for us for ever.
"""

import json
from collections.abc import Iterator
from itertools import islice

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from sceau.envelope.errors import EnvelopeError
from sceau.envelope.wire import ENVELOPE_LIMIT
from sceau.relay.intake.accept import accept
from sceau.relay.intake.outcome import Refused
from sceau.relay.relay import Relay
from sceau.relay.requests import RelayRequest, access
from sceau.web.bodies import read_body, read_sequence, require_media_type
from sceau.web.problems import CONTENT_TYPE, Refusal
from sceau.web.smart import Access

_ONE, _STREAM = "application/cbor", "application/cbor-seq"
_STREAM_LIMIT = 16 * 1024 * 1024
_STREAM_ENVELOPES = 1000
_BATCH = 100


@require_POST
def envelopes(request: RelayRequest) -> HttpResponse:
    caller = access(request, "envelope.write")
    if require_media_type(request, _ONE, _STREAM) == _ONE:
        return _accept_one(request, caller)
    items = read_sequence(request, limit=_STREAM_LIMIT, item_limit=ENVELOPE_LIMIT)
    return HttpResponse(b"".join(_accept_stream(request.relay, caller, items)), content_type="application/x-ndjson")


def _accept_one(request: RelayRequest, caller: Access) -> HttpResponse:
    (outcome,) = accept(request.relay, caller, [read_body(request, limit=ENVELOPE_LIMIT)])
    kind = CONTENT_TYPE if isinstance(outcome, Refused) else "application/json"
    return JsonResponse(outcome.members(), status=outcome.status, content_type=kind)


def _accept_stream(relay: Relay, caller: Access, items: Iterator[bytes]) -> Iterator[bytes]:
    """A line an envelope; where the stream breaks, a last line says why, and what follows was not read."""
    left = _STREAM_ENVELOPES
    while True:
        batch, broken = _take(items, min(_BATCH, left + 1))
        for outcome in accept(relay, caller, batch[:left]) if batch else ():
            yield _line(outcome.members())
        broken = broken or (Refused("too-many-items") if len(batch) > left else None)
        left -= len(batch)
        if broken is not None:
            yield _line({**broken.members(), "stream": "ended"})
        if broken is not None or len(batch) < _BATCH:
            return


def _take(items: Iterator[bytes], count: int) -> tuple[list[bytes], Refused | None]:
    """Up to `count` items, and why there are no more if the stream broke."""
    batch: list[bytes] = []
    try:
        for item in islice(items, count):
            batch.append(item)  # noqa: PERF402 (what came before a break must stay)
    except (Refusal, EnvelopeError) as error:
        return batch, Refused(error.code, error.path)
    return batch, None


def _line(members: dict[str, object]) -> bytes:
    return json.dumps(members, ensure_ascii=False).encode() + b"\n"
