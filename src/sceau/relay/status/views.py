"""Status, receipts and the pharmacy's own copies over HTTP: of one envelope, or of many at once."""

import json

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_GET, require_POST

from sceau.envelope import cbor
from sceau.envelope.fields import DAY, array, byte_string, check, unsigned
from sceau.envelope.wire import Delivery
from sceau.relay.clients.standing import pharmacy_of
from sceau.relay.journal.entry import Action, write_each
from sceau.relay.mirror.prove import mirrored
from sceau.relay.relay import Relay
from sceau.relay.requests import RelayRequest, access
from sceau.relay.status.following import Key, follow
from sceau.relay.status.receipt import ReceiptMaker
from sceau.web.bodies import read_body, require_media_type
from sceau.web.database import Database
from sceau.web.problems import Refusal, problem

_ASKED_AT_MOST = 1000
_ASKED_LIMIT = 65_536


@require_GET
def envelope(request: RelayRequest, day: int, envelope_id: bytes) -> HttpResponse:
    caller = access(request, "envelope.read")
    with request.relay.pool.connection() as connection:
        pharmacy = pharmacy_of(connection, caller)
        (answer,) = _answers(request.relay, connection, pharmacy, [(day, envelope_id)])
    if answer is None:
        raise Refusal("unknown-envelope")
    return JsonResponse(answer)


@require_POST
def envelopes(request: RelayRequest) -> HttpResponse:
    """A line an envelope, in the order asked; one that the pharmacy has not sent gets its line too."""
    caller = access(request, "envelope.read")
    require_media_type(request, "application/cbor")
    keys = _parse_keys(read_body(request, limit=_ASKED_LIMIT))
    with request.relay.pool.connection() as connection:
        answers = _answers(request.relay, connection, pharmacy_of(connection, caller), keys)
    lines = [answer or _unknown(key) for key, answer in zip(keys, answers, strict=True)]
    body = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    return HttpResponse(body.encode(), content_type="application/x-ndjson")


@require_GET
def pharmacy_copy(request: RelayRequest, day: int, envelope_id: bytes) -> HttpResponse:
    """The sealed copy that only the pharmacy's members open; each reading is in the journal."""
    caller = access(request, "envelope.read")
    with request.relay.pool.connection() as connection, connection.transaction():
        pharmacy = pharmacy_of(connection, caller)
        row = connection.execute(
            "SELECT header, signature, pharmacy_copy FROM envelope WHERE day = %s AND pharmacy = %s AND id = %s",
            (day, pharmacy, envelope_id),
        ).fetchone()
        if row is None:
            raise Refusal("unknown-envelope")
        at, read = request.relay.clock.now(), [(pharmacy, envelope_id)]
        write_each(connection, at=at, actor=caller.client_id, action=Action.PHARMACY_COPY_READ, envelopes=read)
    return HttpResponse(Delivery(*row).encode(), content_type="application/cbor")


def _answers(relay: Relay, connection: Database, pharmacy: bytes, keys: list[Key]) -> list[dict[str, object] | None]:
    statements = relay.statements
    receipts = ReceiptMaker(statements.read(connection), statements.objects(connection), mirrored(connection))
    found = follow(connection, pharmacy, keys)
    return [None if one is None else one.members(receipts) for one in found]


def _parse_keys(body: bytes) -> list[Key]:
    asked = array(cbor.decode(body, limit=_ASKED_LIMIT, path="body"), "body", 0, _ASKED_AT_MOST)
    return [_parse_key(pair) for pair in asked]


def _parse_key(pair: object) -> Key:
    day, one = array(pair, "body", 2, 2)
    check(day, "body.day", DAY)
    return unsigned(day, "body.day"), byte_string(one, "body.id", 16, 16)


def _unknown(key: Key) -> dict[str, object]:
    return {"id": key[1].hex(), "day": key[0], **problem("unknown-envelope")}
