"""What browsers send and are answered in CBOR: read strictly, by the shapes that the log and envelopes are read by."""

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpResponse

from sceau.envelope import cbor
from sceau.envelope.fields import Field, take
from sceau.relay.requests import RelayRequest
from sceau.web.bodies import read_body, require_media_type

CBOR: Final = "application/cbor"


def read_cbor(request: RelayRequest, shape: Mapping[str, Field], *, limit: int) -> dict[str, Any]:
    """The body's fields; EnvelopeError, Refusal `wrong-media-type`, `body-too-large`."""
    require_media_type(request, CBOR)
    return take(cbor.decode(read_body(request, limit=limit), limit=limit, path="body"), "body", shape)


def cbor_answer(value: object, *, status: int = 200) -> HttpResponse:
    return HttpResponse(cbor.encode(value), content_type=CBOR, status=status)
